// Better Auth's own server over the database that it is given, for comparison. Prints its address; ends with its input.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';

const http = createServer();
await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${http.address().port}`;
const auth = betterAuth({
  baseURL: url,
  basePath: '/_auth',
  secret: 'speed is measured with this and nothing else is',
  // As many connections as ours.
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.CONNECTIONS) }),
  telemetry: { enabled: false },
  logger: { disabled: true },
  emailAndPassword: { enabled: true },
  advanced: { database: { generateId: 'uuid' } },
  // Without limits, which ours keeps: they count by address, and every request comes from another one.
  rateLimit: { enabled: false },
});
await (await getMigrations(auth.options)).runMigrations();
http.on('request', toNodeHandler(auth));
console.log(url);
process.stdin.resume().on('end', () => process.exit());
