/** From the address to the first key in a cell and to the first output: cache empty and warm, unthrottled and at 10 Mb/s. */
import { withApp } from './harness/app.mjs';
import { median, report } from './harness/report.mjs';

const NETWORKS = {
  unthrottled: null,
  /** 10 Mb/s with 40 ms there and back. */
  '10 Mb/s': { offline: false, latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 },
};

/** @param {{ quick: boolean }} options */
export default async function load({ quick }) {
  const rounds = quick ? 2 : 7;
  await withApp(async (app) => {
    const rows = [];
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [network, conditions] of Object.entries(NETWORKS)) {
      /** @type {Record<'empty' | 'warm', Visit[]>} */
      const visits = { empty: [], warm: [] };
      for (let round = 0; round < rounds; round++) {
        const context = await app.newContext();
        for (const cache of /** @type {const} */ (['empty', 'warm'])) visits[cache].push(await visit(context, app.url, conditions));
        await context.close();
      }
      for (const [cache, all] of Object.entries(visits)) {
        const figure = (/** @type {keyof Visit} */ key) => median(all.map((one) => one[key]));
        const name = `${network}, cache ${cache}`;
        rows.push({
          state: name,
          'typing s': (figure('typing') / 1000).toFixed(2),
          'first output s': (figure('output') / 1000).toFixed(2),
          'KB before typing': (figure('bytes') / 1000).toFixed(0),
        });
        figures[`${name}: typing ms`] = figure('typing');
        figures[`${name}: first output ms`] = figure('output');
        figures[`${name}: bytes before typing`] = figure('bytes');
      }
    }
    report('load', {
      rows,
      ratios: { 'warm vs empty, typing, 10 Mb/s': (figures['10 Mb/s, cache warm: typing ms'] ?? NaN) / (figures['10 Mb/s, cache empty: typing ms'] ?? NaN) },
      figures,
    });
  });
}

/** @typedef {{ typing: number, output: number, bytes: number }} Visit milliseconds since the navigation; compressed bytes */

/**
 * Opens the start page, makes a notebook, types `1+1` as soon as its cell takes keys, and runs it.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} url
 * @param {{ offline: boolean, latency: number, downloadThroughput: number, uploadThroughput: number } | null} conditions
 * @returns {Promise<Visit>}
 */
async function visit(context, url, conditions) {
  const page = await context.newPage();
  if (conditions) {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', conditions);
  }
  let bytes = 0;
  let counting = true;
  page.on('requestfinished', async (request) => {
    const { responseBodySize } = await request.sizes();
    const fromCache = (await request.response())?.fromServiceWorker() ?? false;
    if (counting && !fromCache) bytes += responseBodySize;
  });
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('button', { name: /Start blank/ }).click();
  const field = page.getByRole('textbox', { name: 'Code of cell 1' });
  // A new notebook opens with its cell selected; Enter begins to write.
  await page.locator('[data-cell-id]').first().waitFor();
  await page.keyboard.press('Enter');
  await field.waitFor();
  await page.keyboard.type('1');
  const now = () => page.evaluate(() => performance.now());
  await page.waitForFunction(() => window.gradbook?.app.store.getState().session?.store.getState().notebook.cells[0]?.source === '1');
  const typing = await now();
  counting = false;
  const counted = bytes;
  await page.keyboard.type('+1');
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-output="result"]').waitFor();
  const output = await now();
  await page.close();
  return { typing, output, bytes: counted };
}
