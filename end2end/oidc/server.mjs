// A real provider of sign-in for end2end/tests/oidc.spec.ts: the library does the protocol, and a page of our own asks who
// somebody is. The first argument is the port, the second where it may send people back to. Whoever has an address here has
// proved it, unless the address begins with "unproved".
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(issuer, {
  clients: [{ client_id: 'job-agent', client_secret: 'only for these tests', redirect_uris: [redirect] }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['only for these tests'], names: { session: 'provider.session', interaction: 'provider.interaction', resume: 'provider.resume' } },
  features: { devInteractions: { enabled: false } },
  claims: { email: ['email', 'email_verified'], profile: ['name'] },
  interactions: { url: (_ctx, interaction) => `/who/${interaction.uid}` },
  findAccount: (_ctx, email) => ({
    accountId: email,
    claims: () => ({ sub: email, email, email_verified: !email.startsWith('unproved'), name: 'Ada Lovelace' }),
  }),
});
const callback = provider.callback();

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>The company</title><main><h1>The company</h1>
<form method="post"><label>Your address <input name="email"></label> <button name="answer" value="yes">Allow</button>
<button name="answer" value="no">Do not allow</button></form></main></html>`;

async function who(request, response) {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  const fields = new URLSearchParams(body);
  const finish = (result) => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  if (fields.get('answer') !== 'yes') {
    await finish({ error: 'access_denied', error_description: 'not allowed' });
    return;
  }
  const { params } = await provider.interactionDetails(request, response);
  const accountId = fields.get('email');
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await finish({ login: { accountId }, consent: { grantId: await grant.save() } });
}

createServer((request, response) => {
  if (request.url === '/favicon.ico') response.writeHead(204).end();
  else if (request.url.startsWith('/who/')) who(request, response).catch((cause) => response.writeHead(500).end(String(cause)));
  else callback(request, response);
}).listen(Number(port), '127.0.0.1');
// Gone with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
