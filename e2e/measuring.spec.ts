/** `runtime.compareDevices` and `runtime.profile` in cells. */
import { expect, test } from '@playwright/test';
import { openNotebook, openStart, outputOf, runAll } from './support/notebook';

const TRAINING = `const x = tf.randomNormal([8, 16]);
const y = tf.oneHot(tf.range(0, 8, 1, 'int32'), 10).toFloat();
const weight = tf.variable(tf.zeros([16, 10]));
const optimizer = tf.train.adam(0.05);
const loss = () => tf.losses.softmaxCrossEntropy(y, x.matMul(weight)) as tf.Scalar;
const step = () => optimizer.minimize(loss, true)!;`;

test('one training runs on every device, agrees, and leaves everything as it was', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    TRAINING,
    'const found = await runtime.compareDevices(step, { steps: 3 });\nfound',
    'const [least] = await weight.abs().max().data();\nconsole.log(runtime.device, least, found.sides.length)',
    'await runtime.compareDevices(() => undefined as never, { steps: 1 })',
  ]);
  const outcomes = await runAll(page);
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'error']);
  const report = outputOf(page, 2);
  await expect(report.getByRole('heading', { name: '3 steps on 2 devices' })).toBeVisible();
  await expect(report).toContainText(/Losses agree/);
  await expect(report.getByRole('row')).toHaveCount(3);
  await expect(report.getByRole('row', { name: /^GPU/ })).toContainText(/WebGPU/);
  await expect(outputOf(page, 3)).toContainText('cpu 0 2');
  await expect(outputOf(page, 4)).toContainText('the step gives nothing where its loss is expected');
});

test('a profile shows kernels, lines, a flame chart, and the line that leaves tensors behind', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [TRAINING, 'const kept: tf.Tensor[] = [];\nawait runtime.profile(() => {\n  kept.push(tf.ones([32, 32]));\n  return step();\n})']);
  const outcomes = await runAll(page);
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok']);
  const report = outputOf(page, 2);
  await expect(report.getByRole('region', { name: 'By kernel' })).toContainText('OptimizerStep');
  await expect(report.getByRole('region', { name: 'By line' })).toContainText('Cell [1], line 5');
  await expect(report.getByRole('region', { name: 'Tensors left behind' }).getByRole('row')).toContainText([/Line/, /Cell \[2\], line 3.*\[32, 32\] float32/]);

  const flame = report.getByRole('group', { name: 'The last step' });
  await flame.getByRole('button', { name: /^step,/ }).focus();
  await page.keyboard.press('ArrowDown');
  const inner = flame.locator('button:focus');
  await expect(inner).not.toHaveAccessibleName(/^step,/);
  const narrow = (await inner.boundingBox())?.width ?? 0;
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await inner.boundingBox())?.width ?? 0).toBeGreaterThan(narrow);
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await inner.boundingBox())?.width ?? 0).toBeCloseTo(narrow, 0);
});
