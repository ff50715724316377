import { test, expect } from './fixtures';
import { NAME, address, fillSignUp, reloadUntil, signIn, startRun, uploadPlainly, vibeCheck } from './steps';

test.use({ javaScriptEnabled: false });

test('the whole way, from signing up to a letter, without JavaScript', async ({ page }) => {
  test.setTimeout(180_000);
  const email = address('plain');
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign up' }).first().click();
  await fillSignUp(page, email);
  await page.waitForURL(/\/onboarding\/about/);

  await test.step('out and in again', async () => {
    await page.locator('summary[aria-label^="Your menu"]').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().click();
    await signIn(page, email);
    await page.waitForURL(/\/dashboard/);
  });

  await test.step('about you', async () => {
    await page.goto('/onboarding/about');
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.getByLabel('Name', { exact: true }).evaluate((input) => input.removeAttribute('required'));
    await page.getByLabel('Location').fill('Berlin');
    await page.getByRole('radio', { name: 'Hybrid' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('Enter your name; it stands on your letters.')).toBeVisible();
    await expect(page.getByLabel('Location')).toHaveValue('Berlin');
    await expect(page.getByRole('radio', { name: 'Hybrid' })).toBeChecked();
    await page.getByLabel('Name', { exact: true }).fill(NAME);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/onboarding\/cv/);
  });

  await test.step('CVs, of which two cannot be used', async () => {
    const large = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(11 * 1024 * 1024) };
    const wrong = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('<!doctype html><p>No CV at all') };
    await uploadPlainly(page, [wrong, large]);
    await expect(page.getByText(/notes\.txt: This is a web page/)).toBeVisible();
    await expect(page.getByText(/scan\.pdf: This file is larger than 10 MB/)).toBeVisible();
    await uploadPlainly(page);
    await expect(page.getByRole('list', { name: 'Your CVs' }).getByText('cv.pdf')).toBeVisible();
    await page.getByRole('link', { name: 'Continue' }).click();
  });

  await test.step('vibe check', async () => {
    await vibeCheck(page);
    await page.getByLabel('What to avoid').fill('Weekend work');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/onboarding\/review/);
    await expect(page.getByText('Weekend work')).toBeVisible();
  });

  await test.step('the profile', async () => {
    await startRun(page, 'Start');
    await reloadUntil(page, () => page.getByRole('heading', { name: 'Your profile is ready' }).isVisible());
    await page.getByRole('link', { name: 'See your profile' }).click();
    await expect(page.getByText('Nordwind Payments').first()).toBeVisible();
    await page.getByRole('link', { name: 'Nordwind Payments' }).first().click();
    await expect(page.locator('.profile-cv mark')).toHaveText('Nordwind Payments');
  });

  await test.step('the search, its matches and a letter', async () => {
    await startRun(page, 'Find openings');
    await reloadUntil(page, () => page.getByRole('heading', { name: 'Report' }).isVisible());
    await page.getByRole('link', { name: 'See the matches' }).click();
    const first = page.locator('.match-title').first();
    const title = await first.innerText();
    await page.getByRole('button', { name: `Save ${title}` }).first().click();
    await page.goto('/matches?show=saved');
    await page.getByRole('link', { name: title }).click();
    await expect(page.getByRole('heading', { level: 2, name: 'Why this score' })).toBeVisible();
    await page.getByRole('link', { name: 'Read the letter' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `Letter for ${title}` })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Download PDF' })).toBeVisible();
  });
});
