// Opens pages in Chromium with an empty cache and says what was fetched and how much moved. Called by browser.py.
import { createRequire } from 'node:module';
import path from 'node:path';
const { chromium } = createRequire(path.join(process.cwd(), 'package.json'))('playwright-core');

const { url, cookies } = JSON.parse(process.argv[2]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

async function open(address, signedIn) {
  const context = await browser.newContext();
  if (signedIn) await context.addCookies(cookies);
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.moved += entry.value))).observe({ type: 'layout-shift', buffered: true });
  });
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const kinds = {};
  const kindOf = new Map();
  let requests = 0;
  network.on('Network.responseReceived', ({ requestId, response }) => kindOf.set(requestId, response.mimeType.split('/').pop()));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kindOf.get(requestId) ?? 'other';
    kinds[kind] = (kinds[kind] ?? 0) + encodedDataLength;
    requests += 1;
  });
  await page.goto(url + address, { waitUntil: 'networkidle' });
  // Whatever hydration moves, it moves right after the last file; half a second of quiet ends the watch.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
  const shift = await page.evaluate(() => window.moved);
  await context.close();
  return { bytes: Object.values(kinds).reduce((a, b) => a + b, 0), kinds, requests, shift, signedIn };
}

const pages = {};
for (const [address, signedIn] of [['/', false], ['/sign-up', false], ['/dashboard', true], ['/matches', true]]) {
  pages[address] = await open(address, signedIn);
}
await browser.close();
console.log(JSON.stringify({ pages }));
