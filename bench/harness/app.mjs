/** Opens the built app in a real browser, as its users see it. */
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../bin/lib/browser.mjs';
import { dist, ensureBuild } from '../../bin/lib/install.mjs';
import { serve } from '../../bin/lib/serve.mjs';

/** @typedef {{ readonly url: string, newContext(): Promise<import('playwright-core').BrowserContext> }} OpenApp */

/**
 * @template T
 * @param {(app: OpenApp) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withApp(use) {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('No browser found; install Chrome or Chromium, or name one in GRADBOOK_BROWSER.');
  // A folder that is built already can be named, to compare two builds.
  const named = process.env['GRADBOOK_BENCH_DIST'];
  if (!named) await ensureBuild();
  const server = await serve({ root: named ?? dist, host: '127.0.0.1', port: 0 });
  const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
  try {
    return await use({
      url: server.url,
      newContext: () => browser.newContext({ viewport: { width: 1280, height: 900 } }),
    });
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * A page with the app started.
 * @param {OpenApp} app
 * @param {import('playwright-core').BrowserContext} [context]
 */
export async function openPage(app, context) {
  const page = await (context ?? (await app.newContext())).newPage();
  await page.goto(app.url);
  await page.waitForFunction(() => window.gradbook !== undefined);
  return page;
}

/**
 * Makes a notebook of code cells and waits for its kernel.
 * @param {import('playwright-core').Page} page
 * @param {readonly string[]} sources
 */
export async function openNotebook(page, sources) {
  await page.evaluate(
    (cells) => window.gradbook?.app.commands.newNotebook({ source: cells.map((source) => ({ type: /** @type {const} */ ('code'), source })) }),
    sources,
  );
  await kernelIdle(page);
}

/** @param {import('playwright-core').Page} page */
export async function kernelIdle(page) {
  await page.waitForFunction(
    () => window.gradbook?.app.store.getState().session?.store.getState().kernel.phase === 'idle',
    undefined,
    { timeout: 120_000 },
  );
}

/** Collects the page's tasks over 50 ms from now on; `longTasks` reads them. @param {import('playwright-core').Page} page */
export async function watchTasks(page) {
  await page.evaluate(() => {
    /** @type {number[]} */
    const durations = [];
    Reflect.set(globalThis, 'longTasks', durations);
    new PerformanceObserver((list) => durations.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  });
}

/** The tasks over 50 ms since `watchTasks`, in ms. @param {import('playwright-core').Page} page @returns {Promise<number[]>} */
export const longTasks = (page) => page.evaluate(() => Reflect.get(globalThis, 'longTasks').splice(0));
