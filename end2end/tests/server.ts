import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { test } from './fixtures';

const root = path.join(__dirname, '..');

/** A server of a spec's own, on a port and a folder of its own, that can be killed and started again. */
export class OwnServer {
  private process: ChildProcess | undefined;
  private folder = mkdtempSync(path.join(tmpdir(), 'job-agent-e2e-own-'));
  private port = 0;

  /** `host`: what people type. */
  constructor(private host = '127.0.0.1') {}

  get url() {
    return `http://${this.host}:${this.port}`;
  }

  private get env() {
    const boards = `http://127.0.0.1:${process.env.E2E_BOARDS_PORT}`;
    return { ...process.env, LISTEN_ADDR: `127.0.0.1:${this.port}`, PUBLIC_URL: this.url, DATA_DIR: this.folder, SOURCES_BASE_URL: boards };
  }

  /** Returns when it answers. */
  async start() {
    // The account that the database runs as has to pass through.
    chmodSync(this.folder, 0o711);
    this.port ||= await freePort();
    const started = spawn(path.join(root, 'serve.sh'), { cwd: root, env: this.env, stdio: 'ignore' });
    this.process = started;
    const answers = () => fetch(`${this.url}/livez`).then((answer) => answer.ok, () => false);
    const deadline = Date.now() + 60_000;
    while (!(await answers())) {
      if (started.exitCode !== null || Date.now() > deadline) throw new Error('the server of this spec does not answer');
      await new Promise((again) => setTimeout(again, 100));
    }
  }

  /** What its operator types on the machine beside it; answers what was printed. */
  async command(...args: string[]) {
    return (await promisify(execFile)(path.join(root, 'serve.sh'), args, { cwd: root, env: this.env })).stdout;
  }

  /** As a machine that loses its power would: nothing is handed back, nothing is written. */
  async kill() {
    await this.end('SIGKILL');
  }

  /** Stops it with its database and takes its files away. */
  async remove() {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals) {
    const running = this.process;
    this.process = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((exit) => running.once('exit', exit));
    running.kill(signal);
    await ended;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** For specs that stop their server or change what others would see. */
export const testAtOwnServer = test.extend<{ server: OwnServer }>({
  server: [
    async ({}, use) => {
      const server = new OwnServer();
      await server.start();
      await use(server);
      await server.remove();
    },
    { timeout: 120_000 },
  ],
  baseURL: ({ server }, use) => use(server.url),
});
