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
  /** @type {{ bytes: number, at: number }[]} */
  const loaded = [];
  const began = Date.now();
  page.on('requestfinished', async (request) => {
    const at = Date.now() - began;
    const { responseBodySize } = await request.sizes();
    // Of what came from the cache the size is less than nothing.
    loaded.push({ bytes: Math.max(0, responseBodySize), at });
  });
  await page.addInitScript(writeAtOnce);
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => 'typingAt' in globalThis);
  const typing = await page.evaluate(() => Number(Reflect.get(globalThis, 'typingAt')));
  await page.keyboard.type('1+1');
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-output="result"]').waitFor();
  const output = await page.evaluate(() => performance.now());
  await page.close();
  const bytes = loaded.filter(({ at }) => at <= typing).reduce((sum, one) => sum + one.bytes, 0);
  return { typing, output, bytes };
}

/** Runs in the page before its scripts: does what a reader in a hurry does, and notes when a cell takes keys. */
function writeAtOnce() {
  let step = 0;
  const look = () => {
    if (step === 0) {
      const start = [...document.querySelectorAll('button')].find((button) => button.textContent.startsWith('Start blank'));
      if (start) {
        step = 1;
        start.click();
      }
    } else if (step === 1) {
      const cell = document.querySelector('[data-cell-id]');
      if (cell) {
        step = 2;
        cell.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      }
    } else if (document.activeElement?.matches('[data-cell-id] textarea, [data-cell-id] [role="textbox"]')) {
      Reflect.set(globalThis, 'typingAt', performance.now());
      return;
    }
    setTimeout(look, 4);
  };
  look();
}
