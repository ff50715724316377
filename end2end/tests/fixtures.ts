import AxeBuilder from '@axe-core/playwright';
import { randomInt } from 'node:crypto';
import { test as base, expect, type Page } from '@playwright/test';
import { Boards } from './boards';
import { seek, type Seeker } from './steps';

type Each = { allowedErrors: RegExp | null; quietConsole: void };
type Once = { boards: Boards; mara: Seeker };

/** `test` fails on anything that the console calls an error, and on every exception in a page. */
export const test = base.extend<Each, Once>({
  /** Every test comes from an address of its own, as people do: what is counted of an address is not counted of them all. */
  extraHTTPHeaders: async ({}, use) => use({ 'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}` }),
  /** What a test provokes on purpose: `test.use({ allowedErrors: /404/ })`. */
  allowedErrors: [null, { option: true }],
  quietConsole: [
    async ({ context, allowedErrors }, use) => {
      const errors: string[] = [];
      const note = (text: string) => {
        if (!allowedErrors?.test(text)) errors.push(text);
      };
      context.on('console', (message) => {
        const text = message.text();
        // Leptos tells of a markup that differs between server and browser in a warning.
        if (message.type() === 'error' || /hydration/i.test(text)) note(`${text} (${message.location().url})`);
      });
      context.on('weberror', (error) => note(String(error.error())));
      await use();
      expect(errors, 'errors in the console').toEqual([]);
    },
    { auto: true },
  ],
  /** The boards that the server asks in place of the public ones. */
  boards: [
    async ({}, use) => {
      const boards = new Boards();
      await boards.start(Number(process.env.E2E_BOARDS_PORT));
      await use(boards);
      await boards.stop();
    },
    { scope: 'worker', auto: true },
  ],
  /** Somebody who has been all the way: profile, matches, letters. For tests that only look; made when first asked for. */
  mara: [
    async ({ browser }, use, worker) => {
      const context = await browser.newContext({ baseURL: worker.project.use.baseURL, javaScriptEnabled: false });
      await use(await seek(await context.newPage()));
      await context.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

/** The same for somebody who is signed in as Mara. */
export const testAsMara = test.extend({ storageState: ({ mara }, use) => use(mara.state) });

/** Axe finds nothing on the page: on a desk in the light theme and in the dark one, which differs in its colours alone, and on a phone. */
export async function expectAccessible(page: Page) {
  const desk = page.viewportSize();
  const views = [
    { name: 'light theme', colorScheme: 'light', size: desk, rules: null },
    { name: 'dark theme', colorScheme: 'dark', size: desk, rules: ['color-contrast'] },
    { name: 'phone', colorScheme: 'light', size: { width: 390, height: 844 }, rules: null },
  ] as const;
  for (const { name, colorScheme, size, rules } of views) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    if (size) await page.setViewportSize(size);
    // Of what is in order only the count is made.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
    const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
    const found = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((node) => node.target.join(' ')).join(', ')})`);
    expect(found, `accessibility, ${name}, ${page.url()}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (desk) await page.setViewportSize(desk);
}

/** Nothing is wider than a phone. */
export async function expectToFitAPhone(page: Page) {
  const desk = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `pixels beyond a phone's width, ${page.url()}`).toBeLessThanOrEqual(0);
  if (desk) await page.setViewportSize(desk);
}

/** Pages work before they are live; a test of live behaviour waits here first. Streams may stay open meanwhile. */
export async function hydrated(page: Page) {
  // The front page comes without the program.
  if (!(await page.locator('link[rel=preload][as=fetch]').count())) return;
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some((entry) => /\.wasm$/.test(entry.name) && (entry as PerformanceResourceTiming).responseEnd > 0),
  );
  // A page behind another one is never idle, and the accessibility check opens one.
  await page.bringToFront();
  // Hydration is one task after the program has arrived: when the browser has been idle twice it is over.
  await page.evaluate(async () => {
    for (let i = 0; i < 2; i++) await new Promise((done) => requestIdleCallback(() => setTimeout(done, 50), { timeout: 1000 }));
  });
}

export { expect };
