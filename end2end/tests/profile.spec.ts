import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { test, testAsMara, expect, hydrated } from './fixtures';
import { ANSWERS, CV, answerOnce, question, signUp, vibeCheck } from './steps';

const draft = (page: Page) => page.evaluate(() => sessionStorage.getItem('onboarding-store'));
const reload = async (page: Page) => {
  await page.reload();
  await hydrated(page);
};

test('what was typed in onboarding survives a refresh at every step, and goes when the run starts', async ({ page }) => {
  test.setTimeout(120_000);
  await signUp(page, 'draft');
  await hydrated(page);

  await test.step('about you', async () => {
    await page.getByLabel('Name', { exact: true }).fill('Mara L.');
    await page.getByLabel('Location').fill('Berlin');
    await page.getByRole('radio', { name: 'Hybrid' }).check();
    await page.getByLabel('Anything else we should know').fill('From March on.');
    await reload(page);
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Mara L.');
    await expect(page.getByLabel('Location')).toHaveValue('Berlin');
    await expect(page.getByRole('radio', { name: 'Hybrid' })).toBeChecked();
    await expect(page.getByLabel('Anything else we should know')).toHaveValue('From March on.');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/onboarding\/cv/);
  });

  await test.step('CVs', async () => {
    await page.locator('input[type=file]').setInputFiles(CV);
    await expect(page.getByRole('list', { name: 'Your CVs' }).getByText('cv.pdf')).toBeVisible();
    await reload(page);
    await expect(page.getByRole('list', { name: 'Your CVs' }).getByText('cv.pdf')).toBeVisible();
    expect(await draft(page)).toContain('From March on.');
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.waitForURL(/\/onboarding\/vibe-check/);
  });

  await test.step('vibe check', async () => {
    await answerOnce(page, ANSWERS[0]);
    const asked = await question(page).innerText();
    await page.getByLabel('Your answer').fill('Half an ans');
    await reload(page);
    await expect(page.getByLabel('Your answer')).toHaveValue('Half an ans');
    await expect(page.getByRole('log').getByText(ANSWERS[0], { exact: true })).toBeVisible();
    await expect(question(page)).toHaveText(asked);
    await vibeCheck(page);
  });

  await test.step('persona', async () => {
    await page.getByLabel('Summary').fill('I like calm weeks.');
    await page.getByLabel('What to avoid').fill('On-call at night');
    await page.getByLabel('Steady pace or fast pace').selectOption({ label: 'Balanced' });
    await reload(page);
    await expect(page.getByLabel('Summary')).toHaveValue('I like calm weeks.');
    await expect(page.getByLabel('What to avoid')).toHaveValue('On-call at night');
    await expect(page.getByLabel('Steady pace or fast pace')).toHaveValue('0');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/onboarding\/review/);
  });

  await test.step('review', async () => {
    await reload(page);
    for (const kept of ['Mara L.', 'Hybrid', 'From March on.', 'cv.pdf', 'I like calm weeks.', 'On-call at night']) {
      await expect(page.locator('.review').getByText(kept)).toBeVisible();
    }
    expect(await draft(page)).not.toBeNull();
    // A second press before the first is answered is the same start.
    await page.getByRole('button', { name: 'Start' }).dblclick();
    await page.waitForURL(/\/runs\//);
    expect(await draft(page)).toBeNull();
  });

  await test.step('one run', async () => {
    await expect(page.getByRole('heading', { name: 'Your profile is ready' })).toBeVisible({ timeout: 60_000 });
    await page.goto('/runs');
    await expect(page.getByText('Profiling', { exact: true })).toHaveCount(1);
  });
});

test('what is typed before the page is live is kept', async ({ page }) => {
  await signUp(page, 'early');
  await hydrated(page);
  await page.getByLabel('Location').fill('Berlin');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/onboarding\/cv/);

  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/*.wasm', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto('/onboarding/about', { waitUntil: 'commit' });
  await page.getByLabel('Name', { exact: true }).fill('Mara of Berlin');
  await page.getByLabel('Location').fill('Potsdam');
  await page.getByRole('radio', { name: 'Remote' }).check();
  await page.getByLabel('Anything else we should know').fill('Typed early');
  arrive();
  await hydrated(page);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Mara of Berlin');
  await expect(page.getByLabel('Location')).toHaveValue('Potsdam');
  await expect(page.getByRole('radio', { name: 'Remote' })).toBeChecked();
  await expect(page.getByLabel('Anything else we should know')).toHaveValue('Typed early');
  await page.unroute('**/*.wasm');
  await reload(page);
  await expect(page.getByLabel('Location'), 'and it is part of the draft').toHaveValue('Potsdam');
  await expect(page.getByRole('radio', { name: 'Remote' })).toBeChecked();

  await test.step('an answer typed ahead stays when the reply comes', async () => {
    await page.goto('/onboarding/vibe-check');
    await hydrated(page);
    let reply = () => {};
    const replied = new Promise<void>((resolve) => (reply = resolve));
    await page.route('**/api/say*', async (route) => {
      await replied;
      await route.continue();
    });
    await page.getByLabel('Your answer').fill(ANSWERS[0]);
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('log').getByText(ANSWERS[0], { exact: true })).toBeVisible();
    await page.getByLabel('Your answer').fill('And one more thing');
    reply();
    await expect(question(page)).toHaveText(/^Question 2/);
    await expect(page.getByLabel('Your answer')).toHaveValue('And one more thing');
    await page.getByRole('group', { name: 'Suggested answers' }).getByRole('button').first().click();
    await expect(question(page)).toHaveText(/^Question 3/);
    await expect(page.getByLabel('Your answer'), 'a suggestion does not take it away').toHaveValue('And one more thing');
  });
});

test.describe('uploads', () => {
  test.use({ allowedErrors: /status of (413|422)/ });

  test('several files are dropped; each that cannot be used is named with its reason', async ({ page }) => {
    await signUp(page, 'drop');
    await page.goto('/onboarding/cv');
    await hydrated(page);
    const files = await page.evaluateHandle((pdf) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(pdf), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], 'mara.pdf', { type: 'application/pdf' }));
      data.items.add(new File(['<!doctype html><p>No CV at all'], 'notes.pdf', { type: 'application/pdf' }));
      data.items.add(new File([new Uint8Array(11 * 1024 * 1024)], 'scan.pdf', { type: 'application/pdf' }));
      return data;
    }, readFileSync(CV).toString('base64'));
    const zone = page.locator('.upload-drop');
    await zone.dispatchEvent('dragover', { dataTransfer: files });
    await expect(zone).toHaveAttribute('data-over', '');
    await zone.dispatchEvent('drop', { dataTransfer: files });
    await expect(zone).not.toHaveAttribute('data-over');
    await expect(page.getByRole('list', { name: 'Your CVs' }).getByText('mara.pdf')).toBeVisible();
    const stuck = page.getByRole('list', { name: 'Files on their way' });
    await expect(stuck.getByRole('listitem').filter({ hasText: 'notes.pdf' })).toContainText('This is a web page');
    await expect(stuck.getByRole('listitem').filter({ hasText: 'scan.pdf' })).toContainText('larger than 10 MB');
    await expect(stuck.getByRole('listitem')).toHaveCount(2);
    for (let left = 2; left > 0; left--) await stuck.getByRole('button', { name: 'Dismiss' }).first().click();
    await expect(stuck).toBeHidden();
    await page.getByRole('button', { name: 'Remove mara.pdf' }).click();
    await expect(page.getByText('No CV yet.')).toBeVisible();
    await page.goto('/onboarding/review');
    await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();
  });
});

testAsMara('a fact of the profile shows the line of the CV that it comes from', async ({ page }) => {
  await page.goto('/profile');
  await hydrated(page);
  await page.getByRole('link', { name: 'Nordwind Payments' }).first().click();
  await expect(page.locator('.profile-cv mark')).toHaveText('Nordwind Payments');
  await expect(page.locator('.profile-cv')).toContainText('cv.pdf, page 1');
});
