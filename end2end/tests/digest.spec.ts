import type { Page } from '@playwright/test';
import { test, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { signUp } from './steps';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'live' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled, allowedErrors: /status of 422/ });
    const ready = async (page: Page) => {
      if (javaScriptEnabled) await hydrated(page);
    };

    test('a digest is turned on, held, changed and turned off', async ({ page }) => {
      await signUp(page, 'digest');
      await page.goto('/settings/mail');
      await ready(page);
      await page.getByLabel('How often').selectOption('week');
      await page.getByLabel('At', { exact: true }).selectOption('6');
      await page.getByLabel('Time zone').fill('Europe/Atlantis');
      await page.getByRole('button', { name: 'Turn the digest on' }).click();
      await expect(page.getByText('There is no time zone Europe/Atlantis')).toBeVisible();
      await page.getByLabel('Time zone').fill('Europe/Berlin');
      await page.getByRole('button', { name: 'Turn the digest on' }).click();
      await expect(page.getByText('The digest comes as you said.')).toBeVisible();
      await expect(page.getByText(/Monday, .* 06:00 \(Europe\/Berlin\)/)).toBeVisible();
      await ready(page);
      await page.getByRole('button', { name: 'Pause' }).click();
      await expect(page.getByText('Nothing is mailed until you let it go on')).toBeVisible();
      await ready(page);
      // The check is a script in the page.
      if (javaScriptEnabled) {
        await expectAccessible(page);
        await expectToFitAPhone(page);
      }
      await page.getByRole('button', { name: 'Let it go on' }).click();
      await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
      await ready(page);
      await page.getByRole('button', { name: 'Turn the digest off' }).click();
      await expect(page.getByText('No digest comes any more.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Turn the digest on' })).toBeVisible();
    });

    test('a link that is no good says so and leads to the settings', async ({ page }) => {
      await page.goto('/unsubscribe?token=0123');
      await ready(page);
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByRole('button', { name: 'Stop the digest' }).click();
      await expect(page.getByText('This link is incomplete or too old')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Change when it comes instead' })).toBeVisible();
    });
  });
}
