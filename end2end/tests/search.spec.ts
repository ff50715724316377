import { testAsMara, expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
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
  await startRun(page, 'Save the search');
  await expect(page.getByRole('heading', { name: 'Report' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('None was written.')).toBeVisible();
  await expect(page.getByText('Nothing was mailed, as the settings say.')).toBeVisible();
  await page.goto('/searches');
  const link = page.getByRole('link', { name, exact: true });
  await page.goto((await link.getAttribute('href')) ?? '');
  await expect(page).toHaveTitle(`${name} · Job Agent`);
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
});

testAsMara('a search is copied, and its copy changed without a run', async ({ page, mara }) => {
  await page.goto(mara.search);
  await hydrated(page);
  await page.getByRole('button', { name: 'Make a copy' }).click();
  await expect(page.getByText('This is the copy.')).toBeVisible();
  await expect(page).not.toHaveURL(mara.search);
  await hydrated(page);
  await expect(page.getByRole('link', { name: 'Last run' })).toHaveCount(0);
  await page.getByLabel('Name of this search').fill('Only platforms');
  await page.getByLabel('Titles').fill('Platform engineer');
  await page.getByLabel('Run it now').uncheck();
  await page.getByRole('button', { name: 'Save the search' }).click();
  await expect(page.getByText('The search is saved.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Only platforms' })).toBeVisible();
  await expect(page.getByLabel('Titles')).toHaveValue('Platform engineer');
  await expectAccessible(page);
  await expectToFitAPhone(page);
});

testAsMara.describe('a timetable', () => {
  testAsMara.use({ timezoneId: 'Europe/Berlin', allowedErrors: /status of 422/ });

  testAsMara('is set where the reader is, rests, goes on and is taken away', async ({ page, mara }) => {
    await page.goto(mara.search);
    await hydrated(page);
    await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
    await page.getByLabel('How often').selectOption('Every day');
    await page.getByLabel('At', { exact: true }).selectOption('06:00');
    await page.getByRole('button', { name: 'Run by itself' }).click();
    const next = page.getByText(/^Next: [A-Z]\w+day, \d+ \w+ \d{4}, 06:00 \(Europe\/Berlin\)$/);
    await expect(next).toBeVisible();
    const moment = new Date((await next.locator('time').getAttribute('datetime')) ?? '');
    expect(moment.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' })).toBe('06:00:00');
    expect(moment.getTime() - Date.now()).toBeGreaterThan(0);
    expect(moment.getTime() - Date.now()).toBeLessThan(25 * 3600 * 1000);
    await expectAccessible(page);
    await expectToFitAPhone(page);

    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Nothing runs until you let it go on')).toBeVisible();
    await expect(next).toHaveCount(0);
    await expectAccessible(page);
    await page.reload();
    await hydrated(page);
    await expect(page.getByText('Nothing runs until you let it go on')).toBeVisible();
    await expect(page.getByLabel('How often')).toHaveValue('day');
    await page.getByRole('button', { name: 'Let it go on' }).click();
    await expect(next).toBeVisible();

    await page.getByLabel('Time zone').fill('Europe/Atlantis');
    await page.getByRole('button', { name: 'Change the timetable' }).click();
    await expect(page.locator('#timezone-error')).toHaveText('There is no time zone Europe/Atlantis. Give one such as Europe/Berlin.');
    await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Atlantis');
    await expect(next).toBeVisible();

    await page.getByRole('button', { name: 'Remove the timetable' }).click();
    await expect(page.getByRole('button', { name: 'Run by itself' })).toBeVisible();
    await expect(next).toHaveCount(0);
  });
});

testAsMara.describe('without JavaScript', () => {
  testAsMara.use({ javaScriptEnabled: false });

  testAsMara('a refused form comes back as it was sent', async ({ page }) => {
    await page.goto('/searches');
    const titles = 'Rust engineer\nPlatform engineer, &lt;ledgers&gt; & "clearing" </textarea><h1>No</h1>';
    await page.getByLabel('Name of this search').fill('Ledgers');
    await page.getByLabel('Titles').fill(titles);
    await page.getByRole('textbox', { name: 'Places' }).fill('Genève');
    await page.getByRole('checkbox', { name: 'Remote', exact: true }).check();
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
    await expect(page.getByRole('textbox', { name: 'Places' })).toHaveValue('Genève');
    await expect(page.getByRole('checkbox', { name: 'Remote', exact: true })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'Hybrid' })).not.toBeChecked();
    await expect(page.getByRole('checkbox', { name: /^Greenhouse/ })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: /^Sample/ })).not.toBeChecked();
    await expect(page.getByLabel('Companies at Greenhouse')).toHaveValue('acme\nglobex');
    await expect(page.getByLabel('Currency')).toHaveValue('CHF');
    await expect(page.getByLabel('Matches at most')).toHaveValue('many');
    await expect(page.getByLabel('Mail me the shortlist')).not.toBeChecked();
  });

  testAsMara('a company is named by its job page', async ({ page }) => {
    await page.goto('/searches');
    const asked = page.getByLabel('Companies and openings to ask for');
    await page.getByLabel('Name of this search').fill('By their pages');
    await page.getByLabel('Mail me the shortlist').uncheck();
    await asked.fill('http://elm.example/jobs\nhttps://jobs.lever.co/acme/7f0c');
    await page.getByRole('button', { name: 'Start search' }).click();
    await expect(page.locator('#boards-error')).toContainText('No board is known for: http://elm.example/jobs.');
    await expect(asked).toHaveValue('http://elm.example/jobs\nhttps://jobs.lever.co/acme/7f0c');
    await asked.fill('https://jobs.lever.co/acme/7f0c');
    await page.getByRole('button', { name: 'Start search' }).click();
    await expect(page).toHaveURL(/\/runs\//);
    await page.goto('/searches');
    await page.getByRole('link', { name: 'By their pages' }).click();
    await expect(page.getByLabel('Companies at Lever')).toHaveValue('acme');
    await expect(page.getByRole('checkbox', { name: /^Lever/ })).toBeChecked();
  });

  testAsMara('a timetable is set, rests, goes on and is taken away', async ({ page, mara }) => {
    await page.goto(mara.search);
    await expect(page.getByLabel('Time zone')).toHaveValue('UTC');
    await page.getByLabel('How often').selectOption('Every Monday');
    await page.getByLabel('At', { exact: true }).selectOption('09:00');
    await page.getByLabel('Time zone').fill('Europe/Atlantis');
    await page.getByRole('button', { name: 'Run by itself' }).click();
    await expect(page.locator('#timezone-error')).toContainText('There is no time zone Europe/Atlantis.');
    await expect(page.getByLabel('How often')).toHaveValue('week');
    await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Atlantis');
    // The other form of the page is as it was.
    await expect(page.getByRole('checkbox', { name: /^Sample/ })).toBeChecked();
    await page.getByLabel('Time zone').fill('America/New_York');
    await page.getByRole('button', { name: 'Run by itself' }).click();
    const next = page.getByText(/^Next: Monday, \d+ \w+ \d{4}, 09:00 \(America\/New_York\)$/);
    await expect(next).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Nothing runs until you let it go on')).toBeVisible();
    await page.getByRole('button', { name: 'Let it go on' }).click();
    await expect(next).toBeVisible();
    await page.getByRole('button', { name: 'Remove the timetable' }).click();
    await expect(page.getByRole('button', { name: 'Run by itself' })).toBeVisible();
    await expect(next).toHaveCount(0);
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
