import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { test as base, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { NAME, PASSWORD, address, fillSignUp, linkTo, signUp } from './steps';

/** The provider that the server's settings name as "Company". */
const test = base.extend<object, { provider: void }>({
  provider: [
    async ({}, use, worker) => {
      const port = process.env.E2E_OIDC_PORT ?? '';
      const back = `${worker.project.use.baseURL}/_auth/callback/company`;
      const script = path.join(__dirname, '..', 'oidc', 'server.mjs');
      const running: ChildProcess = spawn(process.execPath, [script, port, back], { stdio: ['pipe', 'ignore', 'ignore'] });
      const answers = () => fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`).then((answer) => answer.ok, () => false);
      const deadline = Date.now() + 30_000;
      while (!(await answers())) {
        if (running.exitCode !== null || Date.now() > deadline) throw new Error('the provider of this spec does not answer');
        await new Promise((again) => setTimeout(again, 100));
      }
      await use();
      running.kill();
    },
    { scope: 'worker', auto: true },
  ],
});

/** Presses the button and says on the provider's page who one is. */
async function goBy(page: Page, button: string, email: string, answer = 'Allow') {
  await page.getByRole('button', { name: button }).click();
  await page.getByLabel('Your address').fill(email);
  await page.getByRole('button', { name: answer, exact: true }).click();
}

async function signOut(page: Page) {
  await page.goto('/dashboard');
  await page.locator('summary[aria-label^="Your menu"]').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign up' }).first()).toBeVisible();
}

/** The provider forgets who was there, as another browser would not know. */
const forget = (page: Page) => page.context().clearCookies({ name: /^provider\./ });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'live' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled, allowedErrors: /status of 422/ });
    const ready = async (page: Page) => {
      if (javaScriptEnabled) await hydrated(page);
    };

    test('somebody new signs up by a provider, and signs in again', async ({ page }) => {
      const email = address('ada');
      await page.goto('/sign-up');
      await ready(page);
      await goBy(page, 'Go on with Company', email);
      await page.waitForURL(/\/onboarding\/about$/);
      await page.goto('/settings/account');
      await expect(page.getByText(`You sign in with ${email}`)).toBeVisible();
      await page.goto('/settings/security');
      await ready(page);
      await expect(page.getByText('You have no password here.')).toBeVisible();
      const linked = page.getByRole('list', { name: 'Your linked accounts' });
      await expect(linked.getByText('Company', { exact: true })).toBeVisible();
      await expect(linked.getByRole('button'), 'the last way in stays').toHaveCount(0);

      await signOut(page);
      await page.goto('/sign-in?next=/matches');
      await ready(page);
      // The provider knows the browser still, so it sends it straight back.
      await page.getByRole('button', { name: 'Go on with Company' }).click();
      await page.waitForURL(/\/matches$/);
      await signOut(page);
      await forget(page);
      await page.goto('/sign-in');
      await ready(page);
      await goBy(page, 'Go on with Company', email);
      await page.waitForURL(/\/dashboard$/);
    });

    test('an account is linked in the settings, signs in, and is unlinked', async ({ page }) => {
      const email = await signUp(page, 'link');
      await page.goto('/settings/security');
      await ready(page);
      await expect(page.getByRole('button', { name: 'Link Company' })).toBeDisabled();
      await page.goto(await linkTo(page, email, '/verify-email'));
      await ready(page);
      await page.getByRole('button', { name: 'Verify this address' }).click();
      await expect(page.getByText('Your e-mail address is verified')).toBeVisible();

      await page.goto('/settings/security');
      await ready(page);
      await goBy(page, 'Link Company', address('other'));
      await expect(page.getByText('The provider does not know you by the e-mail address of your account here')).toBeVisible();
      await forget(page);
      await ready(page);
      await goBy(page, 'Link Company', email);
      await expect(page.getByText('The account is linked.')).toBeVisible();
      const linked = page.getByRole('list', { name: 'Your linked accounts' });
      await expect(linked.getByText('Company', { exact: true })).toBeVisible();
      await linkTo(page, email, '/forgot-password');

      await signOut(page);
      await page.goto('/sign-in');
      await ready(page);
      await page.getByRole('button', { name: 'Go on with Company' }).click();
      await page.waitForURL(/\/dashboard$/);
      await page.goto('/settings/security');
      await ready(page);
      await page.getByRole('link', { name: 'Unlink Company' }).click();
      await ready(page);
      await page.getByLabel('Your password', { exact: true }).fill('not the right one');
      await page.getByRole('button', { name: 'Unlink it' }).click();
      await expect(page.getByText('This is not your password.')).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Unlink it' }).click();
      await expect(page.getByText('The account is unlinked.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Link Company' })).toBeVisible();
      await expect(linked).toHaveCount(0);
      await signOut(page);
      await page.goto('/sign-in');
      await ready(page);
      await page.getByRole('button', { name: 'Go on with Company' }).click();
      await expect(page.getByText('There is an account with this address already.')).toBeVisible();
    });

    test('a sign-in that is not allowed there leads back, in words', async ({ page }) => {
      await page.goto('/sign-in?next=/matches');
      await ready(page);
      await goBy(page, 'Go on with Company', '', 'Do not allow');
      await expect(page.getByText('You did not allow it there, so nothing has changed.')).toBeVisible();
      await expect(page.locator('form[action="/sign-in/provider"] input[name=next]'), 'and then one goes where one wanted to').toHaveValue('/matches');
    });

    test('an address that the provider has not proved takes nobody\'s account', async ({ page }) => {
      const email = address('unproved');
      await page.goto('/sign-up');
      await fillSignUp(page, email, undefined, NAME);
      await page.waitForURL(/\/onboarding\/about/);
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await ready(page);
      await goBy(page, 'Go on with Company', email);
      await expect(page.getByText('There is an account with this address already.')).toBeVisible();
    });
  });
}

test('the pages around a provider are accessible and fit a phone', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/sign-in?error=access_denied');
  await hydrated(page);
  await expectToFitAPhone(page);
  await expectAccessible(page);
  await page.goto('/sign-up');
  await hydrated(page);
  await goBy(page, 'Go on with Company', address('pages'));
  await page.waitForURL(/\/onboarding\/about$/);
  for (const path of ['/settings/security?done=linked', '/settings/security?error=email_does_not_match']) {
    await page.goto(path);
    await hydrated(page);
    await expectToFitAPhone(page);
    await expectAccessible(page);
  }
});
