/** Steps that are recorded once, in real cells: `runtime.compiled`, and `model.fit` by itself. */
import { expect, test } from '@playwright/test';
import { cell, openNotebook, outcomes, runCells, settled, textOf } from './support/notebook';

const MODEL = `const build = (loss: 'meanSquaredError' | ((y: tf.Tensor, p: tf.Tensor) => tf.Tensor)) => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });
  model.compile({ loss, optimizer: 'adam' });
  return model;
};
const [x, y] = [tf.ones([64, 4]), tf.zeros([64, 1])];`;

test('a compiled step trains, and its report is shown in words', async ({ page }) => {
  const shown = await runCells(page, [
    `const w = tf.variable(tf.ones([3, 1]));
const optimizer = tf.train.adam(0.1);
function descend(x: tf.Tensor, y: tf.Tensor) {
  return optimizer.minimize(() => x.matMul(w).sub(y).square().mean() as tf.Scalar, true);
}
const step = runtime.compiled(descend);
const [x, y] = [tf.randomNormal([16, 3]), tf.zeros([16, 1])];
for (let count = 0; count < 20; count++) step(x, y)?.dispose();
console.log(((await w.data())[0] ?? 1) < 0.5);`,
    'step.report()',
    `const peek = runtime.compiled((x: tf.Tensor) => x.mul(x.dataSync()[0] ?? 0));
peek(x);`,
  ]);
  expect(shown.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect(textOf(shown[0])).toContain('true');
  expect(textOf(shown[1])).toMatch(/descend: recorded 2 times, run 18 times from recordings, 0 times eagerly\n\d+ kernels recorded, \d+ run/);
  expect(textOf(shown[2])).toMatch(/runs eagerly: it reads values.*Cell \[3\].*:1:/);
});

test('a fit trains by recordings with the losses of the eager one; a loss of one\'s own is said to prevent it', async ({ page }) => {
  const shown = await runCells(page, [
    MODEL,
    `const losses = [];
for (const runEagerly of [true, false]) {
  runtime.seed(4);
  const { history } = await build('meanSquaredError').fit(x, y, { epochs: 3, batchSize: 24, verbose: 0, runEagerly });
  losses.push(history['loss'].join());
}
console.log(losses[0] === losses[1] && losses[0].length > 10);`,
    `const model = build('meanSquaredError');
for (let count = 0; count < 3; count++) await model.trainOnBatch(x, y);
const { kernelNames } = await tf.profile(() => model.trainOnBatch(x, y) as never);
console.log(kernelNames.includes('CompiledStep'));`,
    `await build(function square(y, p) { return y.sub(p).square(); }).fit(x, y, { epochs: 2, verbose: 0 });`,
  ]);
  expect(shown.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(textOf(shown[1])).toContain('true');
  expect(textOf(shown[2])).toContain('true');
  expect(textOf(shown[3])).toMatch(/Training of '.*' runs eagerly: its loss 'square' is a function of your own\./);
});

test('Stop ends a fit by recordings, and the model trains on', async ({ page }) => {
  await openNotebook(page, [`${MODEL}\nconst model = build('meanSquaredError');`, 'await model.fit(x, y, { epochs: 1e6, batchSize: 8, verbose: 0 })', "console.log((await model.fit(x, y, { epochs: 2, verbose: 0 })).history['loss'].length)"]);
  const run = (number: number) => cell(page, number).getByRole('button', { name: 'Run cell' }).click();
  await run(1);
  await settled(page);
  await run(2);
  await expect(cell(page, 2)).toHaveAttribute('data-status', 'running');
  await expect(cell(page, 2)).toContainText('loss');
  await page.getByRole('button', { name: 'Stop cell' }).click();
  await settled(page, 15_000);
  await run(3);
  await settled(page);
  expect(textOf((await outcomes(page))[2])).toContain('2');
});
