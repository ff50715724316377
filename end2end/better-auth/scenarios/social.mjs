import { signedUp } from './steps.mjs';

const callback = (query, method = 'GET', more = {}) => async (stage) => {
  await stage.browser().asks('come back', method, `/callback/google${query}`, { origin: null, ...more });
};

const leaves = (body) => async (stage) => {
  await stage.browser().does('leave', (client) => client.signIn.social({ provider: 'google', disableRedirect: true, ...body }));
};

export default {
  'social: leaving for a provider': leaves({ callbackURL: '/dashboard' }),
  'social: leaving with every wish': leaves({
    callbackURL: '/dashboard',
    newUserCallbackURL: '/profile',
    errorCallbackURL: '/sign-in',
    scopes: ['openid'],
    loginHint: 'ada@example.org',
    requestSignUp: true,
  }),
  'social: leaving by way of another site': async (stage) => {
    const browser = stage.browser();
    for (const name of ['callbackURL', 'newUserCallbackURL', 'errorCallbackURL']) {
      await browser.asks(name, 'POST', '/sign-in/social', { body: { provider: 'google', [name]: 'https://evil.example/' } });
    }
  },
  'social: a provider that is not set up': async (stage) => {
    await stage.browser().asks('leave', 'POST', '/sign-in/social', { body: { provider: 'github' } });
  },
  'social: no provider': async (stage) => {
    await stage.browser().asks('leave', 'POST', '/sign-in/social', { body: {} });
  },
  'social: an identity token in place of a departure': async (stage) => {
    await stage.browser().asks('leave', 'POST', '/sign-in/social', { body: { provider: 'google', idToken: { token: 'a.b.c' } } });
  },
  'social: linking': async (stage) => {
    const { browser } = await signedUp(stage);
    await browser.does('link', (client) => client.linkSocial({ provider: 'google', callbackURL: '/settings', disableRedirect: true }));
    await browser.does('accounts', (client) => client.listAccounts());
  },
  'social: linking, nobody': async (stage) => {
    await stage.browser().asks('link', 'POST', '/link-social', { body: { provider: 'google' } });
  },
  'social: coming back without a state': callback('?code=abc'),
  'social: coming back with nothing': callback(''),
  'social: coming back with a state that nobody gave': callback('?code=abc&state=0123456789'),
  'social: coming back by a form of the provider': callback('', 'POST', { body: 'state=abc&code=def', type: 'application/x-www-form-urlencoded', origin: 'https://provider.example', cookies: false }),
  'social: not allowed over there': async (stage) => {
    const browser = stage.browser();
    const { data } = await browser.does('leave', (client) => client.signIn.social({ provider: 'google', disableRedirect: true, callbackURL: '/dashboard', errorCallbackURL: '/sign-in' }));
    const state = new URL(data.url).searchParams.get('state');
    await browser.asks('come back', 'GET', `/callback/google?error=access_denied&state=${state}`, { origin: null });
    await browser.asks('come back again', 'GET', `/callback/google?error=access_denied&state=${state}`, { origin: null });
  },
  'social: coming back in another browser': async (stage) => {
    const { data } = await stage.browser().does('leave', (client) => client.signIn.social({ provider: 'google', disableRedirect: true, callbackURL: '/dashboard' }));
    const state = new URL(data.url).searchParams.get('state');
    await stage.browser().asks('come back', 'GET', `/callback/google?code=abc&state=${state}`, { origin: null });
  },
};
