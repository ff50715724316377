import { test, expect, hydrated } from './fixtures';
import { NAME, PASSWORD, address, fillSignUp, signIn, signUp } from './steps';

test('an address is verified by the link of the mail, once', async ({ page }) => {
  const email = await signUp(page, 'verify');
  await page.goto('/dashboard');
  await expect(page.getByText(`A mail with a link went to ${email}.`)).toBeVisible();
  const mail = page.locator('article', { hasText: `To ${email}` }).locator('a[href*="/verify-email"]');
  await expect(async () => {
    await page.goto('/dev/outbox');
    await expect(mail).toHaveCount(1, { timeout: 500 });
  }).toPass();
  const link = (await mail.getAttribute('href')) ?? '';
  await page.goto(link);
  await hydrated(page);
  await page.getByRole('button', { name: 'Verify this address' }).click();
  await expect(page.getByText('Your e-mail address is verified')).toBeVisible();
  await page.getByRole('link', { name: 'Go to your dashboard' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
  await expect(page.getByText('Verify your e-mail address')).toHaveCount(0);

  await test.step('a session ends by signing out', async () => {
    await page.locator('summary[aria-label^="Your menu"]').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('link', { name: 'Sign up' }).first()).toBeVisible();
    await page.goto('/dashboard');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
  });
});

test('a private page sends a visitor to sign in and back', async ({ page, mara }) => {
  await page.goto('/matches?show=saved');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await hydrated(page);
  await signIn(page, mara.email);
  await page.waitForURL(/\/matches\?show=saved/);
  await expect(page.getByRole('heading', { level: 1, name: 'Matches' })).toBeVisible();
});

test('nobody is sent on to a foreign site after signing in', async ({ page, mara, baseURL }) => {
  await page.goto('/sign-in?next=//evil.example/');
  await hydrated(page);
  await signIn(page, mara.email);
  await page.waitForURL(/\/dashboard/);
  expect(new URL(page.url()).origin).toBe(new URL(baseURL!).origin);
});

test('a password can be made visible and hidden again', async ({ page }) => {
  await page.goto('/sign-in');
  await hydrated(page);
  const password = page.getByLabel('Password', { exact: true });
  const toggle = page.getByRole('button', { name: 'Show the password' });
  await password.fill('correct horse');
  await expect(password).toHaveAttribute('type', 'password');
  await toggle.click();
  await expect(password).toHaveAttribute('type', 'text');
  await expect(password).toHaveValue('correct horse');
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await toggle.press('Enter');
  await expect(password).toHaveAttribute('type', 'password');
});

test.describe('wrong input', () => {
  test.use({ allowedErrors: /status of 422/ });

  test('each field says what to change, and keeps what was typed', async ({ page, mara }) => {
    await page.goto('/sign-up');
    await hydrated(page);
    await fillSignUp(page, mara.email, 'password1');
    await expect(page.getByText(/lists that attackers try first/)).toBeVisible();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(NAME);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await expect(page.getByText('There is an account with this address already.')).toBeVisible();
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(mara.email);
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  });

  test('a wrong password and an unknown address get the same words', async ({ page, mara }) => {
    for (const email of [mara.email, address('nobody')]) {
      await page.goto('/sign-in');
      await hydrated(page);
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByLabel('Password', { exact: true }).fill('not the right one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible();
    }
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a refused form comes back filled in, without the password', async ({ page, mara }) => {
    await page.goto('/sign-up?next=/profile');
    await fillSignUp(page, mara.email, PASSWORD, 'Zoë & Čapek + Söhne');
    await expect(page.getByText('There is an account with this address already.')).toBeVisible();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Zoë & Čapek + Söhne');
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(mara.email);
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    await expect(page.locator('input[name=next]').first()).toHaveValue('/profile');
    expect(page.url(), 'no address of a person in an address of a page').not.toContain(encodeURIComponent(mara.email));

    await page.goto('/sign-up');
    await expect(page.getByLabel('Name', { exact: true }), 'a fresh form is empty').toHaveValue('');

    await page.goto('/sign-in');
    await page.getByLabel('E-mail', { exact: true }).fill(mara.email);
    await page.getByLabel('Password', { exact: true }).fill('not the right one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible();
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(mara.email);
  });

  test('there is no button that could only work with it', async ({ page }) => {
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Show the password' })).toBeHidden();
  });
});
