/** Code written for tfjs-vis, in the ways of its examples: every function with every form of its data, drawn in a real browser; and what charts are saved as. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { openStart, runCells } from './support/notebook';

const figure = (page: Page, title: string): Locator => page.locator('figure').filter({ has: page.getByText(title, { exact: true }) });

test('a training as examples chart it: summary, callbacks by metric, history of two fits, evaluation', async ({ page }) => {
  const cells = await runCells(page, [
    `import * as tfvis from '@tensorflow/tfjs-vis';
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 6, activation: 'relu', name: 'hidden' }), tf.layers.dense({ units: 3, activation: 'softmax' })] });
model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const xs = tf.randomNormal([24, 4], 0, 1, 'float32', 1), ys = tf.oneHot(tf.range(0, 24, 1, 'int32').mod(tf.scalar(3, 'int32')).toInt(), 3);
const tab = 'Model';
tfvis.show.modelSummary({ name: 'Model summary', tab }, model);
tfvis.show.layer({ name: 'Hidden layer', tab }, model.getLayer('hidden'));`,
    `const logged: tf.Logs[] = [];
const container = { name: 'Learning', tab: 'Training', styles: { height: '1000px' } };
const fitCallbacks = tfvis.show.fitCallbacks(container, ['loss', 'val_loss', 'acc', 'val_acc'], { height: 160 });
const first = await model.fit(xs, ys, { epochs: 3, batchSize: 8, validationSplit: 0.25, verbose: 0, callbacks: fitCallbacks });
const second = await model.fit(xs, ys, { epochs: 2, batchSize: 8, validationSplit: 0.25, verbose: 0, callbacks: { onEpochEnd: async (epoch, logs) => { logged.push(logs!); tfvis.show.history({ name: 'Own logs' }, logged, ['loss', 'val_loss']); } } });`,
    `tfvis.show.history({ name: 'Both fits' }, [first, second], ['loss', 'acc']);
const guesses = (model.predict(xs) as tf.Tensor).argMax(-1) as tf.Tensor1D, truth = ys.argMax(-1) as tf.Tensor1D;
const names = ['red', 'green', 'blue'];
tfvis.metrics.perClassAccuracy(truth, guesses).then((accuracy) => tfvis.show.perClassAccuracy({ name: 'Accuracy', tab: 'Evaluation' }, accuracy, names));
tfvis.metrics.confusionMatrix(truth, guesses).then((values) => tfvis.render.confusionMatrix({ name: 'Confusion', tab: 'Evaluation' }, { values, tickLabels: names }, { shadeDiagonal: false, height: 300 }));
await tfvis.show.valuesDistribution({ name: 'Inputs' }, xs);`,
  ]);
  expect(cells.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect(cells.flatMap(({ outputs }) => outputs.filter(({ type }) => type === 'result' || type === 'error'))).toEqual([]);
  for (const title of ['Training · Learning: loss (onEpochEnd)', 'Training · Learning: acc (onBatchEnd)', 'Own logs: loss', 'Both fits: acc', 'Evaluation · Confusion', 'Inputs']) {
    await figure(page, title).first().scrollIntoViewIfNeeded();
    await expect(figure(page, title).first()).toBeVisible();
  }
  await expect(figure(page, 'Training · Learning: loss (onEpochEnd)').getByRole('button', { name: /^val_loss/ })).toBeVisible();
  await expect(page.getByText('# Samples').or(page.getByText('Examples', { exact: true })).first()).toBeVisible();
});

test('charts of plain data in every form, none printing a promise, mistakes told', async ({ page }) => {
  const cells = await runCells(page, [
    `const line = Array.from({ length: 40 }, (_, x) => ({ x, y: Math.sin(x / 5) }));
tfvis.render.linechart({ name: 'One line' }, { values: line }, { zoomToFit: true });
tfvis.render.linechart({ name: 'Two lines' }, { values: [line, line.map(({ x, y }) => ({ x, y: y * 2 }))], series: ['a', 'b'] }, { seriesColors: ['tomato', 'rgb(70, 130, 180)'], yAxisDomain: [-3, 3], width: 400, height: 220, fontSize: 14, xLabel: 'time', yLabel: 'height' });
tfvis.render.scatterplot({ name: 'Points' }, { values: line });
tfvis.render.barchart({ name: 'Bars' }, [{ index: 0, value: 50 }, { index: 1, value: 100 }], { color: ['#c33', '#33c'] });
tfvis.render.histogram({ name: 'Numbers' }, [1, 2, 2, NaN]);
tfvis.render.histogram({ name: 'Typed' }, new Float32Array([1, 2, 3]), { stats: false, color: 'seagreen' });
tfvis.render.histogram({ name: 'Objects' }, [{ value: 1 }, { value: 5 }], { maxBins: 3 });
tfvis.render.heatmap({ name: 'Heat' }, { values: [[4, 2, 8], [1, 7, 2]], xTickLabels: ['p', 'q'], yTickLabels: ['r', 's', 't'] }, { colorMap: 'greyscale' });
tfvis.render.heatmap({ name: 'Heat of a tensor' }, { values: tf.tensor2d([[1, 2], [3, 4]]) }, { domain: [0, 10], rowMajor: true });
tfvis.render.table({ name: 'Table' }, { headers: ['a', 'b'], values: [[1, 'x'], [2.5, true]] }, { fontSize: 18 });`,
    "tfvis.render.linechart({ name: 'Wrong' }, { values: 3 as any })",
  ]);
  expect(cells[0]?.status).toBe('ok');
  expect(cells[0]?.outputs.filter(({ type }) => type === 'result')).toEqual([]);
  expect(JSON.stringify(cells[1]?.outputs)).toContain('tfvis.render.linechart takes {values: [{x, y}, …]}');
  const two = figure(page, 'Two lines');
  await two.scrollIntoViewIfNeeded();
  const box = await two.boundingBox();
  expect(box?.width).toBe(400);
  await expect(two.getByRole('img')).toHaveAccessibleName(/a, 40 points.*b, 40 points/);
  expect(Math.round((await two.getByRole('img').boundingBox())?.height ?? 0)).toBe(220);
  await expect(figure(page, 'Numbers').getByRole('img').locator('text', { hasText: 'NaN' })).toHaveCount(1);
  await expect(figure(page, 'Heat').getByRole('img').locator('rect[fill="#ffffff"]').first()).toBeVisible();
});

test('two cells that draw in one name have an output each, and the key ` opens the panel unless it is unbound', async ({ page }) => {
  await openStart(page);
  await runCells(page, [
    "tfvis.render.table({ name: 'Same' }, { headers: ['of'], values: [['first cell']] });",
    "tfvis.render.table({ name: 'Same' }, { headers: ['of'], values: [['second cell']] });",
  ]);
  const output = (number: number): Locator => page.getByRole('region', { name: `Output of cell ${number}`, exact: true });
  await expect(output(1)).toContainText('first cell');
  await expect(output(2)).toContainText('second cell');
  const panel = page.getByRole('tabpanel', { name: 'Visor', exact: true });
  await page.keyboard.press('`');
  await expect(panel).toContainText('second cell');
  const narrow = (await panel.boundingBox())?.width ?? 0;
  await page.keyboard.press('~');
  await expect.poll(async () => (await panel.boundingBox())?.width ?? 0).toBeGreaterThan(narrow + 300);
  await panel.getByRole('button', { name: 'Own width' }).click();
  await expect.poll(async () => (await panel.boundingBox())?.width ?? 0).toBe(narrow);
  await page.keyboard.press('`');
  await expect(panel).toBeHidden();
});

test('classes of an embedding are hidden by their legend, and a point tells its label beside it', async ({ page }) => {
  const [cell] = await runCells(page, [
    `const points = Array.from({ length: 90 }, (_, i) => [Math.cos(i) * i, Math.sin(i) * i, i % 7]);
await chart.embedding(points, { title: 'Map', labels: points.map((_, i) => 'class ' + (i % 30)), images: tf.ones([90, 6, 6]) })`,
  ]);
  expect(cell?.outputs.map(({ type }) => type)).toEqual(['display']);
  const map = figure(page, 'Map');
  const legend = map.getByRole('list', { name: 'Classes' });
  await expect(legend.getByRole('button')).toHaveCount(30);
  await map.getByRole('img').focus();
  await page.keyboard.press('Home');
  await expect(map.locator('[aria-live]')).toContainText('point 0, class 0');
  await expect(map.getByText('point 0, class 0', { exact: true })).toBeVisible();
  await legend.getByRole('button', { name: 'class 0', exact: true }).click();
  await expect(legend.getByRole('button', { name: 'class 0', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await map.getByRole('img').focus();
  await page.keyboard.press('Home');
  await expect(map.locator('[aria-live]')).toContainText('point 1, class 1');
  await legend.getByRole('button', { name: 'class 4', exact: true }).click({ modifiers: ['Alt'] });
  await expect(legend.getByRole('button', { pressed: true })).toHaveCount(1);
});

test('every kind of chart is saved as an SVG and a PNG that open', async ({ page }) => {
  await runCells(page, [
    `chart({ 'loss <&> "quoted"': [2, 1, NaN, 0.5], other: [1, 2, 3, 4] }, { title: 'Lines & more' });
chart(Object.fromEntries(Array.from({ length: 30 }, (_, k) => ['run ' + k, [k, k + 1]])), { title: 'Thirty' });
chart.histogram([1, 2, 2, 3], { title: 'Histogram' });
chart.heatmap([[1, -2], [3, 4]], { title: 'Heatmap' });
chart.confusionMatrix([[8, 2], [1, 9]], { title: 'Confusion' });
chart.images(tf.ones([4, 6, 6, 3]), { title: 'Images' });
chart.embedding([[1, 2], [3, 4], [5, 7]], { title: 'Embedding', labels: ['a', 'b', 'c'] });`,
  ]);
  for (const title of ['Lines & more', 'Thirty', 'Histogram', 'Heatmap', 'Confusion', 'Images', 'Embedding']) {
    const shown = figure(page, title);
    await shown.scrollIntoViewIfNeeded();
    for (const kind of ['SVG', 'PNG'] as const) {
      await shown.hover();
      await shown.getByRole('button', { name: /^Download (chart|figure)$/ }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: kind, exact: true }).click()]);
      const bytes = await readFile(await download.path());
      const size = await page.evaluate(
        async ([content, type]) => {
          const image = new Image();
          image.src = `data:${type};base64,${content}`;
          await image.decode();
          return [image.naturalWidth, image.naturalHeight];
        },
        [bytes.toString('base64'), kind === 'SVG' ? 'image/svg+xml' : 'image/png'] as const,
      );
      expect(size[0], `${title} as ${kind}`).toBe(kind === 'SVG' ? 720 : 1440);
      expect(size[1], `${title} as ${kind}`).toBeGreaterThan(60);
    }
  }
});
