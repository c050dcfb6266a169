/** Line charts as they are read: smoothing, zoom, legend, keys, words, files; and a million points of one. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { openNotebook, openStart, outputOf, settled } from './support/notebook';

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openStart(page);
});
test.afterAll(() => page.close());

async function show(...cells: readonly string[]): Promise<void> {
  await openNotebook(page, cells);
  await page.getByRole('button', { name: 'Run all' }).click();
  await settled(page);
}

const plotOf = (cell: number, nth = 0): Locator => outputOf(page, cell).locator('.chart-plot').nth(nth);

/** What stands at the right of the plot's head: where values are read. */
const placeIn = (cell: number): Locator => outputOf(page, cell).locator('.chart-place');

/** Pixels of the curves that are not blank. */
const painted = (plot: Locator): Promise<number> =>
  plot
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) > 0) count++;
      return count;
    });

test('a chart is told in words, and read point by point with keys', async () => {
  await show(
    'const live = chart.live({ title: "Own loop" });\nfor (let step = 1; step <= 3000; step++) live.push({ loss: step === 2910 ? 0.01 : 2.31 - step * 0.0007, rate: step });\nlive.end();',
  );
  const plot = plotOf(1);
  await expect(plot).toHaveAccessibleName('Own loop. loss, 3,000 steps, from 2.31 to 0.21, lowest at 2,910; rate, 3,000 steps, from 1 to 3,000, highest at 3,000');
  await plot.focus();
  const spoken = outputOf(page, 1).locator('[aria-live=polite]');
  await page.keyboard.press('ArrowLeft');
  await expect(spoken).toHaveText('loss 0.2100 at step 3,000');
  await page.keyboard.press('ArrowLeft');
  await expect(spoken).toHaveText('loss 0.2310 at step 2,970');
  await page.keyboard.press('ArrowDown');
  await expect(spoken).toHaveText('rate 2,970 at step 2,970');
  await page.keyboard.press('Home');
  await expect(spoken).toHaveText('rate 1 at step 1');
  await expect(placeIn(1)).toHaveText('step 1');
  await page.keyboard.press('Escape');
  await expect(placeIn(1)).toHaveText('');
});

test('zoom by keys, by dragging and by the wheel, and back', async () => {
  const plot = plotOf(1);
  const reset = outputOf(page, 1).getByRole('button', { name: 'Reset zoom' });
  await expect(reset).toBeDisabled();
  await plot.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('+');
  await expect(reset).toBeEnabled();
  await page.keyboard.press('Home');
  await expect(placeIn(1)).toHaveText('step 1,501');
  await page.keyboard.press('-');
  await expect(reset).toBeDisabled();

  const box = await plot.boundingBox();
  if (!box) throw new Error('the plot is not shown');
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, middle, { steps: 5 });
  await page.mouse.up();
  await expect(reset).toBeEnabled();
  await page.mouse.dblclick(box.x + box.width / 2, middle);
  await expect(reset).toBeDisabled();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await expect(reset).toBeEnabled();
  await plot.press('0');
  await expect(reset).toBeDisabled();
});

test('the legend hides a series, shows one alone, and has the values at the pointer', async () => {
  const output = outputOf(page, 1);
  const [loss, rate] = [output.getByRole('button', { name: /^loss/ }), output.getByRole('button', { name: /^rate/ })];
  await rate.click();
  await expect(rate).toHaveAttribute('aria-pressed', 'false');
  await rate.press('Enter');
  await expect(rate).toHaveAttribute('aria-pressed', 'true');
  await loss.click({ modifiers: ['Alt'] });
  await expect(rate).toHaveAttribute('aria-pressed', 'false');
  await expect(loss).toHaveAttribute('aria-pressed', 'true');
  await loss.press('Alt+Enter');
  await expect(rate).toHaveAttribute('aria-pressed', 'true');
  await plotOf(1).hover();
  await expect(placeIn(1)).toHaveText(/^step 1,[45]\d\d$/);
  await expect(rate).toHaveText(/^rate1,[45]\d\d$/);
  await page.mouse.move(0, 0);
});

test('smoothing and logarithmic axes change the picture, and the file that is taken away', async () => {
  const output = outputOf(page, 1);
  const svg = async (): Promise<string> => {
    const download = page.waitForEvent('download');
    await output.getByRole('button', { name: 'Download chart' }).click();
    await page.getByRole('menuitem', { name: 'SVG' }).click();
    const stream = await (await download).createReadStream();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  };
  expect(await svg()).not.toContain('stroke-opacity="0.25"');
  await output.getByRole('slider', { name: /Smoothing/ }).fill('0.8');
  expect(await svg()).toContain('stroke-opacity="0.25"');
  await output.getByRole('button', { name: 'Log scale' }).click();
  await output.getByRole('button', { name: 'Log x' }).click();
  const logarithmic = await svg();
  expect(logarithmic).toContain('>100</text>');
  expect(logarithmic).not.toContain('>500</text>');
});

test('CSV has every point', async () => {
  const download = page.waitForEvent('download');
  await outputOf(page, 1).getByRole('button', { name: 'Download chart' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const stream = await (await download).createReadStream();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const lines = Buffer.concat(parts).toString().trim().split('\r\n');
  expect(lines).toHaveLength(3001);
  expect([lines[0], lines[2910]]).toEqual(['step,loss,rate', '2910,0.01,2910']);
});

test('what is not finite is counted in the legend and told', async () => {
  await show('const bad = chart.live();\nfor (const loss of [3, 2, NaN, NaN, Infinity, 1]) bad.push({ loss });\nbad.end();');
  await expect(outputOf(page, 1).getByRole('button', { name: /^loss/ })).toHaveText('loss12 NaN, 1 ∞');
  await expect(plotOf(1)).toHaveAccessibleName('loss, 6 steps, from 3 to 1, lowest at 6, 2 NaN, 1 infinite');
});

test('charts of a fit are read by step, epoch and time, and share their crosshair', async () => {
  await show(
    `const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError', metrics: ['mae'] });
const x = tf.randomNormal([64, 4], 0, 1, 'float32', 1);
await model.fit(x, x.sum(1, true), { epochs: 4, batchSize: 8, validationSplit: 0.25, verbose: 0 });
undefined`,
  );
  const output = outputOf(page, 1);
  const [loss, metrics] = [plotOf(1, 0), plotOf(1, 1)];
  await loss.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(placeIn(1).nth(1)).toHaveText('step 24');
  await expect(metrics).toHaveAccessibleName(/^Metrics\. mae, 24 steps, .*; val_mae, 24 steps, /);
  await output.getByRole('button', { name: 'X: Step' }).first().click();
  await page.getByRole('menuitemradio', { name: 'Epoch' }).click();
  await page.keyboard.press('Escape');
  await loss.focus();
  await page.keyboard.press('End');
  await expect(placeIn(1).first()).toHaveText('epoch 4');
  await output.getByRole('button', { name: 'X: Epoch' }).click();
  await page.getByRole('menuitemradio', { name: 'Time' }).click();
  await page.keyboard.press('Escape');
  await loss.focus();
  await page.keyboard.press('End');
  await expect(placeIn(1).first()).toHaveText(/^[\d.]+ s$/);
});

test('a chart fills the page, with its tools', async () => {
  await outputOf(page, 1).getByRole('button', { name: 'Full size' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Loss' });
  const plot = dialog.locator('.chart-plot');
  await expect(plot).toHaveAccessibleName(/^Loss\. loss, 24 steps/);
  expect((await plot.boundingBox())?.height).toBeGreaterThan(350);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a long series is drawn, kept small in the file, and says there how many points it stands for', async () => {
  await show(
    'const long = chart.live({ title: "Long" });\nfor (let step = 1; step <= 200_000; step++) long.push({ loss: step === 123_456 ? -50 : Math.sin(step) });\nlong.end();',
  );
  await expect(plotOf(1)).toHaveAccessibleName(/^Long\. loss, 200,000 steps, /);
  expect(await painted(plotOf(1))).toBeGreaterThan(1000);
  await expect(outputOf(page, 1).locator('.chart-note')).toHaveText('');
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(outputOf(page, 1).locator('.chart-note')).toHaveText(/^[34],\d{3} of 200,000 points$/);
  await expect(plotOf(1)).toHaveAccessibleName(/^Long\. loss, 200,000 steps, .*lowest at 123,456/);
});

test('light and dark are drawn at once when the page changes', async () => {
  const inkOf = (): Promise<string> =>
    plotOf(1)
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas;
        const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) return `${data[at]} ${data[at + 1]} ${data[at + 2]}`;
        return '';
      });
  const before = await inkOf();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(inkOf).not.toBe(before);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(inkOf).toBe(before);
});
