import { Device } from './device.mjs';
import { asksWho, signedIn, signedUp } from './steps.mjs';

const post = (browser, label, path, body) => browser.asks(label, 'POST', `/passkey/${path}`, { body });
const get = async (browser, label, path) => (await browser.asks(label, 'GET', `/passkey/${path}`)).json();
const registerOptions = (browser, label = 'asked for a key') => get(browser, label, 'generate-register-options');
const signInOptions = (browser, label = 'asked for a signature') => get(browser, label, 'generate-authenticate-options');
const registers = (browser, response, label = 'register', name = 'Phone') => post(browser, label, 'verify-registration', { response, name });
const answers = (browser, response, label = 'answer') => post(browser, label, 'verify-authentication', { response });
const lists = (browser, label = 'list') => browser.does(label, (client) => client.passkey.listUserPasskeys());

/** Somebody with a passkey. */
async function keyed(stage, name) {
  const { person, browser } = await signedUp(stage, name);
  const device = new Device(stage.server);
  const answer = await registers(browser, device.create(await registerOptions(browser)));
  return { person, browser, device, passkey: await answer.json() };
}

/** Signs a new browser in. */
async function comesIn(stage, device) {
  const browser = stage.browser();
  await answers(browser, device.get(await signInOptions(browser)));
  return browser;
}

export default {
  'passkey: what a visitor is asked': async (stage) => {
    await signInOptions(stage.browser());
  },
  'passkey: what a member is asked': async (stage) => {
    const { browser } = await signedUp(stage);
    await registerOptions(browser);
    await registerOptions(browser, 'asked again');
    await get(browser, 'a device that is carried', 'generate-register-options?authenticatorAttachment=cross-platform');
    await get(browser, 'a device that nobody knows', 'generate-register-options?authenticatorAttachment=pigeon');
  },
  'passkey: registered, listed, and used': async (stage) => {
    const { browser, device } = await keyed(stage);
    await lists(browser);
    await registerOptions(browser, 'asked with one there');
    const other = await comesIn(stage, device);
    await asksWho(other);
    await comesIn(stage, device);
    await lists(other, 'list after that');
  },
  'passkey: without a name': async (stage) => {
    const { browser } = await signedUp(stage);
    await registers(browser, new Device(stage.server).create(await registerOptions(browser)), 'register', undefined);
  },
  'passkey: ends other sessions': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const other = await signedIn(stage, person);
    await registers(browser, new Device(stage.server).create(await registerOptions(browser)));
    await asksWho(browser, 'this browser');
    await asksWho(other, 'the other browser');
  },
  'passkey: an answer counts once': async (stage) => {
    const { device } = await keyed(stage);
    const browser = stage.browser();
    const answer = device.get(await signInOptions(browser));
    await answers(browser, answer);
    await answers(browser, answer, 'the same again');
  },
  'passkey: an answer from another browser': async (stage) => {
    const { device } = await keyed(stage);
    const [asked, thief] = [stage.browser(), stage.browser()];
    const answer = device.get(await signInOptions(asked));
    await answers(thief, answer, 'with no question of its own');
    await signInOptions(thief, 'asked as well');
    await answers(thief, answer, 'with another question');
  },
  'passkey: a key that nobody knows': async (stage) => {
    const browser = stage.browser();
    const device = new Device(stage.server);
    device.user = Buffer.alloc(16).toString('base64url');
    await answers(browser, device.get(await signInOptions(browser)));
  },
  'passkey: another origin': async (stage) => {
    const { device } = await keyed(stage);
    device.origin = 'https://evil.example';
    await comesIn(stage, device);
  },
  'passkey: a counter that goes back': async (stage) => {
    const { device } = await keyed(stage);
    device.counter = 5;
    await comesIn(stage, device);
    device.counter = 3;
    await comesIn(stage, device);
  },
  'passkey: no answer, or none to anything': async (stage) => {
    const { browser } = await signedUp(stage);
    await post(browser, 'register without a question', 'verify-registration', {});
    await post(stage.browser(), 'answer without a question', 'verify-authentication', { response: {} });
    await post(stage.browser(), 'no answer', 'verify-authentication', {});
    await post(stage.browser(), 'a word', 'verify-authentication', { response: 'open' });
    await post(stage.browser(), 'no body', 'verify-authentication');
    await registerOptions(browser);
    await answers(browser, {}, 'a question of another kind');
  },
  'passkey: a key for another origin': async (stage) => {
    const { browser } = await signedUp(stage);
    const device = new Device(stage.server);
    device.origin = 'https://evil.example';
    await registers(browser, device.create(await registerOptions(browser)));
    await lists(browser);
  },
  'passkey: begun by somebody else': async (stage) => {
    const { browser } = await signedUp(stage);
    const { browser: other } = await signedUp(stage, 'grace');
    const options = await registerOptions(browser);
    const session = [...other.jar].filter(([name]) => name.endsWith('session_token'));
    browser.jar = new Map([...browser.jar, ...session]);
    await registers(browser, new Device(stage.server).create(options));
  },
  'passkey: nobody is signed in': async (stage) => {
    const browser = stage.browser();
    await registerOptions(browser);
    await post(browser, 'register', 'verify-registration', { response: {} });
    await lists(browser);
    await post(browser, 'update', 'update-passkey', { id: 'x', name: 'y' });
    await post(browser, 'delete', 'delete-passkey', { id: 'x' });
  },
  'passkey: another name': async (stage) => {
    const { browser, passkey } = await keyed(stage);
    await browser.does('update', (client) => client.passkey.updatePasskey({ id: passkey.id, name: 'An old phone' }));
    await post(browser, 'no name', 'update-passkey', { id: passkey.id });
    await post(browser, 'an empty name', 'update-passkey', { id: passkey.id, name: ' ' });
    await lists(browser);
  },
  'passkey: deleted': async (stage) => {
    const { browser, device, passkey } = await keyed(stage);
    await browser.does('delete', (client) => client.passkey.deletePasskey({ id: passkey.id }));
    await browser.does('delete again', (client) => client.passkey.deletePasskey({ id: passkey.id }));
    await lists(browser);
    await comesIn(stage, device);
  },
  'passkey: somebody else\'s': async (stage) => {
    const { passkey, browser: owner } = await keyed(stage);
    const { browser } = await signedUp(stage, 'grace');
    await browser.does('delete', (client) => client.passkey.deletePasskey({ id: passkey.id }));
    await browser.does('update', (client) => client.passkey.updatePasskey({ id: passkey.id, name: 'Mine' }));
    await post(browser, 'one that is not there', 'delete-passkey', { id: '0192f0c1-2b3c-7d4e-8f50-617283940516' });
    await lists(owner);
  },
};
