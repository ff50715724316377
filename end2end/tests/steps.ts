import { expect, type BrowserContext, type Page } from '@playwright/test';
import path from 'node:path';

/** The CV of Mara Lindqvist, an invented person. */
export const CV = path.join(__dirname, '..', 'fixtures', 'cv.pdf');
export const PASSWORD = 'correct horse battery';
export const NAME = 'Mara Lindqvist';

let people = 0;
/** An address that nobody has signed up with. */
export const address = (name: string) => `${name}-${Date.now()}-${people++}@example.org`;

/** Fills in and sends the form; where that leads is for the test to say. */
export async function fillSignUp(page: Page, email: string, password = PASSWORD, name = NAME) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign up' }).click();
}

/** Signs somebody new up over the form and answers their address. */
export async function signUp(page: Page, name: string) {
  const email = address(name);
  await page.goto('/sign-up');
  await fillSignUp(page, email);
  await page.waitForURL(/\/onboarding\/about/);
  return email;
}

export async function signIn(page: Page, email: string) {
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The link of a mail to an address, once it is there. */
export async function linkTo(page: Page, email: string, place: string) {
  const link = page.locator('article', { hasText: `To ${email}` }).locator(`a[href*="${place}"]`).first();
  await expect(async () => {
    await page.goto('/dev/outbox');
    await expect(link).toHaveCount(1, { timeout: 500 });
  }).toPass();
  return (await link.getAttribute('href')) ?? '';
}

/** Chooses files where the page has no script to send them by itself. */
export async function uploadPlainly(page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0] = CV) {
  await page.goto('/onboarding/cv');
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByRole('button', { name: 'Upload' }).click();
}

/** What somebody may answer in the vibe check; one answer for each question that can come. */
export const ANSWERS = [
  'I like to decide on my own how to solve a problem.',
  'A calm and steady pace, with time to do things well.',
  'I work best with a small team and pair often.',
  'Clear structure and written agreements help me.',
  'I prefer written and asynchronous communication.',
  'The craft matters most to me.',
  'An established company, please. No weekend work.',
];

/** The line above the answer that says which question this is. */
export const question = (page: Page) => page.getByText(/^Question \d+ of \d+$/);

/** Answers one question and waits for the next, or for the end of the chat. */
export async function answerOnce(page: Page, answer: string) {
  const before = await question(page).innerText();
  await page.getByLabel('Your answer').fill(answer);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect.poll(async () => (await question(page).allInnerTexts())[0]).not.toBe(before);
}

/** Answers until the persona is there. */
export async function vibeCheck(page: Page) {
  for (const answer of ANSWERS) {
    await answerOnce(page, answer);
    if ((await question(page).count()) === 0) break;
  }
  await expect(page.getByLabel('Your answer')).toHaveCount(0);
  await expect(page.getByLabel('Summary')).toBeVisible();
}

/** Presses a button that starts a run, and waits for that run's page. */
export async function startRun(page: Page, button: string) {
  const before = page.url();
  await page.getByRole('button', { name: button }).first().click();
  await page.waitForURL((url) => url.pathname.startsWith('/runs/') && url.href !== before);
}

/** Loads the page again until it shows this, as somebody without the script would. */
export async function reloadUntil(page: Page, shown: () => Promise<boolean>, timeout = 90_000) {
  await expect
    .poll(
      async () => {
        if (await shown()) return true;
        await page.reload();
        return shown();
      },
      { timeout },
    )
    .toBe(true);
}

/** Starts the run that reads the CV and waits for its end; the page has no script. */
export async function profilePlainly(page: Page) {
  await page.goto('/onboarding/review');
  await startRun(page, 'Start');
  await reloadUntil(page, () => page.getByRole('heading', { name: 'Your profile is ready' }).isVisible());
}

/** The same in a page that is live. */
export async function profileLive(page: Page) {
  await page.goto('/onboarding/cv');
  await page.locator('input[type=file]').setInputFiles(CV);
  await expect(page.getByRole('list', { name: 'Your CVs' }).getByText('cv.pdf')).toBeVisible();
  await page.goto('/onboarding/review');
  await startRun(page, 'Start');
  await expect(page.getByRole('heading', { name: 'Your profile is ready' })).toBeVisible({ timeout: 60_000 });
}

/** Fills in the form of a search that asks one board at Greenhouse and nothing else, and starts it. */
export async function searchBoard(page: Page, board: string) {
  await page.goto('/searches');
  await page.getByLabel(/^Sample/).uncheck();
  await page.getByRole('checkbox', { name: /^Greenhouse/ }).check();
  await page.getByLabel('Companies at Greenhouse').fill(board);
  await page.getByLabel('Letters for the best').fill('0');
  await page.getByLabel('Mail me the shortlist').uncheck();
  await startRun(page, 'Start search');
}

/** Somebody signed in, as a browser remembers it, and where their things are. */
export type Seeker = { email: string; state: Awaited<ReturnType<BrowserContext['storageState']>>; run: string; match: string; letter: string; search: string };

/** From signing up to letters, without the script because that is quickest. */
export async function seek(page: Page): Promise<Seeker> {
  const email = await signUp(page, 'mara');
  await uploadPlainly(page);
  await profilePlainly(page);
  await startRun(page, 'Find openings');
  await reloadUntil(page, () => page.getByRole('heading', { name: 'Report' }).isVisible());
  const run = new URL(page.url()).pathname;
  const first = async (list: string, start: string) => {
    await page.goto(list);
    return (await page.locator(`main a[href^="${start}"]`).first().getAttribute('href')) ?? '';
  };
  const match = await first('/matches', '/matches/0');
  const letter = await first('/letters', '/letters/');
  const search = await first('/searches', '/searches/');
  return { email, state: await page.context().storageState(), run, match, letter, search };
}
