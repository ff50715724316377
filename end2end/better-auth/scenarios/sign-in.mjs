import { asksWho, signedUp } from './steps.mjs';

const tries = (change) => async (stage) => {
  const { person } = await signedUp(stage);
  const { email, password } = person;
  await stage.browser().asks('sign in', 'POST', '/sign-in/email', { body: { email, password, ...change } });
};

export default {
  'sign-in: the right password': async (stage) => {
    const { person } = await signedUp(stage);
    const browser = stage.browser();
    await browser.does('sign in', (client) => client.signIn.email({ email: person.email, password: person.password }));
    await asksWho(browser);
  },
  'sign-in: a wrong password': tries({ password: 'not the right one' }),
  'sign-in: an address that nobody has': tries({ email: 'nobody@example.org' }),
  'sign-in: an address in capitals': async (stage) => {
    const { person } = await signedUp(stage);
    await stage.browser().does('sign in', (client) => client.signIn.email({ ...person, email: person.email.toUpperCase() }));
  },
  'sign-in: not to be remembered': async (stage) => {
    const { person } = await signedUp(stage);
    const browser = stage.browser();
    await browser.does('sign in', (client) => client.signIn.email({ ...person, rememberMe: false }));
    await asksWho(browser);
  },
  'sign-in: twice in one browser': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await browser.does('sign in', (client) => client.signIn.email({ email: person.email, password: person.password }));
    await asksWho(browser);
  },
  'sign-in: leads to a path of ours': tries({ callbackURL: '/matches?show=saved' }),
  'sign-in: leads to our own address': async (stage) => tries({ callbackURL: `${stage.server.url}/matches` })(stage),
  'sign-in: not to another address': tries({ callbackURL: 'https://evil.example' }),
  'sign-in: not to //': tries({ callbackURL: '//evil.example' }),
  'sign-in: not to /\\': tries({ callbackURL: '/\\evil.example' }),
  'sign-in: not to an encoded slash': tries({ callbackURL: '/%2fevil.example' }),
  'sign-in: not to an encoded backslash': tries({ callbackURL: '/%5cevil.example' }),
  'sign-in: not without a scheme': tries({ callbackURL: 'evil.example' }),
  'sign-in: not to a script': tries({ callbackURL: 'javascript:alert(1)' }),
  'sign-in: not with a line break': tries({ callbackURL: '/dashboard\r\nset-cookie: a=b' }),
  'sign-in: not to our name as a beginning': async (stage) => tries({ callbackURL: `${stage.server.url}.evil.example/` })(stage),
  'sign-in: not to our name as a user': async (stage) => tries({ callbackURL: `${stage.server.url}@evil.example/` })(stage),
  'sign-in: not an address': tries({ email: 'ada' }),
  'sign-in: a password that nobody can have': tries({ password: 'x'.repeat(129) }),
  'sign-in: no password': tries({ password: undefined }),
  'sign-in: an address that is no text': tries({ email: { $gt: '' } }),
  'sign-in: as a form': async (stage) => {
    const { person } = await signedUp(stage);
    const body = new URLSearchParams({ email: person.email, password: person.password }).toString();
    await stage.browser().asks('sign in', 'POST', '/sign-in/email', { body, type: 'application/x-www-form-urlencoded' });
  },
  'sign-in: by GET': async (stage) => {
    await stage.browser().asks('sign in', 'GET', '/sign-in/email');
  },
  'sign-in: with a provider that is not configured': async (stage) => {
    await stage.browser().does('sign in', (client) => client.signIn.social({ provider: 'github' }));
  },
  'sign-in: with a provider that nobody knows': async (stage) => {
    await stage.browser().asks('sign in', 'POST', '/sign-in/social', { body: { provider: 'knitting' } });
  },
  'sign-in: too often': async (stage) => {
    const { person } = await signedUp(stage);
    const browser = stage.browser();
    for (let number = 1; number <= 11; number++) {
      await browser.does(`attempt ${number}`, (client) => client.signIn.email({ email: person.email, password: 'not the right one' }));
    }
  },
  'sign-in: somebody whose row the library wrote': async (stage) => {
    const person = stage.person();
    if (stage.server.name === 'ours') await adopt(stage, person);
    else await make(stage, person);
    const { email, password } = person;
    await stage.browser().asks('sign in', 'POST', '/sign-in/email', { body: { email, password: 'not the right one' } });
    await stage.browser().asks('sign in', 'POST', '/sign-in/email', { body: { email, password } });
    await stage.browser().asks('sign in again', 'POST', '/sign-in/email', { body: { email, password } });
    if (stage.server.name === 'ours') await isHashedAnew(stage, person);
  },
};

/** Nothing to compare: only the library can do this. */
async function make({ server }, person) {
  const headers = { 'content-type': 'application/json', origin: server.url };
  await fetch(`${server.url}/_auth/sign-up/email`, { method: 'POST', headers, body: JSON.stringify(person) });
}

/** Writes the rows as the library would, its hash of the password among them. */
async function adopt({ server }, { name, email, password }) {
  const { hashPassword } = await import('better-auth/crypto');
  const id = crypto.randomUUID();
  const hashed = await hashPassword(password);
  await as(server, id, async (client) => {
    await client.query('insert into "user" (id, name, email) values ($1, $2, $3)', [id, name, email]);
    await client.query(
      `insert into account (id, "userId", issuer, "providerId", "accountId", password) values ($1, $2, 'credential', 'credential', $2::uuid::text, $3)`,
      [crypto.randomUUID(), id, hashed],
    );
  });
}

async function isHashedAnew({ server }, { email }) {
  await as(server, null, async (client) => {
    const { rows } = await client.query('select a.password from account a join "user" u on u.id = a."userId" where u.email = $1', [email]);
    if (!rows[0]?.password.startsWith('$argon2id$')) throw new Error('the old hash was kept');
  });
}

/** Row-level security binds the owner of the tables too. */
async function as(server, id, work) {
  const client = await server.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.purpose', 'authenticating', true), set_config('app.user_id', $1, true)`, [id ?? '']);
    await work(client);
    await client.query('commit');
  } finally {
    client.release();
  }
}
