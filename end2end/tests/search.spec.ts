import { testAsMara, expect, hydrated } from './fixtures';
import { startRun } from './steps';

testAsMara.describe('wrong settings', () => {
  testAsMara.use({ allowedErrors: /status of 422/ });

  testAsMara('each setting that cannot be used is named, and all are kept', async ({ page }) => {
    await page.goto('/searches');
    await hydrated(page);
    await page.getByLabel('Titles').fill('Rust engineer');
    await page.getByLabel('Matches at most').fill('many');
    await page.getByLabel('Lowest pay a year').fill('60 000');
    await page.getByRole('button', { name: 'Start search' }).click();
    await expect(page.locator('#limit-error')).toHaveText('Enter a whole number, or leave it empty.');
    await expect(page.getByLabel('Matches at most')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Titles')).toHaveValue('Rust engineer');
    await expect(page.getByLabel('Lowest pay a year')).toHaveValue('60 000');
  });
});

testAsMara('a search is run again from its page, under a name of its own', async ({ page, mara }) => {
  await page.goto(mara.search);
  await hydrated(page);
  const name = 'R&D </title><h1>No</h1>';
  await page.getByLabel('Name of this search').fill(name);
  await page.getByLabel('Letters for the best').fill('0');
  await page.getByLabel('Mail me the shortlist').uncheck();
  await startRun(page, 'Start search');
  await expect(page.getByRole('heading', { name: 'Report' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('None was written.')).toBeVisible();
  await expect(page.getByText('Nothing was mailed, as the settings say.')).toBeVisible();
  await page.goto('/searches');
  const link = page.getByRole('link', { name, exact: true });
  await page.goto((await link.getAttribute('href')) ?? '');
  await expect(page).toHaveTitle(`${name} · Job Agent`);
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
});

testAsMara.describe('without JavaScript', () => {
  testAsMara.use({ javaScriptEnabled: false });

  testAsMara('a refused form comes back as it was sent', async ({ page }) => {
    await page.goto('/searches');
    const titles = 'Rust engineer\nPlatform engineer, &lt;ledgers&gt; & "clearing" </textarea><h1>No</h1>';
    await page.getByLabel('Name of this search').fill('Ledgers');
    await page.getByLabel('Titles').fill(titles);
    await page.getByLabel('Places').fill('Genève');
    await page.getByRole('checkbox', { name: 'Remote' }).check();
    await page.getByRole('checkbox', { name: /^Greenhouse/ }).check();
    await page.getByRole('checkbox', { name: /^Sample/ }).uncheck();
    await page.getByLabel('Companies at Greenhouse').fill('acme\nglobex');
    await page.getByLabel('Currency').fill('CHF');
    await page.getByLabel('Matches at most').fill('many');
    await page.getByLabel('Mail me the shortlist').uncheck();
    await page.getByRole('button', { name: 'Start search' }).click();
    await expect(page.locator('#limit-error')).toHaveText('Enter a whole number, or leave it empty.');
    await expect(page.getByLabel('Name of this search')).toHaveValue('Ledgers');
    await expect(page.getByLabel('Titles')).toHaveValue(titles);
    await expect(page.getByLabel('Places')).toHaveValue('Genève');
    await expect(page.getByRole('checkbox', { name: 'Remote' })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'Hybrid' })).not.toBeChecked();
    await expect(page.getByRole('checkbox', { name: /^Greenhouse/ })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: /^Sample/ })).not.toBeChecked();
    await expect(page.getByLabel('Companies at Greenhouse')).toHaveValue('acme\nglobex');
    await expect(page.getByLabel('Currency')).toHaveValue('CHF');
    await expect(page.getByLabel('Matches at most')).toHaveValue('many');
    await expect(page.getByLabel('Mail me the shortlist')).not.toBeChecked();
  });

  testAsMara('the same form sent twice starts one run', async ({ page, baseURL }) => {
    await page.goto('/searches');
    const form = page.locator('form', { has: page.getByRole('button', { name: 'Start search' }) });
    const action = (await form.getAttribute('action')) ?? '';
    const key = await form.locator('input[name=key]').inputValue();
    const send = () =>
      page.request.post(action, {
        form: { key, titles: 'Rust engineer', 'sources[0]': 'sample', currency: 'EUR', limit: '5', letters: '0' },
        headers: { accept: 'text/html', origin: baseURL!, referer: `${baseURL}/searches` },
        maxRedirects: 0,
      });
    const [first, second] = await Promise.all([send(), send()]);
    expect(first.headers().location).toMatch(/^\/runs\//);
    expect(second.headers().location).toBe(first.headers().location);
  });
});
