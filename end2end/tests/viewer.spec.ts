import { test, expect, expectAccessible, hydrated } from './fixtures';
import type { Page } from '@playwright/test';
import path from 'node:path';

const CV = path.join(__dirname, '..', 'fixtures', 'cv.pdf');

async function signUp(page: Page) {
  await page.goto('/sign-up');
  await page.getByLabel('Name', { exact: true }).fill('Mara Lindqvist');
  await page.getByLabel('E-mail', { exact: true }).fill(`viewer-${Date.now()}@example.org`);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL(/\/onboarding\/about/);
}

test('a CV is seen as it is printed, and a fact where it stands in it', async ({ page }) => {
  test.setTimeout(120_000);
  await signUp(page);
  await page.goto('/onboarding/cv');
  await hydrated(page);
  await page.locator('input[type=file]').setInputFiles(CV);
  const viewer = page.locator('details.viewer');
  const drawn = page.waitForResponse(/\/uploads\/.*\/pages\/1$/);
  await viewer.locator('summary').click();
  const picture = await drawn;
  expect(picture.headers()['content-type']).toBe('image/png');
  await expect(viewer.getByText('Nordwind Payments, Berlin')).toBeAttached();
  await expectAccessible(page);

  // Whoever has the picture is told that it may still be shown; somebody else gets nothing.
  const again = await page.request.get(picture.url(), { headers: { 'If-None-Match': picture.headers()['etag'] } });
  expect(again.status()).toBe(304);
  const original = await page.request.get(picture.url().replace(/pages\/1$/, 'file'));
  expect(original.headers()['content-disposition']).toMatch(/^attachment/);
  const stranger = await page.context().browser()!.newContext();
  expect((await stranger.request.get(picture.url())).status()).toBe(401);
  await stranger.close();

  await page.goto('/onboarding/review');
  await hydrated(page);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.waitForURL(/\/runs\//);
  await expect(page.getByRole('button', { name: 'Find openings' })).toBeVisible({ timeout: 60_000 });
  await page.goto('/profile');
  await hydrated(page);
  await page.getByRole('link', { name: /team of four/ }).click();
  await expect(page.locator('.sheet-mark')).toBeInViewport();
  await expect(page.locator('.profile-cv-mark')).toHaveText(/Led a team of four engineers/);
  await expect(page.getByText('SKILLS', { exact: true }).and(page.locator('a'))).toHaveCount(0);
  await expectAccessible(page);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a CV can be looked at and a fact leads to its line', async ({ page }) => {
    test.setTimeout(120_000);
    await signUp(page);
    await page.goto('/onboarding/cv');
    await page.locator('input[type=file]').setInputFiles(CV);
    await page.getByRole('button', { name: /upload/i }).click();
    await page.locator('details.viewer summary').click();
    await expect(page.getByAltText('The first page of cv.pdf')).toBeVisible();
    await page.goto('/onboarding/review');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.waitForURL(/\/runs\//);
    const run = page.url();
    await expect
      .poll(async () => (await page.goto(run)) && page.getByRole('button', { name: 'Find openings' }).count(), { timeout: 60_000 })
      .toBe(1);
    await page.goto('/profile');
    await page.getByRole('link', { name: /team of four/ }).click();
    await page.waitForURL(/fact=/);
    await expect(page.locator('.sheet-mark')).toBeVisible();
    await expect(page.locator('.profile-cv-mark')).toHaveText(/Led a team of four engineers/);
  });
});
