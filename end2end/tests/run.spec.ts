import type { Page, Request, Route } from '@playwright/test';
import { test, testAsMara, expect, hydrated } from './fixtures';
import { testAtOwnServer } from './server';
import { profileLive, searchBoard, signUp, startRun } from './steps';

/** What happens just now, in words. */
const message = (page: Page) => page.locator('.run-message');
const report = (page: Page) => page.getByRole('heading', { name: 'Report' });

testAsMara('a refresh and a second tab in the middle of a run show where it stands', async ({ page, context, boards }) => {
  await page.goto('/searches');
  await hydrated(page);
  await searchBoard(page, 'held-tabs');
  await expect(message(page)).toContainText('Asking Greenhouse');
  await expect.poll(() => boards.isAsked('held-tabs')).toBe(true);
  await expect(page.getByRole('list', { name: 'Your numbers' })).toContainText(/1\s*run going/);
  await page.reload();
  await hydrated(page);
  await expect(message(page)).toContainText('Asking Greenhouse');
  const second = await context.newPage();
  await second.goto(page.url());
  await hydrated(second);
  await expect(message(second)).toContainText('Asking Greenhouse');
  await expect(page.getByRole('list', { name: 'Your numbers' })).toContainText(/1\s*run going/);
  boards.release('held-tabs');
  for (const tab of [page, second]) {
    await expect(report(tab)).toBeVisible();
    await expect(tab.locator('.stepper-step[data-state=done]')).toHaveCount(6);
    await expect(tab.getByRole('row', { name: /^Greenhouse/ })).toContainText('Answered');
  }
  await second.close();
});

testAsMara('a run is cancelled and started again', async ({ page, boards }) => {
  await page.goto('/searches');
  await hydrated(page);
  await searchBoard(page, 'held-cancel');
  await hydrated(page);
  await expect.poll(() => boards.isAsked('held-cancel')).toBe(true);
  const first = page.url();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('You cancelled this run')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('You cancelled this run')).toBeVisible();
  await hydrated(page);
  boards.release('held-cancel');
  await startRun(page, 'Try again');
  await expect(page.getByRole('link', { name: 'an earlier run' })).toHaveAttribute('href', new URL(first).pathname);
  await expect(report(page)).toBeVisible();
});

testAsMara('a source that is dead stands in the report, and holds no other up', async ({ page }) => {
  await page.goto('/searches');
  await hydrated(page);
  await searchBoard(page, 'dead-board\nsteady-board');
  await expect(report(page)).toBeVisible();
  const row = page.getByRole('row', { name: /^Greenhouse/ });
  await expect(row).toContainText('Answered in part');
  await expect(row).toContainText('dead-board: it answered with status 500');
  await page.goto('/searches');
  await hydrated(page);
  await searchBoard(page, 'dead-board');
  await expect(page.getByText('0 sources answered, 1 did not.')).toBeVisible();
  await expect(page.getByRole('row', { name: /^Greenhouse/ })).toContainText('Broken');
});

test.describe('what belongs to somebody else', () => {
  test.use({ allowedErrors: /status of 404/ });

  test('is not there', async ({ page, mara }) => {
    await signUp(page, 'stranger');
    const nobodys = '/runs/0198f000-0000-7000-8000-000000000000';
    for (const path of [mara.run, mara.match, mara.letter, mara.search, nobodys, '/runs/7', '/no-such-page']) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(404);
      await expect(page.getByRole('heading', { level: 1, name: 'There is no page here' })).toBeVisible();
    }
  });
});

const isStream = (request: Request) => new URL(request.url()).pathname === '/api/workflow/status/stream';

testAsMara('a list follows what another tab starts, over one stream that ends with the page', async ({ page, context, boards }) => {
  const streams: Request[] = [];
  let ended = 0;
  page.on('request', (request) => isStream(request) && streams.push(request));
  for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end as 'requestfinished', (request) => isStream(request) && ended++);
  await page.goto('/runs');
  await hydrated(page);
  const second = await context.newPage();
  await second.goto('/searches');
  await hydrated(second);
  await searchBoard(second, 'held-list');
  const first = page.locator('.run-item').first();
  await expect(first).toHaveAttribute('href', new URL(second.url()).pathname);
  await expect(first).toContainText('Asking Greenhouse');
  await expect(page.getByRole('list', { name: 'Your numbers' })).toContainText(/1\s*run going/);
  boards.release('held-list');
  await expect(first).toContainText('Done');
  await expect(page.getByRole('list', { name: 'Your numbers' })).toContainText(/0\s*runs going/);
  expect(streams).toHaveLength(1);
  expect(ended).toBe(0);
  await page.getByRole('link', { name: 'Profile' }).first().click();
  await expect.poll(() => ended).toBe(1);
  await second.close();
});

testAsMara('steps and the end are read out, and nothing in between', async ({ page, boards }) => {
  await page.goto('/searches');
  await hydrated(page);
  await searchBoard(page, 'held-said');
  await hydrated(page);
  await expect(message(page)).toContainText('Asking Greenhouse');
  await page.evaluate(() => {
    const region = document.querySelector('.run-live [role=status]')!;
    const heard = ((window as { heard?: string[] }).heard = [] as string[]);
    new MutationObserver(() => heard.push(region.textContent ?? '')).observe(region, { childList: true, characterData: true, subtree: true });
  });
  boards.release('held-said');
  await expect(report(page)).toBeVisible();
  const heard = await page.evaluate(() => (window as { heard?: string[] }).heard ?? []);
  expect(new Set(heard).size, heard.join(' | ')).toBe(heard.length);
  for (const words of heard) expect(words).toMatch(/^(Step \d of 6: [A-Z][a-z ]+|Done)\.$/);
});

testAsMara.describe('where streams do not get through', () => {
  testAsMara.use({ allowedErrors: /ERR_FAILED|status of 502/ });

  const ways = {
    'they are refused': (route: Route) => route.abort(),
    'they are answered by somebody else': (route: Route) => route.fulfill({ status: 502, body: 'No' }),
    // Never answered: a proxy that waits for the end of an answer before it passes it on.
    'they are held up': () => {},
  };
  for (const [way, handle] of Object.entries(ways)) {
    testAsMara(`${way}, a run is followed by asking`, async ({ page, boards }) => {
      // Everything that the page loads goes through the test, the large program of a development build too.
      testAsMara.setTimeout(180_000);
      const board = `held-${way.replaceAll(' ', '-')}`;
      await page.route('**/api/workflow/status/stream', handle);
      await page.goto('/searches');
      await hydrated(page);
      await searchBoard(page, board);
      await hydrated(page);
      await expect(message(page)).toContainText('Asking Greenhouse');
      await page.evaluate(() => ((window as { same?: boolean }).same = true));
      boards.release(board);
      await expect(report(page)).toBeVisible();
      expect(await page.evaluate(() => (window as { same?: boolean }).same), 'the page was not loaded again').toBe(true);
    });
  }
});

testAtOwnServer.describe('a server that is killed', () => {
  // While it is away the page asks in vain.
  testAtOwnServer.use({ allowedErrors: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/ });

  testAtOwnServer('goes on with its run when it is back, and the page follows without a reload', async ({ page, boards, server }) => {
    testAtOwnServer.setTimeout(180_000);
    await signUp(page, 'killed');
    await profileLive(page);
    await page.goto('/searches');
    await hydrated(page);
    await searchBoard(page, 'held-killed');
    await hydrated(page);
    await expect.poll(() => boards.isAsked('held-killed')).toBe(true);
    await page.evaluate(() => ((window as { same?: boolean }).same = true));
    await server.kill();
    boards.release('held-killed');
    await server.start();
    await expect(report(page)).toBeVisible({ timeout: 60_000 });
    await expect(page.locator('.stepper-step[data-state=done]')).toHaveCount(6);
    expect(await page.evaluate(() => (window as { same?: boolean }).same), 'the page was not loaded again').toBe(true);
  });
});
