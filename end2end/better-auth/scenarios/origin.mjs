import { signedUp } from './steps.mjs';

/** A signed-in browser posts from somewhere. */
const posts = (from) => async (stage) => {
  const { browser } = await signedUp(stage);
  await browser.asks('post', 'POST', '/update-user', { body: { name: 'Mallory' }, ...from(stage) });
};

const signsIn = (headers, origin = null) => async (stage) => {
  const { person } = await signedUp(stage);
  const { email, password } = person;
  await stage.browser().asks('sign in', 'POST', '/sign-in/email', { body: { email, password }, headers, origin });
};

const asks = (method, path) => async (stage) => {
  await stage.browser().asks('ask', method, path, method === 'POST' ? { body: {} } : {});
};

export default {
  'origin: our own': posts(({ server }) => ({ origin: server.url })),
  'origin: another site': posts(() => ({ origin: 'https://evil.example' })),
  'origin: null': posts(() => ({ origin: 'null' })),
  'origin: none, with a cookie': posts(() => ({ origin: null })),
  'origin: none, but a page of ours as the referrer': posts(({ server }) => ({ origin: null, headers: { referer: `${server.url}/dashboard` } })),
  'origin: none, and another page as the referrer': posts(() => ({ origin: null, headers: { referer: 'https://evil.example/' } })),
  'origin: our name as a beginning': posts(({ server }) => ({ origin: `${server.url}.evil.example` })),
  'origin: our name as a user': posts(({ server }) => ({ origin: `${server.url}@evil.example` })),
  'origin: another port': posts(() => ({ origin: 'http://127.0.0.1:1' })),
  'origin: another scheme': posts(({ server }) => ({ origin: server.url.replace('http:', 'https:') })),
  'origin: signing in from a program, without any': signsIn({}),
  'origin: signing in from another site': signsIn({}, 'https://evil.example'),
  'origin: signing in by a form of another site': signsIn(
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    'https://evil.example',
  ),
  'paths: is it there': asks('GET', '/ok'),
  'paths: an error': asks('GET', '/error?error=INVALID_TOKEN'),
  'paths: an error with markup': asks('GET', '/error?error=%3Cscript%3Ealert(1)%3C%2Fscript%3E'),
  'paths: one that nobody knows': asks('GET', '/knitting'),
  'paths: one that nobody knows, posted': asks('POST', '/knitting'),
  'paths: two slashes': asks('POST', '//sign-in/email'),
  'paths: a slash at the end': asks('GET', '/ok/'),
  'paths: another case': asks('GET', '/OK'),
  'paths: a wrong method': asks('POST', '/list-sessions'),
};
