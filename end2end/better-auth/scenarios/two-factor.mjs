import { createHmac } from 'node:crypto';
import { asksWho, signedUp } from './steps.mjs';

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an app shows, so many steps from now. Each code counts once at ours, so that scenarios go from the last step to the next. */
async function codeOf(uri, steps) {
  // Not in the last moments of a step: the server would see another one.
  while (Date.now() % 30_000 > 25_000) await new Promise((again) => setTimeout(again, 100));
  const bits = [...new URL(uri).searchParams.get('secret')].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const sum = createHmac('sha1', key).update(counter).digest();
  const number = sum.readUInt32BE(sum[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const enables = (browser, { password }, more) => browser.does('enable', (client) => client.twoFactor.enable({ password, ...more }));
const verifies = (browser, code, label = 'verify', more = {}) => browser.does(label, (client) => client.twoFactor.verifyTotp({ code, ...more }));
const spends = (browser, code, label = 'backup code') => browser.does(label, (client) => client.twoFactor.verifyBackupCode({ code }));
const signsIn = (browser, { email, password }, label = 'sign in') => browser.does(label, (client) => client.signIn.email({ email, password }));

/** Somebody whose second factor is on; the code of the step before this one is used up. */
async function guarded(stage) {
  const { person, browser } = await signedUp(stage);
  const { data } = await enables(browser, person);
  await verifies(browser, await codeOf(data.totpURI, -1), 'first code');
  return { person, browser, uri: data.totpURI, codes: data.backupCodes };
}

export default {
  'two-factor: turned on with a first code': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const { data } = await enables(browser, person);
    await asksWho(browser, 'before the code');
    await signsIn(stage.browser(), person, 'nothing is asked yet');
    await verifies(browser, await codeOf(data.totpURI, -1));
    await asksWho(browser, 'after the code');
  },
  'two-factor: a wrong first code': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await enables(browser, person);
    await verifies(browser, 'abcdef');
    await verifies(browser, '');
    await asksWho(browser);
  },
  'two-factor: begun twice, and once too often': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await enables(browser, person);
    const { data } = await enables(browser, person);
    await verifies(browser, await codeOf(data.totpURI, -1));
    await enables(browser, person);
  },
  'two-factor: begun with a wrong password': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await enables(browser, { password: 'not the right one' });
    await browser.asks('no password', 'POST', '/two-factor/enable', { body: {} });
    await browser.asks('a method that nobody knows', 'POST', '/two-factor/enable', { body: { password: person.password, method: 'pigeon' } });
    await enables(browser, person, { method: 'otp' });
  },
  'two-factor: ends other sessions': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const other = stage.browser();
    await signsIn(other, person);
    const old = browser.remembers();
    const { data } = await enables(browser, person);
    await verifies(browser, await codeOf(data.totpURI, -1));
    await asksWho(other, 'the other browser');
    browser.jar = old;
    await asksWho(browser, 'the old cookie');
  },
  'two-factor: sign-in asks for a code': async (stage) => {
    const { person, uri } = await guarded(stage);
    const browser = stage.browser();
    await signsIn(browser, person);
    await asksWho(browser, 'in between');
    await verifies(browser, await codeOf(uri, 0));
    await asksWho(browser);
  },
  'two-factor: sign-in with a place to go to': async (stage) => {
    const { person } = await guarded(stage);
    await stage.browser().does('sign in', (client) => client.signIn.email({ ...person, callbackURL: '/matches', rememberMe: false }));
  },
  'two-factor: a wrong password asks for nothing': async (stage) => {
    const { person } = await guarded(stage);
    await signsIn(stage.browser(), { ...person, password: 'not the right one' });
  },
  'two-factor: a code works once': async (stage) => {
    const { person, uri } = await guarded(stage);
    const code = await codeOf(uri, 0);
    const [first, second] = [stage.browser(), stage.browser()];
    await signsIn(first, person);
    await verifies(first, code);
    await signsIn(second, person);
    await verifies(second, code, 'the same again');
  },
  'two-factor: a question is answered once': async (stage) => {
    const { person, uri } = await guarded(stage);
    const browser = stage.browser();
    await signsIn(browser, person);
    const thief = stage.browser();
    thief.jar = browser.remembers();
    await verifies(browser, await codeOf(uri, 0));
    await verifies(thief, await codeOf(uri, 1), 'the same question');
  },
  'two-factor: without a question': async (stage) => {
    await verifies(stage.browser(), '123456');
    await spends(stage.browser(), 'abcde-fghij');
    await stage.browser().asks('no code', 'POST', '/two-factor/verify-totp', { body: {} });
    await stage.browser().asks('a number', 'POST', '/two-factor/verify-backup-code', { body: { code: 1 } });
  },
  'two-factor: five wrong codes': async (stage) => {
    const { person, uri } = await guarded(stage);
    const browser = stage.browser();
    await signsIn(browser, person);
    for (let number = 1; number <= 5; number++) await verifies(browser, 'abcdef', `attempt ${number}`);
    await verifies(browser, await codeOf(uri, 0), 'one too many');
    await verifies(browser, await codeOf(uri, 0), 'after that');
  },
  'two-factor: ten wrong codes': async (stage) => {
    const { person, uri, codes } = await guarded(stage);
    for (let round = 1; round <= 2; round++) {
      const browser = stage.browser();
      await signsIn(browser, person);
      for (let number = 1; number <= 5; number++) await verifies(browser, 'abcdef', `attempt ${round}.${number}`);
    }
    const browser = stage.browser();
    await signsIn(browser, person);
    await verifies(browser, await codeOf(uri, 0), 'locked');
    await spends(browser, codes[0], 'a backup code meanwhile');
  },
  'two-factor: a backup code works once': async (stage) => {
    const { person, codes } = await guarded(stage);
    const [first, second] = [stage.browser(), stage.browser()];
    await signsIn(first, person);
    await spends(first, codes[0]);
    await asksWho(first);
    await signsIn(second, person);
    await spends(second, codes[0], 'the same again');
    await spends(second, codes[1], 'another one');
  },
  'two-factor: a trusted browser is not asked again': async (stage) => {
    const { person, uri } = await guarded(stage);
    const browser = stage.browser();
    await signsIn(browser, person);
    await verifies(browser, await codeOf(uri, 0), 'trust', { trustDevice: true });
    const old = browser.remembers();
    await signsIn(browser, person, 'again');
    browser.jar = old;
    await signsIn(browser, person, 'with a token that was replaced');
  },
  'two-factor: new backup codes': async (stage) => {
    const { person, browser, uri, codes } = await guarded(stage);
    const { password } = person;
    await browser.does('with the password alone', (client) => client.twoFactor.generateBackupCodes({ password }));
    const code = await codeOf(uri, 0);
    const { data } = await browser.does('with both', (client) => client.twoFactor.generateBackupCodes({ password, code }));
    await browser.does('a wrong password', (client) => client.twoFactor.generateBackupCodes({ password: 'not the right one', code }));
    const other = stage.browser();
    await signsIn(other, person);
    await spends(other, codes[0], 'an old one');
    await spends(other, data.backupCodes[0], 'a new one');
  },
  'two-factor: the secret again': async (stage) => {
    const { person, browser } = await signedUp(stage);
    const again = (label, more) => browser.does(label, (client) => client.twoFactor.getTotpUri({ password: person.password, ...more }));
    await again('never begun');
    const { data } = await enables(browser, person);
    await again('begun');
    await again('a wrong password', { password: 'not the right one' });
    await verifies(browser, await codeOf(data.totpURI, -1));
    await again('on, with the password alone');
    await again('on, with both', { code: await codeOf(data.totpURI, 0) });
  },
  'two-factor: turned off': async (stage) => {
    const { person, browser, uri } = await guarded(stage);
    const off = (label, more) => browser.does(label, (client) => client.twoFactor.disable({ password: person.password, ...more }));
    await off('a wrong password', { password: 'not the right one', code: '123456' });
    await off('with both', { code: await codeOf(uri, 0) });
    await asksWho(browser);
    await signsIn(stage.browser(), person);
  },
  'two-factor: turned off with the password alone': async (stage) => {
    const { person, browser } = await guarded(stage);
    await browser.does('off', (client) => client.twoFactor.disable({ password: person.password }));
  },
  'two-factor: nobody\'s': async (stage) => {
    const browser = stage.browser();
    const body = { password: 'correct horse staple', code: '123456' };
    for (const path of ['enable', 'disable', 'get-totp-uri', 'generate-backup-codes']) await browser.asks(path, 'POST', `/two-factor/${path}`, { body });
    await browser.asks('by GET', 'GET', '/two-factor/enable');
  },
  'two-factor: not on': async (stage) => {
    const { person, browser } = await signedUp(stage);
    await verifies(browser, '123456');
    await spends(browser, 'abcde-fghij');
    await browser.does('new codes', (client) => client.twoFactor.generateBackupCodes({ password: person.password, code: '123456' }));
    await browser.does('a code by mail', (client) => client.twoFactor.sendOtp());
  },
  'two-factor: a reset does not pass around it': async (stage) => {
    const { person } = await guarded(stage);
    await stage.link(person.email);
    await stage.browser().does('forgot', (client) => client.requestPasswordReset({ email: person.email, redirectTo: '/reset-password' }));
    const answer = await stage.browser().opens('the link', await linkBeginning(stage, person.email, 'reset-password'));
    const token = new URL(answer.headers.get('location'), stage.server.url).searchParams.get('token');
    await stage.browser().does('reset', (client) => client.resetPassword({ newPassword: 'another long password', token }));
    const browser = stage.browser();
    await signsIn(browser, { ...person, password: 'another long password' });
    await asksWho(browser);
  },
};

/** Ours tells by mail that it was turned on, which the library does not. */
async function linkBeginning(stage, email, part) {
  for (;;) {
    const link = await stage.link(email);
    if (link.includes(part)) return link;
  }
}
