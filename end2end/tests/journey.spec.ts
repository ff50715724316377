import { test, expect, expectAccessible, hydrated } from './fixtures';
import type { Page } from '@playwright/test';
import path from 'node:path';

const CV = path.join(__dirname, '..', 'fixtures', 'cv.pdf');
const address = (name: string) => `${name}-${Date.now()}@example.org`;

async function signUp(page: Page, email: string) {
  await page.goto('/sign-up');
  await page.getByLabel('Name', { exact: true }).fill('Mara Lindqvist');
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL(/\/onboarding\/about/);
}

async function vibeCheck(page: Page) {
  const answers = [
    'I like to decide on my own how to solve a problem.',
    'A calm and steady pace, with time to do things well.',
    'I work best with a small team and pair often.',
    'Clear structure and written agreements help me.',
    'I prefer written and asynchronous communication.',
    'The craft matters most to me.',
    'An established company, please. No weekend work.',
  ];
  for (const answer of answers) {
    const asked = page.getByText(/^Question \d+ of \d+$/);
    const before = await asked.innerText();
    await page.getByLabel('Your answer').fill(answer);
    await page.getByRole('button', { name: 'Send' }).click();
    // The next question, or the end of the chat.
    await expect.poll(async () => (await asked.allInnerTexts())[0]).not.toBe(before);
    if ((await asked.count()) === 0) break;
  }
  await expect(page.getByLabel('Your answer')).toHaveCount(0);
}

test('the home page says what it is and is accessible', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign up' }).first()).toBeVisible();
  await expectAccessible(page);
});

test('from a CV to matches, letters and the mail', async ({ page }) => {
  test.setTimeout(180_000);
  await signUp(page, address('mara'));
  await hydrated(page);
  await page.getByLabel('Location').fill('Berlin');
  await page.reload();
  await hydrated(page);
  await expect(page.getByLabel('Location')).toHaveValue('Berlin');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Continue' }).click();

  await page.waitForURL(/\/onboarding\/cv/);
  await hydrated(page);
  await page.locator('input[type=file]').setInputFiles(CV);
  await expect(page.getByText('cv.pdf').first()).toBeVisible();
  await page.goto('/onboarding/vibe-check');
  await hydrated(page);
  await vibeCheck(page);
  await page.goto('/onboarding/review');
  await hydrated(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start' }).click();

  await page.waitForURL(/\/runs\//);
  await page.getByRole('link', { name: /profile/i }).first().waitFor();
  await expect(page.getByRole('button', { name: 'Find openings' })).toBeVisible({ timeout: 60_000 });
  await page.goto('/profile');
  await expect(page.getByText('Nordwind Payments').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Find openings' }).first().click();

  await page.waitForURL(/\/runs\//);
  await expect(page.getByRole('table').first()).toBeVisible({ timeout: 90_000 });
  await expectAccessible(page);
  await page.goto('/matches');
  await expect(page.getByRole('heading', { level: 1, name: 'Matches' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('/letters');
  await expect(page.getByRole('heading', { level: 1, name: 'Letters' })).toBeVisible();
  await page.goto('/dashboard');
  await expectAccessible(page);
  await page.goto('/dev/outbox');
  await expect(page.getByText('Attached:').first()).toBeVisible();
});

test('a private page sends a visitor to sign in and back', async ({ page }) => {
  await page.goto('/matches');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expectAccessible(page);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('sign-up, sign-out, sign-in and upload work', async ({ page }) => {
    const email = address('plain');
    await signUp(page, email);
    await page.goto('/onboarding/cv');
    await page.locator('input[type=file]').setInputFiles(CV);
    await page.getByRole('button', { name: /upload/i }).click();
    await expect(page.getByText('cv.pdf').first()).toBeVisible();
    await page.goto('/sign-in');
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).not.toHaveURL(/sign-in/);
    await page.goto('/dashboard');
    await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
  });
});

test.describe('wrong input', () => {
  test.use({ allowedErrors: /status of 422/ });

  test('each field says what to change', async ({ page }) => {
    await page.goto('/sign-up');
    await hydrated(page);
    await page.getByLabel('Name', { exact: true }).fill('Mara');
    await page.getByLabel('E-mail', { exact: true }).fill('mara@example.org');
    await page.getByLabel('Password', { exact: true }).fill('password1');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await expect(page.getByText(/lists that attackers try first/)).toBeVisible();
  });
});
