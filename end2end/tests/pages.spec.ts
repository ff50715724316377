import { test, testAsMara, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { signUp } from './steps';

test('public pages are accessible and fit a phone', async ({ page }) => {
  test.setTimeout(120_000);
  for (const path of ['/', '/status', '/sign-in', '/sign-up', '/verify-email']) {
    await page.goto(path);
    await hydrated(page);
    await expectToFitAPhone(page);
    await expectAccessible(page);
  }
});

test('pages of somebody new are accessible, fit a phone and say what comes next', async ({ page }) => {
  test.setTimeout(240_000);
  await signUp(page, 'new');
  const empty = [
    '/onboarding/about', '/onboarding/cv', '/onboarding/vibe-check', '/onboarding/review', '/dashboard', '/profile', '/searches', '/runs',
    '/matches', '/matches/paste', '/letters', '/resumes',
  ];
  for (const path of empty) {
    await page.goto(path);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectToFitAPhone(page);
    await expectAccessible(page);
  }
});

testAsMara('pages full of data are accessible and fit a phone', async ({ page, mara }) => {
  testAsMara.setTimeout(300_000);
  const full = [
    '/', '/dashboard', '/onboarding/cv', '/onboarding/review', '/profile', '/searches', mara.search, '/runs', mara.run, '/matches', mara.match, '/matches/paste',
    '/letters', mara.letter, '/resumes',
  ];
  for (const path of full) {
    await page.goto(path);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectToFitAPhone(page);
    await expectAccessible(page);
  }
});

testAsMara.describe('a page that is not there', () => {
  testAsMara.use({ allowedErrors: /status of 404/ });

  testAsMara('says so, is accessible and leads back', async ({ page }) => {
    await page.goto('/matches/0198f000-0000-7000-8000-000000000000');
    await hydrated(page);
    await expectToFitAPhone(page);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Go to the start' }).click();
    await expect(page).toHaveURL(/\/$/);
  });
});

testAsMara('nothing moves while a page loads', async ({ page }) => {
  for (const path of ['/', '/dashboard', '/matches']) {
    await page.goto(path);
    await hydrated(page);
    const shifted = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          const add = (list: PerformanceObserverEntryList) => {
            for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
          };
          const observer = new PerformanceObserver(add);
          observer.observe({ type: 'layout-shift', buffered: true });
          // Buffered entries are handed over in a task of their own, before the next frame but one.
          requestAnimationFrame(() => requestAnimationFrame(() => (observer.disconnect(), resolve(sum))));
        }),
    );
    expect(shifted, `layout shift of ${path}`).toBeLessThan(0.01);
  }
});
