/** From a key to what the editor shows: completion after `tf.`, a hover, squiggles; warm, in notebooks of 1 and of 50 cells. */
import { openNotebook, openPage, withApp } from './harness/app.mjs';
import { median, report } from './harness/report.mjs';
import { timeAnswer } from './intellisense/timing.mjs';

/** What completion is to keep to, in milliseconds. */
const GOAL = 150;
// Monaco's class `visible` follows 100 ms after the list is on the page; this attribute comes with it.
const list = { selector: '.suggest-widget[monaco-visible-content-widget="true"] .monaco-list-row' };
const hover = { selector: '.monaco-hover:not(.hidden) .hover-contents' };
const squiggle = { selector: '.monaco-editor.focused .squiggly-error' };

/** @typedef {Record<'completion' | 'hover' | 'squiggle', number[]>} Measured */

/** @param {{ quick: boolean }} options */
export default async function intellisense({ quick }) {
  const turns = quick ? 8 : 30;
  await withApp(async (app) => {
    const page = await openPage(app);
    const one = await measure(page, [''], turns);
    const fifty = await measure(page, [...Array.from({ length: 49 }, (_, index) => cellText(index)), ''], turns);

    const rows = Object.entries({ '1 cell': one, '50 cells': fifty }).flatMap(([notebook, measured]) =>
      Object.entries(measured).map(([what, times]) => ({
        notebook,
        what,
        'p50 ms': median(times).toFixed(0),
        'p95 ms': percentile(times, 0.95).toFixed(0),
        'worst ms': Math.max(...times).toFixed(0),
      })),
    );
    report('intellisense', {
      rows,
      ratios: {
        'completion, 50 cells vs 1': median(fifty.completion) / median(one.completion),
        'completion p95, 50 cells vs goal': percentile(fifty.completion, 0.95) / GOAL,
      },
      figures: Object.fromEntries(
        Object.entries({ one, fifty }).flatMap(([notebook, measured]) =>
          Object.entries(measured).flatMap(([what, times]) => [
            [`${notebook} ${what} p50 ms`, median(times)],
            [`${notebook} ${what} p95 ms`, percentile(times, 0.95)],
          ]),
        ),
      ),
    });
  });
}

/** A cell of a training notebook, which uses names of the cells before it. @param {number} index */
const cellText = (index) =>
  [
    `const weights${index} = tf.variable(tf.randomNormal([${index + 1}, 8]));`,
    `function layer${index}(x: tf.Tensor2D): tf.Tensor2D {`,
    `  return tf.relu(tf.matMul(x, weights${Math.max(0, index - 1)})) as tf.Tensor2D;`,
    '}',
    `interface Step${index} { loss: number; rate: number }`,
    `const history${index}: Step${index}[] = [];`,
  ].join('\n');

/**
 * @param {import('playwright-core').Page} page
 * @param {readonly string[]} cells the last one is written in
 * @param {number} turns
 * @returns {Promise<Measured>}
 */
async function measure(page, cells, turns) {
  await openNotebook(page, cells);
  const cell = page.locator('[data-cell-id]').nth(cells.length - 1);
  await cell.scrollIntoViewIfNeeded();
  await cell.locator('[data-editor]').first().click();
  await cell.locator('.monaco-editor.focused').waitFor({ timeout: 60_000 });
  await page.keyboard.type('const ready: number = 1;\ntf');
  /** @type {Measured} */
  const measured = { completion: [], hover: [], squiggle: [] };
  for (let turn = -3; turn < turns; turn++) {
    /** @param {keyof Measured} what @param {number} time */
    const keep = (what, time) => {
      // The first few warm up.
      if (turn >= 0) measured[what].push(time);
    };
    await page.keyboard.press('ControlOrMeta+End');
    keep('completion', await timeAnswer(page, '.', list));
    await page.keyboard.press('Escape');
    await page.locator(`${list.selector}, .suggest-widget.visible`).waitFor({ state: 'detached' });
    await page.keyboard.press('Backspace');

    await page.keyboard.press('ControlOrMeta+K');
    keep('hover', await timeAnswer(page, 'ControlOrMeta+I', hover));
    await page.keyboard.press('ControlOrMeta+Home');
    await page.locator(hover.selector).waitFor({ state: 'detached' });

    // `const ready: numbe`: a type that nothing declares.
    for (let column = 0; column < 'const ready: number'.length; column++) await page.keyboard.press('ArrowRight');
    keep('squiggle', await timeAnswer(page, 'Backspace', squiggle));
    await timeAnswer(page, 'r', { ...squiggle, gone: true });
    await page.keyboard.press('End');
  }
  return measured;
}

/** @param {number[]} values @param {number} share */
const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? NaN;
