import { defineConfig, devices } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Workers read this file again: the first reader chooses a free port, the others find it in the environment. */
function port(name: string): string {
  const ask = "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })";
  return (process.env[name] ??= execFileSync(process.execPath, ['-e', ask]).toString().trim());
}

const ownServer = !process.env.E2E_BASE_URL;
const baseURL = process.env.E2E_BASE_URL ?? `http://127.0.0.1:${port('E2E_PORT')}`;
// Where the specs' own boards listen; the server asks there what it would ask Greenhouse and Lever.
const boards = `http://127.0.0.1:${port('E2E_BOARDS_PORT')}`;
// Where the provider of sign-in of one spec listens; for all others it is a button.
const provider = {
  id: 'company',
  name: 'Company',
  issuer: `http://127.0.0.1:${port('E2E_OIDC_PORT')}`,
  client_id: 'job-agent',
  client_secret: 'only for these tests',
};
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: './tests',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: !!process.env.CI,
  // Two cores: one for the server, one for the browser.
  workers: 1,
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL,
    // A trace pictures every step, which takes long; ask for one with --trace on.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: existsSync(chromium) ? chromium : undefined,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'] } }],
  webServer: ownServer
    ? {
        command: './serve.sh',
        url: `${baseURL}/livez`,
        timeout: 90_000,
        stdout: 'ignore',
        stderr: 'pipe',
        // The database of its own has to be stopped with it.
        gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
        env: {
          LISTEN_ADDR: `127.0.0.1:${process.env.E2E_PORT}`,
          PUBLIC_URL: baseURL,
          TRUSTED_PROXIES: '127.0.0.1',
          SOURCES_BASE_URL: boards,
          OIDC_PROVIDERS: JSON.stringify([provider]),
        },
      }
    : undefined,
});
