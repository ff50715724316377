import { test, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { profileLive, profilePlainly, reloadUntil, signUp, uploadPlainly } from './steps';

const text = (title: string) => `${title} at Kelp Ledgers
Berlin, Germany

Our services are written in Rust on PostgreSQL and Kubernetes. </textarea><b>Not markup</b>

You have
- five years of backend work`;

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'live' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled, allowedErrors: /status of 422/ });

    test('an opening is pasted, put right at its head, scored and read', async ({ page }) => {
      test.setTimeout(180_000);
      const ready = async () => {
        if (javaScriptEnabled) await hydrated(page);
      };
      await signUp(page, 'paste');
      if (javaScriptEnabled) {
        await profileLive(page);
      } else {
        await uploadPlainly(page);
        await profilePlainly(page);
      }
      await page.goto('/matches');
      await page.getByRole('link', { name: 'Paste an opening' }).click();
      await page.waitForURL(/\/matches\/paste$/);
      await ready();
      await page.getByLabel('Text of the opening').fill('Too short');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.locator('#text-error')).toHaveText('Paste the whole text of the opening: at least 100 characters. This has 9.');
      await expect(page.getByLabel('Text of the opening')).toHaveValue('Too short');
      if (javaScriptEnabled) {
        await expectAccessible(page);
        await expectToFitAPhone(page);
      }

      await page.getByLabel('Text of the opening').fill(text(javaScriptEnabled ? 'Backend Engineer' : 'Platform Engineer'));
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL(/\/matches\/paste\/[0-9a-f-]{36}$/);
      await ready();
      const title = page.getByLabel('Title');
      await expect(title).toHaveValue(javaScriptEnabled ? 'Backend Engineer' : 'Platform Engineer');
      await expect(page.getByLabel('Company')).toHaveValue('Kelp Ledgers');
      await expect(page.getByLabel('Place')).toHaveValue('Berlin, Germany');
      await expect(page.getByText('Not markup')).toBeVisible();
      if (javaScriptEnabled) {
        await expectAccessible(page);
        await expectToFitAPhone(page);
      }
      const name = javaScriptEnabled ? 'Staff Backend Engineer' : 'Staff Platform Engineer';
      await title.fill(name);
      await page.getByRole('button', { name: 'Score it' }).click();
      await page.waitForURL(/\/runs\//);
      await reloadUntil(page, () => page.getByRole('heading', { name: 'Report' }).isVisible());
      await expect(page.locator('.run-source')).toContainText('Pasted text');
      await page.getByRole('link', { name: 'See the matches' }).click();
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page.getByText('You pasted its text. Nobody else sees it.')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Read the letter' })).toBeVisible();
      await page.goto('/matches/paste');
      await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
    });
  });
}
