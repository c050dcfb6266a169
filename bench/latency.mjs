/** From the press of a key to the painted output of a warm cell `1+1`: idle, and right after typing into a notebook of 50 cells. */
import { openNotebook, openPage, withApp } from './harness/app.mjs';
import { median, report } from './harness/report.mjs';
import { measureRuns } from './latency/stages.mjs';

const STAGES = /** @type {const} */ (['queued', 'compiled', 'finished', 'rendered', 'painted']);

/** @param {{ quick: boolean }} options */
export default async function latency({ quick }) {
  const runs = quick ? 15 : 60;
  await withApp(async (app) => {
    const page = await openPage(app);
    await openNotebook(page, ['1+1']);
    await editorOf(page, 0);
    const idle = await measureRuns(page, { runs, typing: false });

    const many = Array.from({ length: 50 }, (_, index) => `const value${index} = tf.tensor1d([${index}]).add(${index});\nvalue${index}.shape`);
    await openNotebook(page, [...many, '1+1']);
    await editorOf(page, 50);
    const typing = await measureRuns(page, { runs, typing: true });

    const rows = Object.entries({ idle, 'right after typing, 50 cells': typing }).map(([name, measured]) => ({
      state: name,
      'p50 ms': median(measured.map((run) => run.painted)).toFixed(1),
      'p95 ms': percentile(measured.map((run) => run.painted), 0.95).toFixed(1),
      ...Object.fromEntries(
        STAGES.map((stage, index) => {
          const before = STAGES[index - 1];
          return [`to ${stage}`, median(measured.map((run) => run[stage] - (before === undefined ? 0 : run[before]))).toFixed(1)];
        }),
      ),
    }));
    const all = (/** @type {{ painted: number }[]} */ measured) => measured.map((run) => run.painted);
    report('latency', {
      rows,
      ratios: { 'typing vs idle, p50': median(all(typing)) / median(all(idle)) },
      figures: {
        'idle p50 ms': median(all(idle)),
        'idle p95 ms': percentile(all(idle), 0.95),
        'typing p50 ms': median(all(typing)),
        'typing p95 ms': percentile(all(typing), 0.95),
      },
    });
  });
}

/** @param {number[]} values @param {number} share */
const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? NaN;

/** Clicks into the cell's editor and waits for Monaco. @param {import('playwright-core').Page} page @param {number} index */
async function editorOf(page, index) {
  const cell = page.locator('[data-cell-id]').nth(index);
  await cell.scrollIntoViewIfNeeded();
  await cell.locator('[data-editor]').first().click();
  await cell.locator('.monaco-editor.focused').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1500);
}
