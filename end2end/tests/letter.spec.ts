import { testAsMara as test, expect } from './fixtures';

test('a letter shows the facts behind its sentences and comes as a PDF', async ({ page, mara }) => {
  await page.goto(mara.letter);
  await expect(page.getByRole('heading', { level: 1, name: /^Letter for / })).toBeVisible();
  const sentence = page.locator('.letter-body .provenance-text').first();
  await sentence.focus();
  await expect(page.locator(`[id="${await sentence.getAttribute('aria-describedby')}"]`)).toBeVisible();
  const link = page.getByRole('link', { name: 'Download PDF' });
  const answer = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(answer.status()).toBe(200);
  expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await page.getByRole('link', { name: 'All letters' }).click();
  await expect(page.locator('.letter-item')).toHaveCount(3);
});
