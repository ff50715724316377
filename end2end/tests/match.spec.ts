import { testAsMara as test, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';

test('matches are listed best first, each with its score, its parts and reasons', async ({ page }) => {
  await page.goto('/matches');
  const rows = page.locator('.match-row');
  await expect(rows.first()).toBeVisible();
  const scores = (await rows.locator('.score').allTextContents()).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(scores.length).toBeGreaterThan(3);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  await expect(rows.first().getByRole('list', { name: 'Parts of the score' }).getByRole('listitem')).toHaveCount(5);
  await expect(rows.first()).toContainText('Sample, fictional');
});

test('a match is saved, dismissed with why, and put back', async ({ page }) => {
  await page.goto('/matches');
  await hydrated(page);
  const title = await page.locator('.match-title').last().innerText();
  const row = page.locator('.match-row', { hasText: title }).last();
  await row.getByRole('button', { name: `Save ${title}` }).click();
  await expect(page.getByRole('status').getByText('Saved.')).toBeVisible();
  await expect(row.getByText('Saved', { exact: true })).toBeVisible();
  await row.getByText('Not for me').click();
  await row.getByLabel('Why not?').selectOption('Not my kind of work');
  await row.getByRole('button', { name: `Dismiss ${title}` }).click();
  await expect(page.getByText('Dismissed. You find it under')).toBeVisible();
  await page.getByRole('link', { name: /^Dismissed/ }).click();
  await page.getByRole('button', { name: `Put back ${title}` }).click();
  await expect(page.getByText('Nothing dismissed')).toBeVisible();
});

test('a reason quotes the opening and shows the line of the CV', async ({ page, mara }) => {
  await page.goto(mara.match);
  await expect(page.locator('.match-quote q').first()).not.toBeEmpty();
  const sentence = page.locator('.match-reasons .provenance-text').first();
  await sentence.focus();
  await expect(page.locator(`[id="${await sentence.getAttribute('aria-describedby')}"]`)).toContainText('Your CV, page 1');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'live' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('what a dismissal teaches is listed and taken back', async ({ page }) => {
      const ready = async () => {
        if (javaScriptEnabled) await hydrated(page);
      };
      await page.goto('/matches');
      await ready();
      const title = await page.locator('.match-title').last().innerText();
      const row = page.locator('.match-row', { hasText: title }).last();
      await row.getByText('Not for me').click();
      await row.getByLabel('Why not?').selectOption('Not this company');
      await row.getByRole('button', { name: `Dismiss ${title}` }).click();
      await page.goto('/settings/ranking');
      await ready();
      const lesson = page.getByRole('listitem').filter({ hasText: 'stand much lower' });
      await expect(lesson).toContainText(title);
      if (javaScriptEnabled) {
        await expectAccessible(page);
        await expectToFitAPhone(page);
      }
      await lesson.getByRole('button', { name: `Take back what ${title} taught` }).click();
      await expect(page.getByText('Taken back.')).toBeVisible();
      await expect(page.getByText('Nothing yet.')).toBeVisible();
      await page.goto('/matches?show=dismissed');
      await ready();
      await page.getByRole('button', { name: `Put back ${title}` }).click();
      await expect(page.getByText('Nothing dismissed')).toBeVisible();
    });
  });
}

test('a match says since when and where it is advertised', async ({ page, mara }) => {
  await page.goto(mara.match);
  const opening = page.getByRole('complementary').filter({ hasText: 'First seen' });
  await expect(opening).toContainText('Advertised at');
  await expectAccessible(page);
});
