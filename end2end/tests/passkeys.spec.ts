import type { Page } from '@playwright/test';
import { CodeApp } from './codes';
import { test as base, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { OwnServer } from './server';
import { PASSWORD, signUp } from './steps';

/** Passkeys are bound to the name of a host, so that they need a server which is reached by one. */
const test = base.extend<{}, { named: OwnServer }>({
  named: [
    async ({}, use) => {
      const server = new OwnServer('localhost');
      await server.start();
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: ({ named }, use) => use(named.url),
});

/** A device of Chromium's own, which says yes to everything, or to nothing when its person does not prove to be there. */
async function device(page: Page, isUserVerified = true) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified, automaticPresenceSimulation: true },
  });
  const credentials = async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  return { session, authenticatorId, credentials };
}

const section = (page: Page) => page.getByRole('region', { name: 'Passkeys' });

async function add(page: Page, name: string, password = PASSWORD, code = '') {
  await page.goto('/settings/security');
  await hydrated(page);
  await section(page).getByLabel('Name', { exact: true }).fill(name);
  await section(page).getByLabel('Your password', { exact: true }).fill(password);
  if (code) await section(page).getByLabel('Code', { exact: true }).fill(code);
  await section(page).getByRole('button', { name: 'Add a passkey' }).click();
}

async function comeIn(page: Page, from = '/sign-in') {
  await page.context().clearCookies();
  await page.goto(from);
  await hydrated(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
}

test.use({ allowedErrors: /status of 422/ });

test('a passkey is added with the password, signs in with nothing typed, and is removed', async ({ page, browser, named }) => {
  test.setTimeout(180_000);
  const email = await signUp(page, 'passkey');
  const other = await (await browser.newContext({ baseURL: named.url, javaScriptEnabled: false })).newPage();
  await other.goto('/sign-in');
  await other.getByLabel('E-mail', { exact: true }).fill(email);
  await other.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await other.waitForURL(/\/dashboard/);

  const phone = await device(page);
  await add(page, 'My phone', 'not the right one');
  await expect(section(page).getByText('This is not your password.')).toBeVisible();
  await add(page, 'My phone');
  await expect(page.getByText('The passkey is here')).toBeVisible();
  await expect(section(page).getByText('My phone')).toBeVisible();
  await other.goto('/dashboard');
  await expect(other, 'other browsers are signed out').toHaveURL(/\/sign-in/);
  await add(page, 'My phone again');
  await expect(section(page).getByText('This device holds a passkey for you already.')).toBeVisible();

  await comeIn(page, '/sign-in?next=%2Fmatches');
  await page.waitForURL(/\/matches/);
  await page.goto('/settings/security');
  await expect(section(page).getByText(/last used/)).toBeVisible();
  const [{ signCount }] = await phone.credentials();
  expect(signCount).toBeGreaterThan(0);

  await section(page).getByRole('link', { name: 'Rename or remove' }).click();
  await hydrated(page);
  await page.getByLabel('Name', { exact: true }).fill('An old phone');
  await page.getByRole('button', { name: 'Change the name' }).click();
  await expect(section(page).getByText('An old phone')).toBeVisible();
  await section(page).getByRole('link', { name: 'Rename or remove' }).click();
  await hydrated(page);
  await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByText('The passkey is removed.')).toBeVisible();
  await comeIn(page);
  await expect(page.getByText('This passkey is not known here.')).toBeVisible();
});

test('where codes are asked, a passkey is added with one and stands for both factors', async ({ page }) => {
  test.setTimeout(180_000);
  await signUp(page, 'both');
  await page.goto('/settings/security');
  await hydrated(page);
  const twoFactor = page.getByRole('region', { name: 'Two-factor sign-in' });
  await twoFactor.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await twoFactor.getByRole('button', { name: 'Set it up' }).click();
  await expect(page.getByRole('img', { name: /A picture of the secret/ })).toBeVisible();
  await hydrated(page);
  const app = new CodeApp(await page.locator('.settings-qr .settings-key').innerText());
  await page.getByLabel('Code').fill(await app.next());
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('Two-factor sign-in is on')).toBeVisible();

  await device(page);
  await add(page, 'My phone', PASSWORD, '000000');
  await expect(section(page).getByText('This code is not right')).toBeVisible();
  await add(page, 'My phone', PASSWORD, await app.next());
  await expect(page.getByText('The passkey is here')).toBeVisible();
  await comeIn(page);
  await page.waitForURL(/\/dashboard/);
});

test('a copied passkey is refused', async ({ page }) => {
  test.setTimeout(120_000);
  await signUp(page, 'copied');
  const phone = await device(page);
  await add(page, 'My phone');
  await expect(page.getByText('The passkey is here')).toBeVisible();
  await comeIn(page);
  await page.waitForURL(/\/dashboard/);
  // A copy that was made before the last use counts on from there.
  const [credential] = await phone.credentials();
  await phone.session.send('WebAuthn.removeCredential', { authenticatorId: phone.authenticatorId, credentialId: credential.credentialId });
  await phone.session.send('WebAuthn.addCredential', { authenticatorId: phone.authenticatorId, credential: { ...credential, signCount: 0 } });
  await comeIn(page);
  await expect(page.getByText('This passkey could not be used.')).toBeVisible();
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/sign-in/);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('no button does nothing, and the settings say why', async ({ page }) => {
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeHidden();
    await signUp(page, 'plain-passkey');
    await page.goto('/settings/security');
    await expect(section(page).getByText('To add one, this page needs JavaScript')).toBeVisible();
    await expect(section(page).getByRole('button', { name: 'Add a passkey' })).toBeHidden();
  });
});

test('a browser that knows no passkeys is told so', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
  await page.goto('/sign-in');
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeHidden();
  await signUp(page, 'old-browser');
  await page.goto('/settings/security');
  await expect(section(page).getByText('This browser cannot use passkeys here.')).toBeVisible();
});

test('without finger or PIN nobody comes in', async ({ page }) => {
  await signUp(page, 'unproved');
  const phone = await device(page);
  await add(page, 'My phone');
  await expect(page.getByText('The passkey is here')).toBeVisible();
  await phone.session.send('WebAuthn.setUserVerified', { authenticatorId: phone.authenticatorId, isUserVerified: false });
  await comeIn(page);
  await expect(page.getByText('Nothing was chosen, or it took too long.')).toBeVisible();
});

test('the pages of passkeys are accessible and fit a phone', async ({ page }) => {
  test.setTimeout(120_000);
  await signUp(page, 'passkey-pages');
  await device(page);
  await add(page, 'My phone');
  await expect(page.getByText('The passkey is here')).toBeVisible();
  const one = await section(page).getByRole('link', { name: 'Rename or remove' }).getAttribute('href');
  for (const path of ['/settings/security', one ?? '', '/sign-in']) {
    if (path === '/sign-in') await page.context().clearCookies();
    await page.goto(path);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectToFitAPhone(page);
    await expectAccessible(page);
  }
});
