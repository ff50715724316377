import { expect, expectAccessible, expectToFitAPhone, hydrated } from './fixtures';
import { testAtOwnServer as test } from './server';
import { profileLive, searchBoard, signUp } from './steps';

test.describe('the operator', () => {
  // Whoever is no operator is told that there is no such page.
  test.use({ allowedErrors: /status of 404/ });

  test('sees everybody\'s runs and workers, cancels one and starts it again, with a name under it', async ({ page, browser, boards, server }) => {
    test.setTimeout(240_000);
    await signUp(page, 'seeker');
    await profileLive(page);
    await page.goto('/searches');
    await hydrated(page);
    await searchBoard(page, 'held-operated');
    await hydrated(page);
    const sheet = `/ops${new URL(page.url()).pathname}`;
    await expect.poll(() => boards.isAsked('held-operated')).toBe(true);
    for (const path of ['/ops', sheet]) expect((await page.goto(path))?.status(), path).toBe(404);

    const context = await browser.newContext({ baseURL: server.url });
    const ops = await context.newPage();
    const email = await signUp(ops, 'operator');
    expect((await ops.goto('/ops'))?.status()).toBe(404);
    expect(await server.command('operator', email)).toContain('is an operator now');

    await ops.goto('/dashboard');
    await hydrated(ops);
    await ops.getByLabel(/^Your menu/).click();
    await ops.getByRole('link', { name: "Everybody's runs" }).click();
    await expect(ops.getByRole('heading', { level: 1, name: "Everybody's runs" })).toBeVisible();
    await expect(ops.getByRole('table', { name: /^Processes/ }).getByText('Alive')).toBeVisible();
    await expectToFitAPhone(ops);
    await expectAccessible(ops);
    await ops.getByRole('combobox', { name: 'State' }).selectOption('Going');
    await ops.getByRole('button', { name: 'Show' }).click();
    await ops.getByRole('table', { name: 'Runs, newest first' }).getByRole('link', { name: 'Job search' }).click();
    await hydrated(ops);
    await expect(ops).toHaveURL(new RegExp(`${sheet}$`));
    await expectToFitAPhone(ops);
    await expectAccessible(ops);

    // The sheet is looked at again and again; whoever stands on a button with the keyboard stays there.
    await ops.getByRole('button', { name: 'Cancel' }).focus();
    for (let look = 0; look < 2; look++) await ops.waitForResponse((answer) => /read_sheet/.test(answer.url()));
    await expect(ops.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await ops.getByRole('button', { name: 'Cancel' }).click();
    await expect(ops.getByText(/^Cancelled by/)).toBeVisible();
    await expect(ops.getByText('Cancelled', { exact: true })).toBeVisible();
    boards.release('held-operated');
    await ops.getByRole('button', { name: 'Start again' }).click();
    await expect(ops.getByText('Again for')).toBeVisible();
    await expect(ops.getByText('Done', { exact: true })).toBeVisible();
    await expectAccessible(ops);
    await ops.goto(sheet);
    await expect(ops.getByText(/^Started again by/)).toBeVisible();

    // The owner has the run that was started for them, and not a word of the operator's pages.
    await page.goto('/runs');
    await expect(page.getByRole('link', { name: 'Job search' })).toHaveCount(2);
    expect(await server.command('operator', email, '--remove')).toContain('no operator any more');
    expect((await ops.goto('/ops'))?.status()).toBe(404);
    await context.close();
  });
});
