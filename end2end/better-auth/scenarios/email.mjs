import { asksWho, signedUp, verified } from './steps.mjs';

const changes = (browser, newEmail, more) =>
  browser.does('change', (client) => client.changeEmail({ newEmail, password: 'correct horse staple', callbackURL: '/settings/account', ...more }));

export default {
  'change e-mail: counts when the new address is proven': async (stage) => {
    const { person, browser } = await verified(stage);
    const email = `new-${person.email}`;
    await changes(browser, email);
    await asksWho(browser, 'before');
    await browser.opens('prove', await stage.link(email));
    await asksWho(browser, 'afterwards');
    await stage.browser().does('sign in', (client) => client.signIn.email({ email, password: person.password }));
  },
  'change e-mail: of an address that was never proven': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const email = `new-${person.email}`;
    await changes(browser, email);
    await browser.opens('prove', await stage.link(email));
    await asksWho(browser, 'afterwards');
  },
  'change e-mail: the link opened signed out': async (stage) => {
    const { person, browser } = await verified(stage);
    const email = `new-${person.email}`;
    await changes(browser, email);
    const other = stage.browser();
    await other.opens('prove', await stage.link(email));
    await asksWho(browser, 'afterwards');
    await asksWho(other, 'who opened it');
  },
  'change e-mail: the link opened by somebody else': async (stage) => {
    const { person, browser } = await verified(stage);
    const other = await verified(stage, 'grace');
    const email = `new-${person.email}`;
    await changes(browser, email);
    await other.browser.opens('prove', await stage.link(email));
    await asksWho(browser, 'afterwards');
  },
  'change e-mail: to one that is taken': async (stage) => {
    const { browser } = await verified(stage);
    const other = await signedUp(stage, 'grace');
    await changes(browser, other.person.email);
    await asksWho(browser, 'afterwards');
  },
  'change e-mail: to the same': async (stage) => {
    const { person, browser } = await verified(stage);
    await changes(browser, person.email);
  },
  'change e-mail: to what is none': async (stage) => {
    const { browser } = await verified(stage);
    await changes(browser, 'ada');
  },
  'change e-mail: nobody\'s': async (stage) => {
    await changes(stage.browser(), 'new@example.org');
  },
  'change e-mail: without the password': async (stage) => {
    const { person, browser } = await verified(stage);
    await changes(browser, `new-${person.email}`, { password: undefined });
  },
  'change e-mail: leads nowhere else': async (stage) => {
    const { browser } = await verified(stage);
    await changes(browser, 'new@example.org', { callbackURL: 'https://evil.example' });
  },
};
