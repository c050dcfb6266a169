/** The main job: upload data, train a real network, watch the loss fall, move to the GPU, save, share. */
import { expect, test, type Page } from '@playwright/test';
import { digitFiles } from './support/digits';
import { kernelReady, openStart, outputOf, settled, typeInto } from './support/notebook';

const CELLS = [
  `const images = await data.idx('t10k-images-idx3-ubyte.gz');
const labels = await data.idx('t10k-labels-idx1-ubyte.gz');
console.log(images.shape.join(' x '), labels.shape[0]);`,
  `const x = tf.tidy(() => images.toFloat().div(255).expandDims(-1));
const y = tf.tidy(() => tf.oneHot(labels, 10).toFloat());
const [xTrain, xTest] = tf.split(x, [8000, 2000]);
const [yTrain, yTest] = tf.split(y, [8000, 2000]);
xTrain.shape`,
  `const model = tf.sequential({ layers: [
  tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, activation: 'relu' }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
  tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'relu' }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
  tf.layers.flatten(),
  tf.layers.dense({ units: 10, activation: 'softmax' }),
] });
model.compile({ optimizer: tf.train.adam(0.003), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });`,
  `await model.fit(xTrain, yTrain, { epochs: 5, batchSize: 64, validationData: [xTest, yTest] });`,
  `const [, accuracy] = model.evaluate(xTest, yTest) as tf.Scalar[];
console.log('accuracy', (await accuracy.data())[0]);`,
];
const FIT = 4;

/** The last loss that the chart's description names: "loss, 380 steps, from 2.31 to 0.42, …". */
async function lossOf(page: Page): Promise<number> {
  const label = await outputOf(page, FIT).getByRole('img', { name: /loss/ }).first().getAttribute('aria-label');
  return Number(/loss, [\d,]+ steps, from [\d.,]+ to ([\d.]+)/.exec(label ?? '')?.[1]);
}

test('from the start page to a trained, shared network', async ({ page, browser }, info) => {
  test.setTimeout(300_000);
  const digits = digitFiles();
  info.annotations.push({ type: 'data', description: digits.what });
  console.log(`    trains on ${digits.what}`);

  await test.step('a new notebook, and the two files in it', async () => {
    await openStart(page);
    await page.getByRole('button', { name: /blank/i }).click();
    await page.getByRole('tab', { name: 'Files' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Upload files' }).click();
    await (await chooser).setFiles([...digits.files]);
    for (const { name } of digits.files) await expect(page.getByText(name).first()).toBeVisible();
  });

  await test.step('cells, typed and run one after another', async () => {
    await kernelReady(page);
    for (const [index, text] of CELLS.entries()) {
      await typeInto(page, index + 1, text);
      if (index + 1 < FIT) await page.keyboard.press('Shift+Enter');
      if (index + 1 < FIT) await settled(page);
      if (index + 1 === FIT) break;
    }
    await expect(outputOf(page, 1)).toContainText('10000 x 28 x 28 10000');
  });

  await test.step('the loss falls on the chart while the training runs', async () => {
    await page.keyboard.press('Shift+Enter');
    await expect(outputOf(page, FIT).getByRole('progressbar')).toBeVisible();
    await expect(outputOf(page, FIT)).toContainText(/epoch 1\/5/i);
    await expect.poll(() => lossOf(page)).toBeGreaterThan(0);
    const early = await lossOf(page);
    expect(await page.locator('[data-status=running]').count()).toBe(1);
    await page.screenshot({ path: info.outputPath('training.png') });
    await settled(page, 200_000);
    expect(await lossOf(page)).toBeLessThan(early);
  });

  await test.step('95% or more of 2,000 held-out images are read right', async () => {
    await typeInto(page, 5, CELLS[4] ?? '');
    await page.keyboard.press('Control+Enter');
    await settled(page);
    const text = (await outputOf(page, 5).textContent()) ?? '';
    const accuracy = Number(/accuracy ([\d.]+)/.exec(text)?.[1]);
    console.log(`    accuracy ${accuracy}`);
    expect(accuracy).toBeGreaterThanOrEqual(0.95);
  });

  await test.step('the trained model predicts on the GPU', async () => {
    await page.getByRole('button', { name: /^Runtime:/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /GPU/ }).click();
    await dialog.getByRole('button', { name: /switch|save|use|apply/i }).click();
    await expect(page.getByRole('button', { name: /^Runtime: GPU/ })).toBeVisible({ timeout: 60_000 });
    await kernelReady(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^\+ Code|Add code/ }).first().click();
    await typeInto(
      page,
      6,
      `const guess = (model.predict(xTest.slice(0, 50)) as tf.Tensor).argMax(-1);
const right = guess.equal(yTest.slice(0, 50).argMax(-1)).sum();
console.log(runtime.device, (await right.data())[0] >= 45 ? 'reads well' : 'reads badly');`,
    );
    await page.keyboard.press('Control+Enter');
    await settled(page);
    await expect(outputOf(page, 6)).toContainText('gpu reads well');
  });

  await test.step('saved and reloaded, the outputs are there and nothing runs', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+s');
    await expect(page.getByText(/^Saved/).first()).toBeVisible();
    await page.reload();
    await expect(outputOf(page, 1)).toContainText('10000 x 28 x 28');
    await expect(outputOf(page, FIT).getByRole('img', { name: /loss/ }).first()).toBeVisible();
    expect(await page.locator('[data-status=running], [data-status=queued]').count()).toBe(0);
  });

  await test.step('the link opens in another browser as a copy that does not run', async () => {
    await page.getByRole('button', { name: 'Share' }).click();
    const field = page.getByRole('dialog').getByRole('textbox', { name: /link/i });
    await expect(field).toHaveValue(/#nb=/);
    const link = await field.inputValue();
    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await expect(other.getByText(/from a link/i).first()).toBeVisible();
    await expect(other.locator('[data-cell-id]')).toHaveCount(6);
    await expect(other.locator('[data-cell-id]').first()).toContainText('t10k-images-idx3-ubyte.gz');
    expect(await other.locator('[data-status=idle]').count()).toBe(6);
    await other.context().close();
  });
});
