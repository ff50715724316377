import { asksWho, signedIn, signedUp } from './steps.mjs';

const forgets = (stage, email, redirectTo = '/reset-password') => stage.browser().does('forgot', (client) => client.requestPasswordReset({ email, redirectTo }));

/** Signs up, asks for a reset and returns the token of the mail's link. */
async function tokenFor(stage) {
  const { person, browser } = await signedUp(stage);
  await stage.link(person.email);
  await forgets(stage, person.email);
  const link = await stage.link(person.email);
  const answer = await stage.browser().opens('the link', link);
  const token = new URL(answer.headers.get('location'), stage.server.url).searchParams.get('token');
  return { person, browser, token, link };
}

const resets = (stage, token, newPassword = 'another long password', label = 'reset') =>
  stage.browser().does(label, (client) => client.resetPassword({ newPassword, token }));

const changes = (browser, person, more) =>
  browser.does('change', (client) => client.changePassword({ currentPassword: person.password, newPassword: 'another long password', ...more }));

export default {
  'reset: the whole way': async (stage) => {
    const { person, token } = await tokenFor(stage);
    await resets(stage, token);
    await stage.browser().does('the old one', (client) => client.signIn.email({ email: person.email, password: person.password }));
    await stage.browser().does('the new one', (client) => client.signIn.email({ email: person.email, password: 'another long password' }));
  },
  'reset: ends every session': async (stage) => {
    const { browser, token } = await tokenFor(stage);
    await resets(stage, token);
    await asksWho(browser, 'afterwards');
  },
  'reset: a link works once': async (stage) => {
    const { token, link } = await tokenFor(stage);
    await resets(stage, token);
    await resets(stage, token, 'a third long password', 'reset again');
    await stage.browser().opens('the link again', link);
  },
  'reset: a refused password does not use up the link': async (stage) => {
    const { token } = await tokenFor(stage);
    await resets(stage, token, 'short', 'too short');
    await resets(stage, token, 'x'.repeat(129), 'too long');
    await resets(stage, token);
  },
  'reset: an address that nobody has': async (stage) => {
    await forgets(stage, 'nobody@example.org');
  },
  'reset: an address in capitals': async (stage) => {
    const { person } = await signedUp(stage);
    await stage.link(person.email);
    await forgets(stage, person.email.toUpperCase());
    await stage.link(person.email);
  },
  'reset: not an address': async (stage) => {
    await forgets(stage, 'ada');
  },
  'reset: leads nowhere else': async (stage) => {
    const { person } = await signedUp(stage);
    await forgets(stage, person.email, 'https://evil.example/');
    await forgets(stage, person.email, '//evil.example/');
  },
  'reset: a token that was never given': async (stage) => {
    await resets(stage, 'abcdefghijklmnopqrstuvwx');
  },
  'reset: no token': async (stage) => {
    await stage.browser().asks('reset', 'POST', '/reset-password', { body: { newPassword: 'another long password' } });
  },
  'reset: the token in the address': async (stage) => {
    const { token } = await tokenFor(stage);
    await stage.browser().asks('reset', 'POST', `/reset-password?token=${token}`, { body: { newPassword: 'another long password' } });
  },
  'reset: a link that was never sent': async (stage) => {
    await stage.browser().asks('the link', 'GET', '/reset-password/abcdefghijklmnopqrstuvwx?callbackURL=%2Freset-password');
    await stage.browser().asks('to another place', 'GET', '/reset-password/abcdefghijklmnopqrstuvwx?callbackURL=https%3A%2F%2Fevil.example');
    await stage.browser().asks('to no place', 'GET', '/reset-password/abcdefghijklmnopqrstuvwx');
  },
  'reset: a verification token is none': async (stage) => {
    const { person } = await signedUp(stage);
    const token = new URL(await stage.link(person.email)).searchParams.get('token');
    await resets(stage, token);
  },
  'change password: the right one': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const second = await signedIn(stage, person);
    await changes(browser, person);
    await asksWho(browser, 'first afterwards');
    await asksWho(second, 'second afterwards');
  },
  'change password: and end the other sessions': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const second = await signedIn(stage, person);
    const old = browser.remembers();
    await changes(browser, person, { revokeOtherSessions: true });
    await asksWho(browser, 'first afterwards');
    await asksWho(second, 'second afterwards');
    browser.jar = old;
    await asksWho(browser, 'the old cookie');
  },
  'change password: a wrong one': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await changes(browser, person, { currentPassword: 'not the right one' });
  },
  'change password: too short and too long': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await changes(browser, person, { newPassword: 'short' });
    await changes(browser, person, { newPassword: 'x'.repeat(129) });
    await changes(browser, person, { currentPassword: 'x'.repeat(129) });
  },
  'change password: nobody\'s': async (stage) => {
    await changes(stage.browser(), stage.person());
  },
  'change password: fields are missing': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.asks('change', 'POST', '/change-password', { body: {} });
  },
};
