/** A million `console.log`s, and 10 MB of lines at once: what the page and the worker go through. */
import { kernelIdle, longTasks, openNotebook, openPage, watchTasks, withApp } from './harness/app.mjs';
import { report } from './harness/report.mjs';

const CELLS = {
  'a million console.log': 'for (let i = 0; i < 1_000_000; i++) console.log(i);',
  '10 MB of lines': "const text = Array.from({ length: 100_000 }, (_, i) => `${String(i).padStart(6)} ${'x'.repeat(92)}`).join('\\n');\nconsole.log(text);",
  'a 100 MB string': "console.log('x'.repeat(100_000_000));",
};

/** @param {{ quick: boolean }} options */
export default async function stdout({ quick }) {
  await withApp(async (app) => {
    const rows = [];
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [what, source] of Object.entries(CELLS).slice(0, quick ? 2 : undefined)) {
      const page = await openPage(app);
      await openNotebook(page, [source, '1']);
      await page.waitForTimeout(2500);
      await watchTasks(page);
      const before = await heapOf(page);
      const started = Date.now();
      await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
      await page.locator('[data-cell-id]').nth(1).locator('[data-output="result"]').waitFor({ timeout: 120_000 });
      await kernelIdle(page);
      const seconds = (Date.now() - started) / 1000;
      await page.waitForTimeout(500);
      const longest = Math.max(0, ...(await longTasks(page)));
      const heap = (await heapOf(page)) - before;
      await page.getByRole('button', { name: /^Show all text/ }).click();
      await page.getByRole('region', { name: 'Full text of cell 1' }).getByText(/\S/).first().waitFor();
      await page.waitForTimeout(1500);
      const reading = Math.max(0, ...(await longTasks(page)));
      figures[`${what}: s`] = seconds;
      figures[`${what}: longest page task ms`] = longest;
      figures[`${what}: longest page task of showing all ms`] = reading;
      figures[`${what}: page heap MB`] = heap / 1e6;
      rows.push({
        what,
        seconds: seconds.toFixed(2),
        'longest page task ms': longest.toFixed(0),
        'showing all ms': reading.toFixed(0),
        'page heap MB': (heap / 1e6).toFixed(1),
      });
      await page.context().close();
    }
    report('stdout', { rows, ratios: {}, figures });
  });
}

/** Bytes of the page's JavaScript heap after a collection. @param {import('playwright-core').Page} page */
async function heapOf(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
}
