import { expect, expectAccessible, expectToFitAPhone, hydrated, test } from './fixtures';
import { CV, profilePlainly, signUp, uploadPlainly } from './steps';

const second = {
  name: 'second.json',
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify({
    basics: { name: 'Mara Lindqvist', email: 'mara.new@lindqvist.example' },
    work: [{ name: 'Harbour School', position: 'Sailing Teacher', startDate: '2010', endDate: '2012' }],
  })),
};

test.describe('without the script', () => {
  test.use({ javaScriptEnabled: false });

  test('facts of two CVs are settled, confirmed, edited, removed, brought back and added', async ({ page }) => {
    await signUp(page, 'facts');
    await uploadPlainly(page, CV);
    await uploadPlainly(page, second);
    await expect(page.getByRole('list', { name: 'Your CVs' }).getByText('second.json')).toBeVisible();
    await profilePlainly(page);

    await page.goto('/profile');
    const conflicts = page.getByRole('region', { name: 'Your CVs disagree' });
    await expect(conflicts).toContainText('E-mail');
    await conflicts.getByRole('button', { name: /^E-mail: mara\.new@lindqvist\.example is right, from second\.json/ }).click();
    await expect(page.getByRole('heading', { name: 'Your CVs disagree' })).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'mara.new@lindqvist.example' })).toBeVisible();

    // A title that is worth searching for leads to the same fact.
    const work = page.getByRole('region', { name: 'Work', exact: true });
    await work.getByRole('link', { name: 'Sailing Teacher' }).click();
    const beside = page.locator('.profile-cv');
    await expect(beside.locator('mark')).toHaveText('Sailing Teacher');
    await expect(beside).toContainText('second.json, page 1');
    await beside.getByRole('button', { name: 'It is right' }).click();
    await expect(beside).toContainText('You said that this is right.');
    await beside.locator('summary', { hasText: 'Edit' }).click();
    await beside.getByLabel('What is right').fill('Sailing Instructor');
    await beside.getByRole('button', { name: 'Save' }).click();
    await expect(work.getByRole('link', { name: 'Sailing Instructor' })).toBeVisible();
    await expect(beside.locator('mark')).toHaveText('Sailing Teacher');
    await beside.getByRole('button', { name: 'Remove' }).click();
    await expect(work.getByRole('link', { name: 'Sailing Instructor' })).toHaveCount(0);
    await page.locator('summary', { hasText: '1 removed fact' }).or(page.locator('summary', { hasText: '2 removed facts' })).click();
    await page.getByRole('button', { name: 'Bring back Sailing Instructor' }).click();
    await expect(work.getByRole('link', { name: 'Sailing Instructor' })).toBeVisible();

    await page.getByRole('link', { name: 'A role' }).click();
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Skipper');
    await page.getByLabel(/^From/).fill('March');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByText(/Write a date as 2021/)).toBeVisible();
    await page.getByLabel(/^From/).fill('2019-05');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(work.getByRole('link', { name: 'Skipper' })).toBeVisible();
    await expect(page.locator('.profile-cv')).toContainText('it stands in no CV');
  });
});

test('a fact is put right with the keyboard alone, and its place is marked in a file without pages', async ({ page, browser, baseURL }) => {
  const plain = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const before = await plain.newPage();
  await signUp(before, 'keys');
  await uploadPlainly(before, second);
  await profilePlainly(before);
  await page.context().addCookies(await plain.cookies());
  await plain.close();

  await page.goto('/profile');
  await hydrated(page);
  const fact = page.getByRole('link', { name: 'Harbour School' });
  await fact.focus();
  const beside = page.locator('.profile-cv');
  await expect(beside.locator('mark')).toHaveText('Harbour School');
  await expect(beside.locator('.sheet-mark').first()).toBeVisible();
  await beside.getByRole('button', { name: 'It is right' }).focus();
  await page.keyboard.press('Enter');
  await expect(beside).toContainText('You said that this is right.');
  await expect(page.getByRole('link', { name: 'Harbour School' })).toBeFocused();
  await expectAccessible(page);
  await expectToFitAPhone(page);
});
