import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

/** `test` fails on anything that the console calls an error, and on every exception in a page. */
export const test = base.extend<{ allowedErrors: RegExp | null; quietConsole: void }>({
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
});

/** Axe finds nothing on the page, in the light theme and in the dark one. */
export async function expectAccessible(page: Page) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((node) => node.target.join(' ')).join(', ')})`);
    expect(found, `accessibility, ${colorScheme} theme, ${page.url()}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Pages work before they are live; a test of live behaviour waits here first. Streams may stay open meanwhile. */
export async function hydrated(page: Page) {
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some((entry) => /\.wasm$/.test(entry.name) && (entry as PerformanceResourceTiming).responseEnd > 0),
  );
  // Hydration is one task after the program has arrived: when the browser has been idle twice it is over.
  await page.evaluate(async () => {
    for (let i = 0; i < 2; i++) await new Promise((done) => requestIdleCallback(() => setTimeout(done, 50)));
  });
}

export { expect };
