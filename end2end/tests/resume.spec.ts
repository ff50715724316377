import { readFile } from 'node:fs/promises';
import { test, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { CV, profilePlainly, reloadUntil, signUp, uploadPlainly } from './steps';
import type { Browser, Page } from '@playwright/test';

/** Somebody whose CV was read; without the script, because that is quickest. */
async function profiled(browser: Browser, baseURL: string | undefined) {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await signUp(page, 'resume');
  await uploadPlainly(page, CV);
  await profilePlainly(page);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function make(page: Page, name: string) {
  await page.goto('/resumes');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.waitForURL(/\/resumes\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** The first role, opened. */
async function firstRole(page: Page) {
  const role = page.locator('#work article').first();
  await role.locator('summary').first().click();
  return role;
}

const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: 'All is saved.' })).toBeVisible();

test.describe('a résumé', () => {
  let state: Awaited<ReturnType<typeof profiled>>;
  test.beforeAll(async ({ browser }, info) => {
    test.setTimeout(120_000);
    state = await profiled(browser, info.project.use.baseURL);
  });
  // A date that is none and a file before its time are refused, and the browser notes that.
  test.use({ storageState: async ({}, use) => use(state), allowedErrors: /status of 4(09|22)/ });

  test('is made, edited, undone, reordered by keyboard, confirmed, exported and put back', async ({ page }) => {
    test.setTimeout(180_000);
    await make(page, 'Backend work');
    await hydrated(page);
    const role = await firstRole(page);
    const summary = role.getByLabel('In short');

    await test.step('what is typed is kept by itself and stands in the preview', async () => {
      const src = await page.locator('.resume-pages').getAttribute('src');
      await summary.fill('Payments for half of Europe.');
      await expect(page.locator('.resume-pages')).not.toHaveAttribute('src', src ?? '');
      await saved(page);
      await expect(page.locator('.resume-pages')).toHaveJSProperty('complete', true);
      expect(await page.locator('.resume-pages').evaluate((img: HTMLImageElement) => img.naturalHeight)).toBeGreaterThan(300);
      await page.reload();
      await hydrated(page);
      await firstRole(page);
      await expect(summary).toHaveValue('Payments for half of Europe.');
    });

    await test.step('a link is kept while it is typed letter by letter', async () => {
      const link = role.getByLabel('Link', { exact: true });
      const pages = page.locator('.resume-pages');
      for (const letters of ['github.c', 'om/ada']) {
        const src = await pages.getAttribute('src');
        await link.press('End');
        await link.pressSequentially(letters);
        await link.blur();
        await expect(pages).not.toHaveAttribute('src', src ?? '');
        await saved(page);
      }
      await expect(page.getByText('This was changed elsewhere')).toHaveCount(0);
    });

    await test.step('a date that is none is said and not kept', async () => {
      await role.getByLabel('From', { exact: true }).fill('spring');
      await expect(role.getByText('Write it as 2021, 2021-03 or 2021-03-15.')).toBeVisible();
      await expect(page.getByText('Not all is saved.')).toBeVisible();
      await role.getByLabel('From', { exact: true }).fill('2021-02');
      await saved(page);
    });

    await test.step('undo and redo', async () => {
      await summary.fill('Something else.');
      // The press comes before the pause of the typing is over; what was typed is kept first.
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect(summary).toHaveValue('Payments for half of Europe.');
      await page.getByRole('button', { name: 'Redo' }).click();
      await expect(summary).toHaveValue('Something else.');
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect(summary).toHaveValue('Payments for half of Europe.');
    });

    await test.step('by keyboard alone, entries and sections change places', async () => {
      const titles = page.locator('#work .resume-entry-title');
      const [first, second] = await titles.allInnerTexts();
      await page.getByRole('button', { name: `Move ${first} down` }).focus();
      await page.keyboard.press('Enter');
      await expect(titles.first()).toHaveText(second);
      await expect(page.getByRole('button', { name: `Move ${first} down` })).toBeFocused();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await expect(titles.first()).toHaveText(first);
      const headings = page.locator('.resume-section-title');
      const order = await headings.allInnerTexts();
      await page.getByRole('button', { name: 'Move Education up' }).focus();
      await page.keyboard.press('Enter');
      await expect(headings.nth(order.indexOf('Work'))).toHaveText('Education');
      await page.getByRole('button', { name: 'Hide Interests' }).click();
      await expect(page.locator('#interests').getByText('Hidden')).toBeVisible();
    });

    await test.step('an entry is added and removed', async () => {
      const entries = page.locator('#languages article');
      const before = await entries.count();
      await page.getByRole('button', { name: 'Add a language' }).click();
      await expect(entries).toHaveCount(before + 1);
      const added = entries.last();
      await added.getByLabel('Language', { exact: true }).fill('Esperanto');
      await saved(page);
      await page.getByRole('button', { name: 'Remove Esperanto' }).click();
      await expect(page.locator('#languages').getByText('Esperanto')).toHaveCount(0);
    });

    await test.step('no file before it is confirmed', async () => {
      await expect(page.getByText('No file can be made of it yet')).toBeVisible();
      await page.getByRole('link', { name: 'Files', exact: true }).click();
      await page.getByRole('button', { name: 'Make PDF' }).click();
      await expect(page.getByRole('alert').filter({ hasText: 'Nobody has confirmed these sections yet.' })).toBeVisible();
      await page.getByRole('button', { name: 'Confirm the sections' }).click();
      await expect(page.getByText('These sections are confirmed')).toBeVisible();
    });

    await test.step('files are made and can be taken', async () => {
      for (const kind of ['PDF', 'Word (DOCX)', 'JSON Resume', 'Everything (ZIP)']) {
        await page.getByRole('button', { name: `Make ${kind}` }).click();
        await expect(page.getByRole('link', { name: `Download version 1 as ${kind}` })).toBeVisible({ timeout: 30_000 });
      }
      await expect(page.getByText(/^Read back by our own reader: contact \d of \d, employers/)).toHaveCount(2);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download version 1 as PDF' }).click()]);
      expect(download.suggestedFilename()).toBe('Backend-work-1.pdf');
      expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
      await expectToFitAPhone(page);
      await expectAccessible(page);
    });

    await test.step('a change shuts the gate, and a version is put back', async () => {
      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await firstRole(page);
      await summary.fill('Nothing to say.');
      await expect(page.getByText('This changed since you confirmed it: Work.')).toBeVisible();
      await saved(page);
      await page.getByRole('link', { name: 'Versions', exact: true }).click();
      await page.getByRole('link', { name: 'Version 2' }).click();
      await expect(page.locator('.resume-difference ins').first()).toBeVisible();
      await expect(page.locator('.resume-difference del').first()).toBeVisible();
      await expectToFitAPhone(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Put version 2 back' }).click();
      await page.waitForURL(/\/resumes\/[0-9a-f-]{36}$/);
      await firstRole(page);
      await expect(summary).toHaveValue('Payments for half of Europe.');
      await expect(page.getByText('These sections are confirmed')).toBeVisible();
    });

    await test.step('looks', async () => {
      const src = await page.locator('.resume-pages').getAttribute('src');
      await page.getByText('Name, language and looks').click();
      await page.getByLabel('Colour').selectOption('green');
      await expect(page.locator('.resume-pages')).not.toHaveAttribute('src', src ?? '');
      await page.reload();
      await hydrated(page);
      await page.getByText('Name, language and looks').click();
      await expect(page.getByLabel('Colour')).toHaveValue('green');
      await expectToFitAPhone(page);
      await expectAccessible(page);
    });
  });

  test('written in two tabs loses nothing', async ({ page, context }) => {
    await make(page, 'Two tabs');
    await hydrated(page);
    const other = await context.newPage();
    await other.goto(page.url());
    await hydrated(other);
    await (await firstRole(page)).getByLabel('In short').fill('Written in the first.');
    await saved(page);
    const role = await firstRole(other);
    await role.getByLabel('In short').fill('Written in the second.');
    await expect(role.getByText('This was changed elsewhere meanwhile, to “Written in the first.”')).toBeVisible();
    await expect(role.getByLabel('In short')).toHaveValue('Written in the second.');
    await role.getByRole('button', { name: 'Keep mine' }).click();
    await saved(other);
    await page.reload();
    await hydrated(page);
    await expect((await firstRole(page)).getByLabel('In short')).toHaveValue('Written in the second.');
  });

  test('follows the typing within a moment', async ({ page }) => {
    await make(page, 'Quick');
    await hydrated(page);
    const summary = (await firstRole(page)).getByLabel('In short');
    const times: number[] = [];
    for (const text of ['One.', 'Two.', 'Three.', 'Four.', 'Five.']) {
      const shown = page.locator('.resume-pages').evaluate(
        (img) => new Promise<number>((done) => img.addEventListener('load', () => done(performance.now()), { once: true })),
      );
      const typed = await page.evaluate(() => performance.now());
      await summary.fill(text);
      times.push((await shown) - typed);
    }
    console.log(`from the letter to the page: ${times.map((time) => Math.round(time)).join(', ')} ms`);
    expect(Math.min(...times), 'milliseconds, of a program that is not optimised').toBeLessThan(1500);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a résumé is made, edited, moved, confirmed, exported and put back', async ({ page }) => {
    test.setTimeout(180_000);
    await signUp(page, 'plain-resume');
    await uploadPlainly(page, CV);
    await profilePlainly(page);
    await make(page, 'Plain');
    const role = page.locator('#work article').first();
    await role.locator('summary').first().click();
    await role.getByLabel('In short').fill('Set in lead.');
    await role.getByLabel('From', { exact: true }).fill('spring');
    await role.getByRole('button', { name: 'Save' }).click();
    await expect(role.getByText('Write it as 2021, 2021-03 or 2021-03-15.')).toBeVisible();
    await expect(role.getByLabel('In short')).toHaveValue('Set in lead.');
    await role.getByLabel('From', { exact: true }).fill('2020-01');
    await role.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/resumes\/[0-9a-f-]{36}$/);
    const titles = page.locator('#work .resume-entry-title');
    const [first, second] = await titles.allInnerTexts();
    await page.getByRole('button', { name: `Move ${first} down` }).click();
    await expect(titles.first()).toHaveText(second);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(titles.first()).toHaveText(first);
    expect(await page.locator('.resume-pages').evaluate((img: HTMLImageElement) => img.naturalHeight)).toBeGreaterThan(300);
    const address = page.url();
    await page.getByRole('link', { name: 'Files', exact: true }).click();
    await page.getByRole('button', { name: 'Make PDF' }).click();
    await expect(page.getByText('Nobody has confirmed these sections yet.').first()).toBeVisible();
    await page.goto(address);
    await page.getByRole('button', { name: 'Confirm the sections' }).click();
    await expect(page.getByText('These sections are confirmed')).toBeVisible();
    await page.getByRole('link', { name: 'Files', exact: true }).click();
    await page.getByRole('button', { name: 'Make PDF' }).click();
    await reloadUntil(page, () => page.getByRole('link', { name: 'Download version 1 as PDF' }).isVisible());
    await page.getByRole('link', { name: 'Versions', exact: true }).click();
    await page.getByRole('link', { name: 'Version 1' }).click();
    await page.getByRole('button', { name: 'Put version 1 back' }).click();
    await page.waitForURL(/\/resumes\/[0-9a-f-]{36}$/);
    await expect(page.getByText('No file can be made of it yet')).toBeVisible();
    await page.goto('/resumes');
    await page.getByRole('button', { name: 'Throw Plain away' }).click();
    await page.getByText('Thrown away', { exact: true }).click();
    await page.getByRole('button', { name: 'Bring Plain back' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Plain' })).toBeVisible();
  });
});
