import { testAsMara as test, expect } from './fixtures';

test('the shortlist is mailed with its letters, and the report leads to how that went', async ({ page, mara }) => {
  await page.goto(mara.run);
  await page.getByRole('link', { name: 'How that went' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Delivery' })).toBeVisible();
  await expect(page.locator('.stepper-step[data-state=done]')).toHaveCount(2);
  await page.goto('/dev/outbox');
  const mail = page.locator('article', { hasText: `To ${mara.email}` }).filter({ hasText: 'Attached:' });
  await expect(mail).toHaveCount(1);
  expect((await mail.innerText()).match(/\.pdf \(\d+ bytes\)/g)).toHaveLength(3);
});

test('the next digest can be looked at before it leaves', async ({ page }) => {
  await page.goto('/settings/mail');
  const link = page.getByRole('link', { name: 'See how the next one looks' });
  const answer = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(answer.headers()['content-security-policy']).toContain('sandbox');
  expect(await answer.text()).toContain('this is new since your last digest');
});
