import { asksWho, signedIn, signedUp } from './steps.mjs';

const revokes = (browser, token, label = 'revoke') => browser.does(label, (client) => client.revokeSession({ token }));

export default {
  'session: nobody is signed in': async (stage) => {
    await asksWho(stage.browser());
  },
  'session: a forged cookie': async (stage) => {
    const browser = stage.browser();
    await browser.asks('get session', 'GET', '/get-session', { headers: { cookie: 'better-auth.session_token=forged.forged; job_agent.session_token=forged' } });
  },
  'session: is not posted for': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.asks('get session', 'POST', '/get-session', { body: {} });
  },
  'session: asked for without a renewal': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.does('get session', (client) => client.getSession({ query: { disableRefresh: true, disableCookieCache: true } }));
  },
  'sign-out: ends the session': async (stage) => {
    const { browser } = await signedUp(stage);
    const stolen = browser.remembers();
    await browser.does('sign out', (client) => client.signOut());
    await asksWho(browser);
    browser.jar = stolen;
    await asksWho(browser, 'the old cookie');
  },
  'sign-out: of nobody': async (stage) => {
    await stage.browser().does('sign out', (client) => client.signOut());
  },
  'sign-out: with a forged cookie': async (stage) => {
    await stage.browser().asks('sign out', 'POST', '/sign-out', { headers: { cookie: 'better-auth.session_token=forged; job_agent.session_token=forged' } });
  },
  'sign-out: with a body that is none': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.asks('sign out', 'POST', '/sign-out', { body: '{' });
  },
  'sessions: one for each browser': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await signedIn(stage, person);
    await browser.does('list', (client) => client.listSessions());
  },
  'sessions: not listed for nobody': async (stage) => {
    await stage.browser().does('list', (client) => client.listSessions());
  },
  'sessions: one is revoked, the others live': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const second = await signedIn(stage, person);
    const { data } = await asksWho(second, 'second');
    await revokes(browser, data.session.token);
    await asksWho(second, 'second afterwards');
    await asksWho(browser, 'first afterwards');
  },
  'sessions: its own': async (stage) => {
    const { browser } = await signedUp(stage);
    const { data } = await asksWho(browser);
    await revokes(browser, data.session.token);
    await asksWho(browser, 'afterwards');
  },
  'sessions: the token that signing in told is the one to revoke': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const second = stage.browser();
    const { data } = await second.does('sign in', (client) => client.signIn.email({ email: person.email, password: person.password }));
    await revokes(browser, data.token);
    await asksWho(second, 'afterwards');
  },
  'sessions: one that does not exist': async (stage) => {
    const { browser } = await signedUp(stage);
    await revokes(browser, 'no such session');
  },
  'sessions: somebody else\'s stays': async (stage) => {
    const { browser } = await signedUp(stage);
    const other = await signedUp(stage, 'grace');
    const { data } = await asksWho(other.browser);
    await revokes(browser, data.session.token);
    await asksWho(other.browser, 'afterwards');
  },
  'sessions: not revoked by nobody': async (stage) => {
    await revokes(stage.browser(), 'x');
  },
  'sessions: revoked without a token': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.asks('revoke', 'POST', '/revoke-session', { body: {} });
  },
  'sessions: all are revoked': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const second = await signedIn(stage, person);
    await browser.does('revoke all', (client) => client.revokeSessions());
    await asksWho(browser, 'first afterwards');
    await asksWho(second, 'second afterwards');
  },
  'sessions: all others are revoked': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const second = await signedIn(stage, person);
    await browser.does('revoke others', (client) => client.revokeOtherSessions());
    await asksWho(browser, 'first afterwards');
    await asksWho(second, 'second afterwards');
    await browser.does('list', (client) => client.listSessions());
  },
  'sessions: all are revoked by nobody': async (stage) => {
    await stage.browser().does('revoke all', (client) => client.revokeSessions());
    await stage.browser().does('revoke others', (client) => client.revokeOtherSessions());
  },
};
