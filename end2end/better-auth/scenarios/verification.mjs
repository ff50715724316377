import { asksWho, signedUp, verified } from './steps.mjs';

const sends = (browser, email, more) => browser.does('send', (client) => client.sendVerificationEmail({ email, ...more }));

export default {
  'verify: the link of the mail': async (stage) => {
    const { browser } = await verified(stage);
    await asksWho(browser);
  },
  'verify: without a place to go to': async (stage) => {
    const { person } = await signedUp(stage);
    const link = new URL(await stage.link(person.email));
    await stage.browser().asks('verify', 'GET', `/verify-email?token=${link.searchParams.get('token')}`);
  },
  'verify: the client\'s own call': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const token = new URL(await stage.link(person.email)).searchParams.get('token');
    await browser.does('verify', (client) => client.verifyEmail({ query: { token } }));
  },
  'verify: a link that was used': async (stage) => {
    const { person } = await signedUp(stage);
    const link = await stage.link(person.email);
    await stage.browser().opens('verify', link);
    await stage.browser().opens('verify again', link);
  },
  'verify: a link that was never sent': async (stage) => {
    await stage.browser().asks('to no place', 'GET', '/verify-email?token=abc');
    await stage.browser().asks('to a place', 'GET', '/verify-email?token=abc&callbackURL=%2Fdashboard');
    await stage.browser().asks('to another place', 'GET', '/verify-email?token=abc&callbackURL=https%3A%2F%2Fevil.example');
  },
  'verify: without a token': async (stage) => {
    await stage.browser().asks('verify', 'GET', '/verify-email');
  },
  'verify: in somebody else\'s browser': async (stage) => {
    const { person } = await signedUp(stage);
    const other = await signedUp(stage, 'grace');
    await other.browser.opens('verify', await stage.link(person.email));
    await asksWho(other.browser, 'the other one afterwards');
  },
  'verify: a reset token is none': async (stage) => {
    const { person } = await signedUp(stage);
    await stage.link(person.email);
    await stage.browser().does('forgot', (client) => client.requestPasswordReset({ email: person.email, redirectTo: '/reset-password' }));
    const token = new URL(await stage.link(person.email)).pathname.split('/').pop();
    await stage.browser().asks('verify', 'GET', `/verify-email?token=${token}`);
  },
  'verify: sent again to who is signed in': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await stage.link(person.email);
    await sends(browser, person.email, { callbackURL: '/profile' });
    await browser.opens('verify', await stage.link(person.email));
  },
  'verify: sent again to who is signed out': async (stage) => {
    const { person } = await signedUp(stage);
    await stage.link(person.email);
    await sends(stage.browser(), person.email);
    await stage.browser().opens('verify', await stage.link(person.email));
  },
  'verify: sent to an address that nobody has': async (stage) => {
    await sends(stage.browser(), 'nobody@example.org');
  },
  'verify: sent to who is verified': async (stage) => {
    const { person, browser } = await verified(stage);
    await sends(browser, person.email);
    await sends(stage.browser(), person.email);
  },
  'verify: sent to another address than one\'s own': async (stage) => {
    const { browser } = await signedUp(stage);
    await sends(browser, 'grace@example.org');
  },
  'verify: sent to what is no address': async (stage) => {
    await sends(stage.browser(), 'ada');
  },
  'verify: leads nowhere else': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await sends(browser, person.email, { callbackURL: 'https://evil.example' });
  },
};
