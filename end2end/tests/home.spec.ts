import { test, expect, expectAccessible } from './fixtures';

test('the home page says what it is and is accessible', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign up' }).first()).toBeVisible();
  await expect(page.getByText('This server is up')).toBeVisible();
  await expectAccessible(page);
});
