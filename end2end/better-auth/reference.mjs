import { createServer } from 'node:http';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { twoFactor } from 'better-auth/plugins';
import pg from 'pg';

/** The library itself, configured as our product behaves: who signs up is signed in, a reset ends all sessions. */
export async function startReference(databaseUrl) {
  const mails = [];
  const keep = (kind) => async ({ user, url }) => void mails.push({ to: user.email, kind, url });
  const http = createServer();
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
  // Passkeys are bound to the name of a host.
  const url = `http://localhost:${http.address().port}`;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  // Its connections end with the database, which is thrown away at last.
  pool.on('error', () => undefined);
  const auth = betterAuth({
    baseURL: url,
    basePath: '/_auth',
    secret: 'an agreement is tested with this and nothing else is',
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: { enabled: true, revokeSessionsOnPasswordReset: true, sendResetPassword: keep('reset') },
    emailVerification: { sendOnSignUp: true, sendVerificationEmail: keep('verify') },
    user: {
      changeEmail: { enabled: true },
      deleteUser: { enabled: true, sendDeleteAccountVerification: keep('delete') },
    },
    plugins: [twoFactor({ issuer: 'Job Agent' }), passkey({ rpName: 'Job Agent', advanced: { webAuthnChallengeCookie: 'passkey' } })],
    socialProviders: { google: { clientId: 'job-agent', clientSecret: 'only for this' } },
    advanced: { database: { generateId: 'uuid' } },
    // Per address and path; the first rule that fits counts. Ours counts failed and good ones alike, ten in five minutes.
    rateLimit: { enabled: true, customRules: { '/sign-in/email': { window: 300, max: 10 }, '/**': false } },
  });
  await (await getMigrations(auth.options)).runMigrations();
  http.on('request', toNodeHandler(auth));
  return {
    name: 'reference',
    url,
    pool,
    /** The mails to an address, oldest first. */
    mailsTo: async (address) => mails.filter((mail) => mail.to === address).map((mail) => mail.url),
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await pool.end();
    },
  };
}
