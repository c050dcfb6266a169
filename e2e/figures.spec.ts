/** Figures beyond lines, in a real browser: drawn, read by mouse and keyboard, stepped through, saved, on narrow pages. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { openStart, runCells } from './support/notebook';

const PICTURES = 'tf.randomUniform([8, 10, 10, 1], 0, 1, "float32", 3)';
const TRAIN = `const x = ${PICTURES}, y = tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1]);
const net = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [10, 10, 1] }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
const done = await new train.Trainer({ maxEpochs: 3, summary: false, callbacks: [new train.LogPredictions({ data: x, labels: y, classNames: ['cat', 'dog'] }), new train.HistogramLogger()] }).fit(net, { x, y, batchSize: 4 });`;

const figure = (page: Page, title: string): Locator => page.locator('figure').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

test('a confusion matrix is read by arrow keys and by the mouse', async ({ page }) => {
  const [cell] = await runCells(page, ["chart.confusionMatrix([[8, 2], [1, 9]], { classNames: ['cat', 'dog'], title: 'Pets' })"]);
  expect(cell?.status).toBe('ok');
  const pets = figure(page, 'Pets');
  const drawing = pets.getByRole('img');
  await expect(drawing).toHaveAccessibleName('Pets. 17 of 20 right (85%); most often cat taken for dog, 2 times');
  await drawing.focus();
  const said = pets.locator('[aria-live]');
  await page.keyboard.press('ArrowRight');
  await expect(said).toHaveText('True cat, predicted cat: 8, 80% of this true class, correct');
  await page.keyboard.press('ArrowRight');
  await expect(said).toHaveText('True cat, predicted dog: 2, 20% of this true class');
  await page.keyboard.press('ArrowDown');
  await expect(said).toContainText('True dog, predicted dog: 9, 90%');
  await page.keyboard.press('Escape');
  await expect(said).toHaveText('');
  const eight = drawing.locator('text', { hasText: /^8$/ });
  await eight.hover();
  await expect(said).toContainText('True cat, predicted cat');
});

test('pictures mark wrong guesses, and points show theirs', async ({ page }) => {
  await runCells(page, [
    `chart.images(${PICTURES}, { title: 'Guesses', labels: [0, 1, 0, 1, 0, 1, 0, 1], predictions: [0, 1, 1, 1, 0, 1, 0, 1], classNames: ['cat', 'dog'] });
const points = Array.from({ length: 30 }, (_, i) => [i % 2 ? 5 : 0, i / 30, (i * 7) % 3]);
await chart.embedding(points, { title: 'Map', labels: points.map((_, i) => (i % 2 ? 'odd' : 'even')), images: tf.ones([30, 6, 6]) });`,
  ]);
  const items = figure(page, 'Guesses').getByRole('listitem');
  await expect(items).toHaveCount(8);
  await expect(items.nth(2)).toContainText('Wrong: cat taken for dog');
  await expect(items.nth(1)).toContainText('Right: dog');
  const map = figure(page, 'Map');
  await map.getByRole('img').focus();
  await page.keyboard.press('End');
  await expect(map.locator('[aria-live]')).toContainText('point 29, odd');
});

test('a training leaves one output of predictions with a slider over its epochs, and its histograms', async ({ page }) => {
  const [cell] = await runCells(page, [TRAIN]);
  expect(cell?.status).toBe('ok');
  await expect(page.locator('figure').filter({ has: page.getByRole('heading', { name: 'Predictions' }) })).toHaveCount(1);
  const predictions = figure(page, 'Predictions');
  const slider = predictions.getByRole('slider', { name: 'Step' });
  await expect(slider).toHaveAttribute('aria-valuetext', 'epoch 3');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', 'epoch 1');
  await expect(predictions.locator('figcaption')).toContainText('epoch 1');
  await predictions.getByRole('button', { name: 'Step after' }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', 'epoch 2');
  await expect(figure(page, 'Weights').getByRole('img')).toBeVisible();
  await expect(figure(page, 'Gradients').getByRole('img')).toBeVisible();
});

test('an example of tfjs-vis runs unchanged: charts, canvases in a surface, callbacks', async ({ page }) => {
  const [cell] = await runCells(page, [
    `import * as tfvis from '@tensorflow/tfjs-vis';
const surface = tfvis.visor().surface({ name: 'Input Data Examples', tab: 'Input Data' });
for (let i = 0; i < 2; i++) {
  const image = tf.ones([4, 4, 1]).mul(i) as tf.Tensor3D;
  const canvas = document.createElement('canvas');
  canvas.width = 4;
  canvas.height = 4;
  canvas.style = 'margin: 4px;';
  await tf.browser.toPixels(image, canvas);
  surface.drawArea.appendChild(canvas);
}
const values = [{ x: 1, y: 2 }, { x: 2, y: 4 }];
tfvis.render.scatterplot({ name: 'Horsepower v MPG' }, { values }, { xLabel: 'Horsepower', yLabel: 'MPG', height: 300 });
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
model.compile({ optimizer: tf.train.adam(), loss: tf.losses.meanSquaredError, metrics: ['mse'] });
await model.fit(tf.ones([8, 1]), tf.ones([8, 1]), { batchSize: 4, epochs: 2, callbacks: tfvis.show.fitCallbacks({ name: 'Training Performance' }, ['loss', 'mse'], { height: 200, callbacks: ['onEpochEnd'] }) });
await tfvis.render.confusionMatrix({ name: 'Confusion', tab: 'Evaluation' }, { values: [[3, 1], [0, 4]], tickLabels: ['a', 'b'] });`,
  ]);
  expect(cell?.status).toBe('ok');
  await expect(page.getByText('Input Data · Input Data Examples')).toBeVisible();
  await expect(page.locator('img[src^="data:image/png"][width="4"]')).toHaveCount(2);
  await expect(figure(page, 'Evaluation · Confusion').getByRole('img')).toBeVisible();
  const charts = (cell?.outputs ?? []).flatMap((output) => (output.type === 'display' ? [JSON.stringify(output.data['application/vnd.gradbook.chart+json'] ?? '')] : []));
  expect(charts.some((spec) => spec.includes('Training Performance: loss (onEpochEnd)'))).toBe(true);
  expect(charts.some((spec) => spec.includes('Horsepower v MPG'))).toBe(true);
});

test('tensors become picture files, and a long prediction tells how far it is', async ({ page }) => {
  const [cell] = await runCells(page, [
    `await files.saveImage('grid.png', ${PICTURES}, { columns: 4 });
await files.saveImage('one.jpg', tf.ones([5, 7, 3]));
const sizes = await Promise.all(['grid.png', 'one.jpg'].map(async (name) => { const bitmap = await createImageBitmap(await files.blob(name)); return [bitmap.width, bitmap.height].join('×'); }));
console.log(sizes.join(' '));
const wrong = await files.saveImage('a.gif', tf.ones([2, 2])).catch((error: Error) => error.message);
console.log(wrong);`,
  ]);
  expect(cell?.status).toBe('ok');
  const text = (cell?.outputs ?? []).map((output) => (output.type === 'stream' ? output.text : '')).join('');
  expect(text).toContain('46×22 7×5');
  expect(text).toContain("end the name 'a.gif' in .png, .jpg or .jpeg");
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in figures, and they fit a narrow page, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await openStart(page);
    await runCells(page, ["chart.heatmap([[1, -2], [3, 4]], { title: 'Heat' }); chart.histogram([1, 2, 2, 3], { title: 'Counts' }); chart.confusionMatrix([[8, 2], [1, 9]], { title: 'Pets' });"]);
    await expect(figure(page, 'Pets').getByRole('img')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('figure').analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    const [own, room] = await figure(page, 'Pets').evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(own).toBeLessThanOrEqual(room ?? 0);
  });
}
