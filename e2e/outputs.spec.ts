/** What cells show: the console, values of every kind, pictures, progress and charts, here and in the file. */
import { expect, test, type Page } from '@playwright/test';
import {
  cell,
  downloadNotebook,
  focusEditor,
  kernelReady,
  openNotebook,
  openStart,
  outcomes,
  outputOf,
  runAll,
  runCells,
  settled,
  textOf,
} from './support/notebook';

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openStart(page);
});
test.afterAll(() => page.close());

/** Runs cells that must not fail. */
async function show(...sources: readonly string[]): Promise<void> {
  const results = await runCells(page, sources);
  for (const [index, result] of results.entries()) expect(result.status, `cell ${index + 1}: ${textOf(result)}`).toBe('ok');
}

test('the console: levels, groups, tables, timers, counts', async () => {
  await show(
    'console.log("%s has %d", "xs", 3, { a: 1 });\nconsole.info("info");\nconsole.debug("debug")',
    'console.warn("careful");\nconsole.error("bad");\nconsole.assert(1 > 2, "not so")',
    'console.group("outer");\nconsole.log("in\\nside");\nconsole.group();\nconsole.log("deep");\nconsole.groupEnd();\nconsole.groupEnd();\nconsole.log("out")',
    'console.table([{ name: "a", rate: 1 }, { name: "b", rate: 2 }])',
    'console.time("t");\nconsole.timeLog("t");\nconsole.timeEnd("t");\nconsole.count("n");\nconsole.count("n");\nconsole.countReset("n");\nconsole.count("n")',
    'console.log("before");\nconsole.clear();\nconsole.log("after")',
  );
  await expect(outputOf(page, 1)).toContainText(/xs has 3 \{ a: 1 \}\s*info\s*debug/);
  await expect(outputOf(page, 1)).not.toContainText('Warnings and errors');
  await expect(outputOf(page, 2)).toContainText(/Warnings and errors\s*careful\s*bad\s*Assertion failed: not so/);
  const [, , grouped] = await outcomes(page);
  expect(textOf(grouped)).toBe('outer\n  in\n  side\n    deep\nout\n');
  const table = outputOf(page, 4);
  await expect(table.getByRole('columnheader', { name: 'rate' })).toBeVisible();
  await expect(table.getByRole('row').nth(2)).toContainText(/b\s*2/);
  await table.getByRole('button', { name: 'rate' }).click();
  await table.getByRole('button', { name: 'rate' }).click();
  await expect(table.getByRole('row').nth(1)).toContainText(/b\s*2/);
  await expect(outputOf(page, 5)).toContainText(/t: \d.* ms\s*t: \d.* ms\s*n: 1\s*n: 2\s*n: 1/);
  await expect(outputOf(page, 6)).toContainText('after');
  await expect(outputOf(page, 6)).not.toContainText('before');
});

test('long output folds, and unfolds to every line', async () => {
  await show('for (let i = 1; i <= 3210; i++) console.log("line " + i)');
  const output = outputOf(page, 1);
  await expect(output.getByText('line 1', { exact: true })).toBeVisible();
  await output.getByRole('button', { name: 'Show all 3,210 lines' }).click();
  await output.getByRole('region').focus();
  await page.keyboard.press('End');
  await expect(output.getByText('line 3210', { exact: true })).toBeVisible();
  await output.getByRole('button', { name: 'Fold 3,210 lines' }).click();
  await expect(output.getByText('line 3210', { exact: true })).toHaveCount(0);
});

test('objects open part by part with the keyboard, and what is deep comes when it is asked for', async () => {
  await show(
    '({ name: "net", deep: { b: { c: { d: { e: { f: "bottom" } } } } }, get lazy() { return 1; } })',
    'Array.from({ length: 1000 }, (_, i) => i)',
    'new Map<unknown, unknown>([["rate", 0.1], [{ key: 1 }, new Set([1, 2])]])',
  );
  const tree = outputOf(page, 1).getByRole('tree');
  await tree.getByRole('treeitem').first().focus();
  await expect(tree.getByRole('treeitem')).toHaveCount(1);
  for (const step of ['deep', 'b', 'c', 'd', 'e']) {
    await page.keyboard.press('ArrowRight');
    await expect(tree.getByRole('treeitem', { name: new RegExp(`^${step}:`) })).toBeVisible();
    await page.keyboard.press('ArrowRight');
    // The focus is on the first part; the one wanted may be below it.
    for (let i = 0; i < 3 && !(await page.locator(':focus').innerText()).startsWith(step); i++) await page.keyboard.press('ArrowDown');
    await expect(tree.getByRole('treeitem', { name: new RegExp(`^${step}:`) })).toBeFocused();
  }
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem', { name: /^f: "bottom"/ })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(tree.getByRole('treeitem', { name: /^f:/ })).toHaveCount(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(tree.getByRole('treeitem')).toHaveCount(1);

  const list = outputOf(page, 2).getByRole('tree');
  await list.getByRole('treeitem').first().click();
  await list.getByRole('treeitem', { name: /^Show \d+ more entries/ }).click();
  await expect(list.getByRole('treeitem', { name: '150: 150', exact: true })).toBeVisible();

  const map = outputOf(page, 3).getByRole('tree');
  await expect(map).toContainText(/Map\(2\) \{rate → 0\.1/);
  await map.getByRole('treeitem').first().click();
  await expect(map.getByRole('treeitem', { name: /^rate → 0\.1/ })).toBeVisible();
  await expect(map.getByRole('treeitem', { name: /Set\(2\)/ })).toBeVisible();
});

test('an error says what and where, leads to the line, and can be shown as a value', async () => {
  await openNotebook(page, ['class Wrong extends Error { code = 7; }\nfunction fail(): never {\n  throw new Wrong("no such column");\n}', 'fail();', 'display(new RangeError("shown, not thrown"));\n"went on"']);
  await runAll(page);
  const error = outputOf(page, 2);
  await expect(error).toContainText(/(Error|Wrong): no such column/);
  await error.getByText('2 frames').click();
  await error.getByRole('button', { name: 'Cell 1, line 3' }).last().click();
  await expect(page.getByRole('textbox', { name: 'Code of cell 1' })).toBeFocused({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await cell(page, 3).getByRole('button', { name: 'Run cell' }).click();
  await settled(page);
  await expect(outputOf(page, 3)).toContainText('shown, not thrown');
  await expect(outputOf(page, 3)).toContainText('went on');
});

test('tensors show shape, values and pictures; a disposed one says so', async () => {
  await show(
    'tf.tensor2d([[1, -2], [3.5, NaN]])',
    'display(tf.scalar(5));\ntf.tensor(["a", "b"])',
    'tf.randomUniform([12, 8, 8, 1])',
    'const gone = tf.ones([3]);\ngone.dispose();\ngone',
    'display({ weights: tf.ones([2, 3]) })',
    'tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 3, name: "out" })] })',
  );
  const grid = outputOf(page, 1);
  await expect(grid).toContainText(/2 × 2\s*float32/);
  await expect(grid.getByRole('table').getByRole('cell')).toHaveText(['', '1', /[-−]2/, '3.5', 'NaN']);
  await expect(outputOf(page, 2)).toContainText(/scalar\s*float32.*5/s);
  await expect(outputOf(page, 2)).toContainText(/2\s*string/);
  const pictures = outputOf(page, 3).getByRole('list', { name: 'Pictures' }).getByRole('img');
  expect(await pictures.count()).toBeGreaterThanOrEqual(8);
  await expect.poll(() => pictures.first().evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBeGreaterThan(0);
  await expect(outputOf(page, 4)).toContainText(/disposed/i);
  await expect(outputOf(page, 5)).toContainText(/weights: Tensor float32 \[2, 3\]/);
  await expect(outputOf(page, 6)).toContainText(/out.*15/s);
});

test('HTML, SVG, Markdown, LaTeX, canvases and tables', async () => {
  await show(
    'display.html("<p id=p>plain</p><script>document.getElementById(\'p\').textContent = \'ran in its frame\'</script>")',
    'display.svg(\'<svg width="40" height="30"><circle cx="15" cy="15" r="10"/></svg>\')',
    'display.markdown("**bold** and $x^2$");\ndisplay.latex("\\\\frac{1}{2}")',
    'const canvas = new OffscreenCanvas(30, 20);\nconst pen = canvas.getContext("2d")!;\npen.fillStyle = "red";\npen.fillRect(0, 0, 30, 20);\ncanvas',
    '[{ name: "a", loss: 0.5 }, { name: "b", loss: 0.25 }]',
    'const shown = display("first", { id: "spot" });\nshown.update("second");\ndisplay("third", { id: "spot" });',
  );
  await expect(outputOf(page, 1).locator('iframe').contentFrame().getByText('ran in its frame')).toBeVisible();
  const drawing = outputOf(page, 2).getByRole('img');
  await expect.poll(() => drawing.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(40);
  await expect(outputOf(page, 3).locator('strong')).toHaveText('bold');
  await expect(outputOf(page, 3).locator('.katex')).toHaveCount(2);
  const picture = outputOf(page, 4).getByRole('img');
  await expect.poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(30);
  await expect(outputOf(page, 5).getByRole('columnheader', { name: 'loss' })).toBeVisible();
  await expect(outputOf(page, 5)).toContainText('2 rows');
  await expect(outputOf(page, 6)).toContainText('third');
  await expect(outputOf(page, 6)).not.toContainText(/first|second/);
});

test('progress and charts of a loop, live and at rest', async () => {
  await openNotebook(page, [
    'for (const i of progress([1, 2, 3], { label: "Batches" })) await new Promise((go) => setTimeout(go, 20))',
    'chart({ x: [1, 2, 3], y: [4, 1, 9] }, { title: "Squares" });\nchart({ cats: 3, dogs: 5 })',
    'const live = chart.live({ title: "Own loop" });\nfor (let step = 1; step <= 20_000; step++) live.push(step, { loss: 1 / step, rate: step });\nawait files.upload();\nlive.push(20_001, { loss: 0.25 });\nlive.end();',
  ]);
  await page.getByRole('button', { name: 'Run all' }).click();
  // Points are drawn while the cell waits.
  const live = outputOf(page, 3).getByRole('img', { name: /^Own loop/ });
  await expect(live).toHaveAccessibleName(/loss, 20,000 steps, from 1 to/);
  await outputOf(page, 3).getByRole('button', { name: 'Cancel' }).click();
  await settled(page);
  await expect(live).toHaveAccessibleName(/loss, 20,001 steps, from 1 to 0\.25/);
  const bar = outputOf(page, 1).getByRole('progressbar', { name: 'Batches' });
  await expect(bar).toHaveAttribute('aria-valuenow', '3');
  await expect(outputOf(page, 1)).toContainText(/3\/3.*done in/s);
  await expect(outputOf(page, 2).getByRole('img', { name: /^Squares/ })).toBeVisible();
  await expect(outputOf(page, 2).getByRole('img', { name: /2 bars, 3 to 5/ })).toBeVisible();

  const figure = outputOf(page, 3);
  for (const kind of ['SVG', 'PNG', 'CSV']) {
    const download = page.waitForEvent('download');
    await figure.getByRole('button', { name: 'Download chart' }).click();
    await page.getByRole('menuitem', { name: kind }).click();
    expect((await download).suggestedFilename()).toMatch(new RegExp(`^Own.loop\\.${kind.toLowerCase()}$`));
  }
});

interface SavedOutput {
  readonly output_type: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

test('every fit draws its progress and its charts, and the file holds what other readers can show', async () => {
  await show(
    `const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError', metrics: ['mae'] });
const x = tf.randomNormal([64, 4], 0, 1, 'float32', 1);
const y = x.sum(1, true);
await model.fit(x, y, { epochs: 3, batchSize: 8, validationSplit: 0.25, verbose: 0 });
undefined`,
    'tf.tensor([[1, 2], [3, 4]])',
    '[{ name: "a", loss: 0.5 }]',
    'new OffscreenCanvas(2, 2).getContext("2d")!.canvas',
    'await model.fitDataset(tf.data.zip({ xs: tf.data.array([[1, 2, 3, 4]]), ys: tf.data.array([[10]]) }).batch(1), { epochs: 1 });\nundefined',
  );
  const fit = outputOf(page, 1);
  await expect(fit.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /epoch 3\/3, step 18\/18, done in/);
  await expect(fit).toContainText(/loss .*ms\/step/s);
  await expect(fit.getByRole('img', { name: /^Loss\. loss, 18 steps, from .*; val_loss, / })).toBeVisible();
  await expect(fit.getByRole('img', { name: /^Metrics\. mae, .*; val_mae, / })).toBeVisible();
  await expect(outputOf(page, 5).getByRole('progressbar')).toHaveAttribute('aria-valuetext', /epoch 1\/1, step 1\/1, done in/);

  const { cells } = JSON.parse(await downloadNotebook(page)) as { cells: { outputs: SavedOutput[] }[] };
  const bundles = cells.map(({ outputs }) => outputs.flatMap(({ data }) => (data ? [data] : [])));
  const fits = bundles[0] ?? [];
  expect(fits.map((data) => Object.keys(data).sort())).toEqual([
    ['application/vnd.gradbook.progress+json', 'text/plain'],
    ['application/vnd.gradbook.chart+json', 'image/svg+xml', 'text/plain'],
    ['application/vnd.gradbook.chart+json', 'image/svg+xml', 'text/plain'],
  ]);
  const [, loss] = fits;
  expect([loss?.['image/svg+xml']].flat().join('')).toMatch(/^<svg[^>]*xmlns.*<path/s);
  expect([loss?.['text/plain']].flat().join('')).toMatch(/^Loss\. loss, /);
  expect(loss?.['application/vnd.gradbook.chart+json']).toMatchObject({ live: false, series: [{ name: 'loss' }, { name: 'val_loss' }] });
  const points = (loss?.['application/vnd.gradbook.chart+json'] as { points: { x: number[] }[] }).points;
  expect(points.map(({ x }) => x.length)).toEqual([18, 3]);
  expect(bundles[1]?.[0]).toMatchObject({ 'application/vnd.gradbook.tensor+json': { shape: [2, 2] } });
  expect([bundles[1]?.[0]?.['text/plain']].flat().join('')).toContain('[2, 2]');
  expect(Object.keys(bundles[2]?.[0] ?? {})).toEqual(expect.arrayContaining(['application/vnd.gradbook.table+json', 'text/html', 'text/plain']));
  expect(Object.keys(bundles[3]?.[0] ?? {})).toEqual(expect.arrayContaining(['image/png', 'text/plain']));

  // Opened again, the charts are drawn from the file.
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.reload();
  await kernelReady(page);
  await expect(outputOf(page, 1).getByRole('img', { name: /^Loss\. loss, 18 steps/ })).toBeVisible();
});

test('an output is copied, hidden, shown and cleared from its menu', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await show('console.log("words to copy")');
  const choose = async (item: string): Promise<void> => {
    await outputOf(page, 1).hover();
    await page.getByRole('button', { name: 'Actions for the output of cell 1' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Copy as text');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('words to copy');
  await choose('Hide output');
  await expect(outputOf(page, 1)).not.toContainText('words to copy');
  await outputOf(page, 1).getByRole('button', { name: '1 output hidden' }).click();
  await expect(outputOf(page, 1)).toContainText('words to copy');
  await choose('Clear output');
  await expect(outputOf(page, 1)).toHaveCount(0);
  await focusEditor(page, 1);
});
