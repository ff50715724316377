import { test, expect, hydrated } from '../tests/fixtures';
import type { Page } from '@playwright/test';
import path from 'node:path';

const IMAGES = path.join(__dirname, '..', '..', 'docs', 'images');
const CV = path.join(__dirname, '..', 'fixtures', 'cv.pdf');
const DESK = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 760 };

test.use({ viewport: DESK, colorScheme: 'light' });

async function shoot(page: Page, name: string) {
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.screenshot({ path: path.join(IMAGES, `${name}.png`), animations: 'disabled' });
}

/** From nothing to a shortlist, with the made-up CV of the tests. */
async function shortlist(page: Page) {
  await page.goto('/sign-up');
  await page.getByLabel('Name', { exact: true }).fill('Mara Lindqvist');
  await page.getByLabel('E-mail', { exact: true }).fill(`mara-${Date.now()}@example.org`);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL(/\/onboarding\/about/);
  await page.goto('/onboarding/cv');
  await hydrated(page);
  await page.locator('input[type=file]').setInputFiles(CV);
  await expect(page.getByText('cv.pdf').first()).toBeVisible();
  await page.goto('/onboarding/review');
  await hydrated(page);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.waitForURL(/\/runs\//);
  await expect(page.getByRole('button', { name: 'Find openings' })).toBeVisible({ timeout: 60_000 });
  await page.goto('/profile');
  await hydrated(page);
  await page.getByRole('button', { name: 'Find openings' }).first().click();
  await page.waitForURL(/\/runs\//);
  await expect(page.getByRole('heading', { name: 'Report' })).toBeVisible({ timeout: 90_000 });
}

test('the pictures of the README', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/');
  await hydrated(page);
  await shoot(page, 'home');

  await shortlist(page);
  const run = page.url();
  await page.goto(run);
  await hydrated(page);
  await shoot(page, 'run');

  await page.goto('/matches');
  await hydrated(page);
  await shoot(page, 'matches');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('.match-title a').first().click();
  await page.getByRole('heading', { name: 'Why this score' }).waitFor();
  await shoot(page, 'match-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  await page.goto('/letters');
  await page.locator('.letter-item-title').first().click();
  await page.locator('.letter-sheet').waitFor();
  await page.locator('.letter-sheet .provenance-text').nth(1).hover();
  await page.screenshot({ path: path.join(IMAGES, 'letter.png'), animations: 'disabled' });

  await page.goto('/profile');
  await hydrated(page);
  await page.getByRole('link', { name: /settlement service/ }).click();
  await expect(page.locator('.sheet-mark').first()).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForLoadState('networkidle');
  await shoot(page, 'profile');

  await page.setViewportSize(PHONE);
  await page.goto('/matches');
  await hydrated(page);
  await shoot(page, 'matches-phone');
});
