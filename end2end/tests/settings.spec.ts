import type { Browser, Page } from '@playwright/test';
import { test, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { PASSWORD, address, linkTo, reloadUntil, signUp } from './steps';

const OTHER = 'another long password';

async function signInAs(page: Page, email: string, password: string, ready: (page: Page) => Promise<void>) {
  await page.goto('/sign-in');
  await ready(page);
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/dashboard/);
}

const ELSEWHERE = '203.0.113.9';

/** Another browser of theirs, without the script, at another address. */
async function elsewhere(browser: Browser, baseURL: string | undefined, email: string) {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false, extraHTTPHeaders: { 'x-forwarded-for': ELSEWHERE } });
  const page = await context.newPage();
  await signInAs(page, email, PASSWORD, async () => {});
  return page;
}

async function isSignedOut(page: Page) {
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/sign-in/);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'live' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled, allowedErrors: /status of 422/ });
    const ready = async (page: Page) => {
      if (javaScriptEnabled) await hydrated(page);
    };

    test('a forgotten password is reset by mail, once, and ends every session', async ({ page, browser, baseURL }) => {
      const email = await signUp(page, 'forgot');
      const other = await elsewhere(browser, baseURL, email);
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await ready(page);
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByRole('button', { name: 'Send the link' }).click();
      await expect(page.getByText('Look into your mailbox')).toBeVisible();
      const link = await linkTo(page, email, '/reset-password');
      await page.goto(link);
      await ready(page);
      await page.getByLabel('New password', { exact: true }).fill('password1');
      await page.getByRole('button', { name: 'Set the password' }).click();
      await expect(page.getByText(/lists that attackers try first/)).toBeVisible();
      await page.getByLabel('New password', { exact: true }).fill(OTHER);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await expect(page.getByText('Your new password is set')).toBeVisible();
      await isSignedOut(other);
      await signInAs(page, email, OTHER, ready);
      await page.goto(link);
      await ready(page);
      await page.getByLabel('New password', { exact: true }).fill('a third long password');
      await page.getByRole('button', { name: 'Set the password' }).click();
      await expect(page.getByText('This link has been used or is too old.')).toBeVisible();
    });

    test('sessions are listed and signed out: one, the others, all', async ({ page, browser, baseURL }) => {
      const email = await signUp(page, 'sessions');
      const [second, third] = [await elsewhere(browser, baseURL, email), await elsewhere(browser, baseURL, email)];
      await page.goto('/settings/security');
      await ready(page);
      const list = page.getByRole('list', { name: 'Your sessions' });
      await expect(list.getByRole('listitem')).toHaveCount(3);
      await expect(list.getByText('Chrome on')).toHaveCount(3);
      await expect(list.getByText(`From ${ELSEWHERE}`)).toHaveCount(2);
      await expect(list.getByText(/From 10\./)).toHaveCount(1);
      await expect(list.getByText('This browser')).toHaveCount(1);
      await list.getByRole('button', { name: /^Sign out/ }).first().click();
      await expect(list.getByRole('listitem')).toHaveCount(2);
      await page.getByRole('button', { name: 'Sign out all others' }).click();
      await expect(list.getByRole('listitem')).toHaveCount(1);
      await isSignedOut(second);
      await isSignedOut(third);
      await page.getByRole('button', { name: 'Sign out everywhere' }).click();
      await page.waitForURL(/\/sign-in/);
      await isSignedOut(page);
    });

    test('a password is changed by who knows it, and the other browsers are signed out', async ({ page, browser, baseURL }) => {
      const email = await signUp(page, 'change');
      const other = await elsewhere(browser, baseURL, email);
      const change = async (current: string, wanted: string) => {
        await page.goto('/settings/security');
        await ready(page);
        await page.getByLabel('Your password now').fill(current);
        await page.getByLabel('New password').fill(wanted);
        await page.getByRole('button', { name: 'Change the password' }).click();
      };
      await change('not the right one', OTHER);
      await expect(page.getByText('This is not your password.')).toBeVisible();
      await change(PASSWORD, 'short');
      await expect(page.getByText(/Use at least 8 characters/)).toBeVisible();
      await change(PASSWORD, OTHER);
      await expect(page.getByText('Your password is changed')).toBeVisible();
      await isSignedOut(other);
      await linkTo(page, email, '/forgot-password');
      await page.goto('/dashboard');
      await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
    });

    test('name and address are changed; the address when the mail is opened', async ({ page }) => {
      const email = await signUp(page, 'old');
      await page.goto('/settings/account');
      await ready(page);
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mara L. Öberg');
      await page.getByRole('button', { name: 'Change the name' }).click();
      await expect(page.getByText('Your name is changed.')).toBeVisible();
      await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Mara L. Öberg');
      const wanted = address('new');
      await page.getByLabel('New e-mail address').fill(wanted);
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Change the address' }).click();
      await expect(page.getByText('A mail with a link went to the new address.')).toBeVisible();
      await expect(page.getByText(`You sign in with ${email}`)).toBeVisible();
      await page.goto(await linkTo(page, wanted, '/verify-email'));
      await ready(page);
      await page.getByRole('button', { name: 'Verify this address' }).click();
      await expect(page.getByText('Your e-mail address is verified')).toBeVisible();
      await page.goto('/settings/account');
      await expect(page.getByText(`You sign in with ${wanted}`)).toBeVisible();
      await linkTo(page, email, '/forgot-password');
    });

    test('everything is taken along, and then the account is deleted by mail', async ({ page, browser, baseURL }) => {
      test.setTimeout(120_000);
      const email = await signUp(page, 'leave');
      const other = await elsewhere(browser, baseURL, email);
      await page.goto('/settings/data');
      await ready(page);
      await page.getByRole('button', { name: 'Make the file' }).click();
      await page.waitForURL(/\/runs\//);
      const take = page.getByRole('link', { name: 'Take the file' });
      if (javaScriptEnabled) await expect(take).toBeVisible();
      else await reloadUntil(page, () => take.isVisible());
      await take.click();
      const coming = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download' }).click();
      expect((await coming).suggestedFilename()).toBe('job-agent.zip');

      await page.goto('/settings/data');
      await ready(page);
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Send me the mail' }).click();
      await expect(page.getByText('A mail is on its way to you.')).toBeVisible();
      await page.goto(await linkTo(page, email, '/settings/account/delete'));
      await ready(page);
      await page.getByRole('button', { name: 'Delete my account for good' }).click();
      await expect(page.getByText('Your account is deleted')).toBeVisible();
      await isSignedOut(other);
      await page.goto('/sign-in');
      await ready(page);
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible();
    });

    test('a key for a program is shown once, works, and is revoked', async ({ page, baseURL }) => {
      await signUp(page, 'key');
      await page.goto('/settings/api-keys');
      await ready(page);
      const make = async (password: string) => {
        await page.getByLabel('Name', { exact: true }).fill('my script');
        await page.getByLabel('Your password', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Make the key' }).click();
      };
      await make('not the right one');
      await expect(page.getByText('This is not your password.')).toBeVisible();
      await make(PASSWORD);
      await expect(page.getByText('Your new key')).toBeVisible();
      const key = await page.locator('.settings-key').innerText();
      const status = async () => (await fetch(`${baseURL}/api/workflow/status/0198f000-0000-7000-8000-000000000000`, { headers: { 'x-api-key': key } })).status;
      expect(await status(), 'let in, and there is no such run').toBe(404);
      await page.reload();
      await ready(page);
      await expect(page.getByText('Your new key')).toHaveCount(0);
      await expect(page.getByRole('list', { name: 'Your keys' }).getByText('my script')).toBeVisible();
      await page.getByRole('button', { name: 'Revoke my script' }).click();
      await expect(page.getByText('There are no keys yet.')).toBeVisible();
      expect(await status()).toBe(401);
    });

    test('who does not want to be kept is forgotten with the browser', async ({ page, context }) => {
      const email = await signUp(page, 'kept');
      await context.clearCookies();
      await page.goto('/sign-in');
      await ready(page);
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('Keep me signed in on this device').uncheck();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/\/dashboard/);
      const cookie = (await context.cookies()).find(({ name }) => name.endsWith('session_token'));
      expect(cookie?.expires).toBe(-1);
    });
  });
}

test('the settings are accessible and fit a phone', async ({ page }) => {
  test.setTimeout(180_000);
  await signUp(page, 'settings');
  for (const path of ['/settings/account', '/settings/security', '/settings/api-keys', '/settings/data', '/settings/mail', '/unsubscribe?token=x', '/settings/account/delete?token=x', '/forgot-password?sent=yes', '/reset-password', '/reset-password?token=x']) {
    await page.goto(path);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectToFitAPhone(page);
    await expectAccessible(page);
  }
});
