import { asksWho, signedUp } from './steps.mjs';

const updates = (change) => async (stage) => {
  const { browser } = await signedUp(stage);
  await browser.asks('update', 'POST', '/update-user', { body: change });
  await asksWho(browser, 'afterwards');
};

const deletes = (browser, body) => browser.does('delete', (client) => client.deleteUser(body));

export default {
  'update: the name': updates({ name: 'Augusta Ada King' }),
  'update: the picture': updates({ image: 'https://example.org/ada.png' }),
  'update: no picture': updates({ image: null }),
  'update: not the address': updates({ email: 'new@example.org' }),
  'update: nothing': updates({}),
  'update: what nobody may set': updates({ role: 'operator', emailVerified: true, id: '00000000-0000-0000-0000-000000000001' }),
  'update: a name beside what nobody may set': updates({ name: 'Augusta Ada King', role: 'operator' }),
  'update: a name that is no text': updates({ name: 7 }),
  'update: an array': updates([1]),
  'update: nobody': async (stage) => {
    await stage.browser().does('update', (client) => client.updateUser({ name: 'Mallory' }));
  },
  'accounts: the password is one': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.does('list', (client) => client.listAccounts());
  },
  'accounts: nobody\'s': async (stage) => {
    await stage.browser().does('list', (client) => client.listAccounts());
    await stage.browser().asks('unlink', 'POST', '/unlink-account', { body: { accountId: 'x' } });
  },
  'accounts: the last one stays': async (stage) => {
    const { browser } = await signedUp(stage);
    const { data } = await browser.does('list', (client) => client.listAccounts());
    await browser.asks('unlink', 'POST', '/unlink-account', { body: { accountId: data[0].id } });
    await browser.does('list afterwards', (client) => client.listAccounts());
  },
  'accounts: unlink nothing': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.asks('unlink', 'POST', '/unlink-account', { body: {} });
  },
  'accounts: link a provider that is not configured': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.does('link', (client) => client.linkSocial({ provider: 'github' }));
    await stage.browser().does('link as nobody', (client) => client.linkSocial({ provider: 'github' }));
  },
  'delete: confirmed by mail': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await stage.link(person.email);
    await deletes(browser, { callbackURL: '/' });
    await asksWho(browser, 'before');
    await browser.opens('confirm', await stage.link(person.email));
    await asksWho(browser, 'afterwards');
    await stage.browser().does('sign in', (client) => client.signIn.email({ email: person.email, password: person.password }));
  },
  'delete: with the password': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await deletes(browser, { password: person.password });
  },
  'delete: with a wrong password': async (stage) => {
    const { browser } = await signedUp(stage);
    await deletes(browser, { password: 'not the right one' });
    await asksWho(browser, 'afterwards');
  },
  'delete: with the token of the mail': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await stage.link(person.email);
    await deletes(browser, {});
    const token = new URL(await stage.link(person.email)).searchParams.get('token');
    await deletes(browser, { token });
    await asksWho(browser, 'afterwards');
  },
  'delete: nobody': async (stage) => {
    await deletes(stage.browser(), {});
  },
  'delete: a link that was never sent': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.asks('confirm', 'GET', '/delete-user/callback?token=abc&callbackURL=%2F');
    await stage.browser().asks('confirm as nobody', 'GET', '/delete-user/callback?token=abc&callbackURL=%2F');
    await browser.asks('confirm without one', 'GET', '/delete-user/callback');
    await browser.asks('to another place', 'GET', '/delete-user/callback?token=abc&callbackURL=https%3A%2F%2Fevil.example');
  },
  'delete: somebody else\'s link': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const other = await signedUp(stage, 'grace');
    await stage.link(person.email);
    await deletes(browser, { callbackURL: '/' });
    await other.browser.opens('confirm', await stage.link(person.email));
    await asksWho(other.browser, 'the other one afterwards');
    await asksWho(browser, 'the first one afterwards');
  },
  'delete: leads nowhere else': async (stage) => {
    const { browser } = await signedUp(stage);
    await deletes(browser, { callbackURL: 'https://evil.example' });
  },
};
