import type { Page } from '@playwright/test';
import { CodeApp } from './codes';
import { test, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { PASSWORD, signIn, signUp } from './steps';

const section = (page: Page) => page.getByRole('region', { name: 'Two-factor sign-in' });

/** From the settings to the picture; answers the app that has learned the secret. */
async function begin(page: Page, ready: (page: Page) => Promise<void>) {
  await page.goto('/settings/security');
  await ready(page);
  await section(page).getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await section(page).getByRole('button', { name: 'Set it up' }).click();
  await expect(page.getByRole('img', { name: /A picture of the secret/ })).toBeVisible();
  await ready(page);
  return new CodeApp(await page.locator('.settings-qr .settings-key').innerText());
}

/** Turns it on; answers the app and the backup codes. */
async function turnOn(page: Page, ready: (page: Page) => Promise<void>) {
  const app = await begin(page, ready);
  await page.getByLabel('Code').fill(await app.next());
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('Two-factor sign-in is on')).toBeVisible();
  return { app, codes: await page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').allInnerTexts() };
}

/** The first step in a browser without a session. */
async function firstStep(page: Page, email: string, ready: (page: Page) => Promise<void>, from = '/sign-in') {
  await page.context().clearCookies({ name: 'job_agent.session_token' });
  await page.goto(from);
  await ready(page);
  await signIn(page, email);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'live' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled, allowedErrors: /status of (422|429)/ });
    const ready = async (page: Page) => {
      if (javaScriptEnabled) await hydrated(page);
    };

    test('it is turned on, asked for, answered by the app and by backup codes, and turned off', async ({ page, browser, baseURL }) => {
      test.setTimeout(180_000);
      const email = await signUp(page, 'factor');
      const other = await (await browser.newContext({ baseURL, javaScriptEnabled: false })).newPage();
      await other.goto('/sign-in');
      await signIn(other, email);
      await other.waitForURL(/\/dashboard/);

      const { app, codes } = await turnOn(page, ready);
      expect(codes).toHaveLength(10);
      expect(new Set(codes).size).toBe(10);
      await other.goto('/dashboard');
      await expect(other, 'other browsers are signed out').toHaveURL(/\/sign-in/);
      await page.reload();
      await expect(page.getByRole('list', { name: 'Your backup codes' }), 'they are shown once').toHaveCount(0);

      await firstStep(page, email, ready, '/sign-in?next=%2Fmatches');
      await page.waitForURL(/\/sign-in\/two-factor/);
      await ready(page);
      await page.getByLabel('Code', { exact: true }).fill('000000');
      await page.getByRole('button', { name: 'Go on' }).click();
      await expect(page.getByText(/This code is not right/)).toBeVisible();
      await page.goto('/dashboard');
      await expect(page, 'nobody is signed in yet').toHaveURL(/\/sign-in/);
      await page.goto('/sign-in/two-factor?next=%2Fmatches');
      await ready(page);
      await page.getByLabel('Code', { exact: true }).fill(await app.next());
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.waitForURL(/\/matches/);

      await firstStep(page, email, ready);
      await page.waitForURL(/\/sign-in\/two-factor/);
      await ready(page);
      await page.getByRole('link', { name: 'Use a backup code' }).click();
      await page.getByLabel('Backup code').fill(codes[0].toUpperCase());
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.waitForURL(/\/dashboard/);
      await page.goto('/settings/security');
      await expect(section(page).getByText('9 of 10 backup codes are left.')).toBeVisible();

      await page.getByRole('link', { name: 'New backup codes' }).click();
      await ready(page);
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('Code', { exact: true }).fill(codes[0]);
      await page.getByRole('button', { name: 'Make new codes' }).click();
      await expect(page.getByText(/neither a code of your app nor a backup code/), 'a code works once').toBeVisible();
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('Code', { exact: true }).fill(codes[1]);
      await page.getByRole('button', { name: 'Make new codes' }).click();
      const list = page.getByRole('list', { name: 'Your backup codes' });
      await expect(list.getByRole('listitem')).toHaveCount(10);
      const fresh = await list.getByRole('listitem').allInnerTexts();

      await page.goto('/settings/security/two-factor/off');
      await ready(page);
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('Code', { exact: true }).fill(fresh[0]);
      await page.getByRole('button', { name: 'Turn it off' }).click();
      await expect(page.getByText('Two-factor sign-in is off.')).toBeVisible();
      await firstStep(page, email, ready);
      await page.waitForURL(/\/dashboard/);
    });

    test('a browser that is trusted is not asked again', async ({ page }) => {
      test.setTimeout(120_000);
      const email = await signUp(page, 'trusted');
      const { app } = await turnOn(page, ready);
      await firstStep(page, email, ready);
      await page.waitForURL(/\/sign-in\/two-factor/);
      await ready(page);
      await page.getByLabel('Code', { exact: true }).fill(await app.next());
      await page.getByLabel(/Do not ask again in this browser/).check();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.waitForURL(/\/dashboard/);
      await firstStep(page, email, ready);
      await page.waitForURL(/\/dashboard/);
      await page.goto('/settings/security');
      await ready(page);
      const list = page.getByRole('list', { name: 'Your trusted browsers' });
      await expect(list.getByRole('listitem')).toHaveCount(1);
      await expect(list.getByText('Chrome on')).toBeVisible();
      await expect(list.getByText('This browser')).toBeVisible();
      await expect(list.getByText(/trusted since .*, last used .*, until/)).toBeVisible();
      await list.getByRole('button', { name: /^Forget Chrome/ }).click();
      await expect(page.getByText('None. When you sign in')).toBeVisible();
      await firstStep(page, email, ready);
      await page.waitForURL(/\/sign-in\/two-factor/);
    });

    test('it begins with the password, and five wrong codes begin the sign-in anew', async ({ page }) => {
      test.setTimeout(120_000);
      const email = await signUp(page, 'guess');
      await page.goto('/settings/security');
      await ready(page);
      await section(page).getByLabel('Your password', { exact: true }).fill('not the right one');
      await section(page).getByRole('button', { name: 'Set it up' }).click();
      await expect(section(page).getByText('This is not your password.')).toBeVisible();
      await turnOn(page, ready);
      await firstStep(page, email, ready);
      await page.waitForURL(/\/sign-in\/two-factor/);
      await ready(page);
      for (let number = 1; number <= 6; number++) {
        const answered = page.waitForResponse((response) => response.request().method() === 'POST');
        await page.getByLabel('Code', { exact: true }).fill('000000');
        await page.getByRole('button', { name: 'Go on' }).click();
        await answered;
      }
      if (javaScriptEnabled) await expect(page.getByText('Too many codes were wrong. Sign in again.')).toBeVisible();
      await page.goto('/sign-in/two-factor');
      await expect(page.getByText('Sign in first')).toBeVisible();
    });
  });
}

test('its pages are accessible and fit a phone', async ({ page }) => {
  test.setTimeout(180_000);
  const email = await signUp(page, 'factor-pages');
  const check = async () => {
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectToFitAPhone(page);
    await expectAccessible(page);
  };
  await page.goto('/settings/security/two-factor');
  await expect(page.getByText('Nothing is being set up')).toBeVisible();
  await begin(page, hydrated);
  await check();
  await turnOn(page, hydrated);
  await check();
  for (const path of ['/settings/security', '/settings/security/two-factor/codes', '/settings/security/two-factor/off']) {
    await page.goto(path);
    await check();
  }
  await firstStep(page, email, hydrated);
  await page.waitForURL(/\/sign-in\/two-factor/);
  for (const path of ['/sign-in/two-factor', '/sign-in/two-factor?with=backup']) {
    await page.goto(path);
    await check();
  }
  await page.context().clearCookies();
  await page.goto('/sign-in/two-factor');
  await check();
});
