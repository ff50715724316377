import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

const root = path.join(import.meta.dirname, '..', '..');
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
const program = process.env.JOB_AGENT_PROGRAM ?? path.join(target, 'debug', 'job-agent');

/** The program over a database of its own, as its three roles. Mail lands in the development outbox. */
export async function startOurs(databaseUrl) {
  const folder = mkdtempSync(path.join(tmpdir(), 'job-agent-agreement-'));
  chmodSync(folder, 0o711);
  const port = await freePort();
  // Passkeys are bound to the name of a host.
  const url = `http://localhost:${port}`;
  const as = (role) => {
    const address = new URL(databaseUrl);
    address.username = role;
    return address.href;
  };
  const provider = await startProvider();
  const env = {
    ...process.env,
    ENVIRONMENT: 'development',
    DATA_DIR: folder,
    LISTEN_ADDR: `127.0.0.1:${port}`,
    PUBLIC_URL: url,
    // Every browser of the scenarios comes from an address of its own.
    TRUSTED_PROXIES: '127.0.0.1',
    DATABASE_URL: as('job_agent_ui'),
    WORKER_DATABASE_URL: as('job_agent_worker'),
    ADMIN_DATABASE_URL: as('job_agent_admin'),
    OIDC_PROVIDERS: JSON.stringify([{ id: 'google', name: 'Google', issuer: provider.url, client_id: 'job-agent', client_secret: 'only for this' }]),
    LEPTOS_OUTPUT_NAME: 'job-agent',
    LEPTOS_SITE_ROOT: process.env.LEPTOS_SITE_ROOT ?? path.join(root, 'target', 'site'),
    LEPTOS_SITE_PKG_DIR: 'pkg',
    LEPTOS_HASH_FILES: 'true',
    LEPTOS_HASH_FILE_NAME: 'hash.txt',
  };
  execFileSync(program, ['migrate'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const log = process.env.AGREEMENT_LOG ? 'inherit' : 'ignore';
  const child = spawn(program, [], { env, stdio: ['ignore', log, log] });
  const pool = new pg.Pool({ connectionString: as('job_agent_admin'), max: 2 });
  // Its connections end with the database, which is thrown away at last.
  pool.on('error', () => undefined);
  const answers = () => fetch(`${url}/livez`).then((answer) => answer.ok, () => false);
  const deadline = Date.now() + 60_000;
  while (!(await answers())) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('the program does not answer');
    await pause();
  }
  return {
    name: 'ours',
    url,
    pool,
    mailsTo: async (address) => outbox(path.join(folder, 'outbox')).filter((mail) => mail.to === address).map((mail) => firstLink(mail)),
    stop: async () => {
      await pool.end();
      const ended = new Promise((exit) => child.once('exit', exit));
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      provider.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Says where it lives, and nothing else: nobody gets as far as its tokens here. */
async function startProvider() {
  const http = createHttpServer((_request, response) => {
    const document = { issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token`, jwks_uri: `${url}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${http.address().port}`;
  return { url, stop: () => http.close() };
}

function outbox(folder) {
  if (!existsSync(folder)) return [];
  const cards = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const mails = cards.map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
  return mails.sort((a, b) => a.at.localeCompare(b.at));
}

function firstLink(mail) {
  return /https?:\/\/\S+/.exec(mail.text)?.[0] ?? '';
}

const pause = () => new Promise((again) => setTimeout(again, 50));

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
