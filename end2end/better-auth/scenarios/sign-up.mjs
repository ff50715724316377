import { asksWho, signedUp } from './steps.mjs';

const tries = (change) => async (stage) => {
  await stage.browser().asks('sign up', 'POST', '/sign-up/email', { body: { ...stage.person(), ...change } });
};

export default {
  'sign-up: a new person is signed in': async (stage) => {
    const { browser } = await signedUp(stage);
    await asksWho(browser);
  },
  'sign-up: not to be remembered': async (stage) => {
    const browser = stage.browser();
    await browser.does('sign up', (client) => client.signUp.email({ ...stage.person(), rememberMe: false }));
    await asksWho(browser);
  },
  'sign-up: an address that is taken': async (stage) => {
    await signedUp(stage);
    await stage.browser().does('sign up again', (client) => client.signUp.email(stage.person()));
  },
  'sign-up: an address that is taken, in capitals': async (stage) => {
    const { person } = await signedUp(stage);
    await stage.browser().does('sign up again', (client) => client.signUp.email({ ...person, email: person.email.toUpperCase() }));
  },
  'sign-up: an address in capitals is kept in small letters': async (stage) => {
    const person = stage.person();
    await stage.browser().does('sign up', (client) => client.signUp.email({ ...person, email: person.email.toUpperCase() }));
  },
  'sign-up: seven characters are too short': tries({ password: 'kestrel' }),
  'sign-up: eight characters are enough': tries({ password: 'kestrelw' }),
  'sign-up: 128 characters are not too long': tries({ password: 'kestrel '.repeat(16) }),
  'sign-up: 129 characters are too long': tries({ password: `${'kestrel '.repeat(16)}!` }),
  'sign-up: a password of every attacker\'s list': tries({ password: 'password1' }),
  'sign-up: an empty password': tries({ password: '' }),
  'sign-up: no password': tries({ password: undefined }),
  'sign-up: a password that is no text': tries({ password: 12345678 }),
  'sign-up: not an address': tries({ email: 'ada' }),
  'sign-up: two addresses': tries({ email: 'a@example.org,b@example.org' }),
  'sign-up: an address with a display name': tries({ email: 'Ada <ada@example.org>' }),
  'sign-up: no address': tries({ email: undefined }),
  'sign-up: no name': tries({ name: undefined }),
  'sign-up: an empty name': tries({ name: '' }),
  'sign-up: a name that is no text': tries({ name: { $ne: 1 } }),
  'sign-up: with a picture': tries({ image: 'https://example.org/ada.png' }),
  'sign-up: fields that nobody may set': async (stage) => {
    const browser = stage.browser();
    const more = { id: '00000000-0000-0000-0000-000000000001', userId: 'x', role: 'operator', emailVerified: true, createdAt: '1999-01-01' };
    await browser.asks('sign up', 'POST', '/sign-up/email', { body: { ...stage.person(), ...more } });
    await asksWho(browser);
  },
  'sign-up: leads back to a path of ours after the mail': async (stage) => {
    const person = stage.person();
    const browser = stage.browser();
    await browser.does('sign up', (client) => client.signUp.email({ ...person, callbackURL: '/dashboard?from=mail' }));
    await browser.opens('verify', await stage.link(person.email));
    await asksWho(browser);
  },
  'sign-up: leads nowhere else': tries({ callbackURL: 'https://evil.example/x' }),
  'sign-up: a callback that is no text': tries({ callbackURL: ['/dashboard'] }),
  'sign-up: as a form': async (stage) => {
    const body = new URLSearchParams(stage.person()).toString();
    await stage.browser().asks('sign up', 'POST', '/sign-up/email', { body, type: 'application/x-www-form-urlencoded' });
  },
  'sign-up: as plain text': async (stage) => {
    await stage.browser().asks('sign up', 'POST', '/sign-up/email', { body: JSON.stringify(stage.person()), type: 'text/plain' });
  },
  'sign-up: broken JSON': async (stage) => {
    await stage.browser().asks('sign up', 'POST', '/sign-up/email', { body: '{"name":' });
  },
  'sign-up: no body': async (stage) => {
    await stage.browser().asks('sign up', 'POST', '/sign-up/email');
  },
};
