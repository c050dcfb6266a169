/** Trainings that outlive their page, their kernel and their device. */
import { expect, test, type Page } from '@playwright/test';
import { cell, kernelReady, openNotebook, outcomes, settled, textOf } from './support/notebook';

const SETUP = [
  'runtime.seed(3);\nconst xs = tf.randomNormal([40, 4]);\nconst ys = xs.sum(1, true).square();',
  "const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });",
  "model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.01) });",
  'throw new Error("a cell that the training does not need")',
];
/** Slow enough to be ended within; `checkpointEvery` is an option of ours. */
const fit = (pause: number) => `const { history } = await model.fit(xs, ys, { epochs: 8, batchSize: 8, checkpointEvery: { steps: 1 }, callbacks: { onBatchEnd: () => new Promise((resolve) => setTimeout(resolve, ${pause})) } } as never);
console.log(JSON.stringify(history.loss));`;

async function run(page: Page, number: number): Promise<void> {
  await cell(page, number).getByRole('button', { name: 'Run cell' }).click();
  await settled(page);
}

async function startTraining(page: Page): Promise<void> {
  for (const number of [1, 2, 3]) await run(page, number);
  await cell(page, 5).getByRole('button', { name: 'Run cell' }).click();
  await expect(page).toHaveTitle(/^Epoch [2-8]\/8 · loss [\d.e-]+ · /);
}

/** What the training printed: its losses, all epochs. */
async function lossesOf(page: Page): Promise<number[]> {
  await settled(page);
  const [line = ''] = textOf((await outcomes(page))[4]).match(/\[[\d.,e-]+\]/) ?? [];
  return JSON.parse(line === '' ? '[]' : line) as number[];
}

test('a training goes on after its kernel, its page and a reload, with the losses of one that was never cut off', async ({ page }) => {
  await openNotebook(page, [...SETUP, fit(0)]);
  for (const number of [1, 2, 3, 5]) await run(page, number);
  const expected = await lossesOf(page);
  expect(expected).toHaveLength(8);
  await expect(page.getByRole('button', { name: /^Resume at step/ })).toHaveCount(0);

  await page.evaluate(() => window.gradbook?.app.commands.goToStart());
  await openNotebook(page, [...SETUP, fit(120)]);
  await startTraining(page);
  // The worker ends, the page lives: the offer comes in place.
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await kernelReady(page);
  const resume = page.getByRole('button', { name: /^Resume at step [\d,]+$/ });
  await expect(resume).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'was cut off' })).toContainText(/epoch [2-8] of 8, loss .+, kept just now/);
  await resume.click();
  await expect(page).toHaveTitle(/^Epoch [2-8]\/8/);

  // And again.
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await kernelReady(page);
  await expect(resume).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('offer.png') });
  await page.setViewportSize({ width: 390, height: 800 });
  await page.screenshot({ path: test.info().outputPath('offer-narrow.png') });
  await page.setViewportSize({ width: 1280, height: 900 });
  await resume.click();
  await expect(page).toHaveTitle(/^Epoch [2-8]\/8/);

  // The page goes while it trains again; nothing goes on by itself.
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await kernelReady(page);
  await expect(resume).toBeVisible();
  expect((await outcomes(page)).map(({ status }) => status)).toEqual(['idle', 'idle', 'idle', 'idle', 'idle']);
  await resume.click();
  expect(await lossesOf(page)).toEqual(expected);
  // Only what the training needs was run.
  expect((await outcomes(page)).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'idle', 'ok']);
  await expect(resume).toHaveCount(0);
});

test('an offer can be put off, and taken away with its checkpoints; a model that is another one is asked about', async ({ page }) => {
  await openNotebook(page, [...SETUP, fit(60)]);
  await startTraining(page);
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await kernelReady(page);
  const resume = page.getByRole('button', { name: /^Resume at step [\d,]+$/ });
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(resume).toHaveCount(0);
  await page.reload();
  await kernelReady(page);
  await expect(resume).toBeVisible();
  // Files of the program are not files of the notebook.
  expect(await page.evaluate(() => window.gradbook?.app.store.getState().session?.store.getState().files)).toEqual([]);

  await page.evaluate((source) => {
    const session = window.gradbook?.app.store.getState().session;
    session?.commands.editCell(session.store.getState().notebook.cells[1]?.id ?? '', source);
  }, (SETUP[1] ?? '').replace('units: 8', 'units: 9'));
  await resume.click();
  await expect(cell(page, 5)).toContainText('has shape [4, 9] now, and [4,8] in the checkpoint');
  await cell(page, 5).getByRole('button', { name: 'No' }).click();
  await settled(page);
  expect(textOf((await outcomes(page))[4])).toContain('the training was not resumed');
  await page.reload();
  await kernelReady(page);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(resume).toHaveCount(0);
  await page.reload();
  await kernelReady(page);
  await page.waitForTimeout(1500);
  await expect(resume).toHaveCount(0);
});

test('a training whose device is lost is offered in place, and goes on with a new device', async ({ page }) => {
  test.setTimeout(240_000);
  const train = `let batches = 0;
const { history } = await model.fit(xs, ys, { epochs: 4, batchSize: 20, checkpointEvery: { steps: 1 }, callbacks: { onBatchEnd: async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (++batches !== 5 || (await files.has('lost'))) return;
  await files.write('lost', '');
  (tf.backend() as unknown as { device: { destroy(): void } }).device.destroy();
} } } as never);
console.log(JSON.stringify(history.loss));`;
  await openNotebook(page, ["await runtime.use('gpu');", ...SETUP.slice(0, 3), train]);
  for (const number of [1, 2, 3, 4, 5]) await run(page, number);
  expect((await outcomes(page))[4]?.status).toBe('error');
  await expect(page.getByRole('status').filter({ hasText: 'was cut off with its device' })).toBeVisible();
  await page.getByRole('button', { name: /^Resume at step/ }).click();
  await expect.poll(async () => (await outcomes(page))[4]?.status, { timeout: 60_000 }).toBe('ok');
  expect(await lossesOf(page)).toHaveLength(4);
});

test('the latest training runs again, is compared, and has a receipt', async ({ page }) => {
  await openNotebook(page, [...SETUP, fit(0)]);
  for (const number of [1, 2, 3, 5]) await run(page, number);
  const choose = async (title: string): Promise<void> => {
    await page.getByRole('menuitem', { name: 'Runtime', exact: true }).click();
    await page.getByRole('menuitem', { name: title }).click();
  };
  await choose('Run the latest training again and compare');
  await expect(page.getByText('The training came to the same', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  const downloading = page.waitForEvent('download');
  await choose('Save the receipt of the latest training…');
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.receipt\.json$/);
});

test('a slider restores a past checkpoint into the model that is there, and says why where it cannot', async ({ page }) => {
  const first = "const before = (await (model.predict(xs) as import('@tensorflow/tfjs').Tensor).data())[0];";
  await openNotebook(page, [...SETUP.slice(0, 3), fit(30), first, 'console.log((await (model.predict(xs) as import("@tensorflow/tfjs").Tensor).data())[0] === before)']);
  for (const number of [1, 2, 3, 4, 5, 6]) await run(page, number);
  expect(textOf((await outcomes(page))[5])).toContain('true');
  const open = async (): Promise<void> => {
    await page.getByRole('menuitem', { name: 'Runtime', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Checkpoints of the latest training…' }).click();
  };
  await open();
  // Charts have sliders, too.
  const slider = page.getByRole('dialog').getByRole('slider');
  await slider.press('Home');
  await expect(slider).toHaveValue('0');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step [\d,]+ · epoch [1-8] · loss/);
  await page.getByRole('button', { name: 'Restore into the model' }).click();
  await expect(page.getByRole('status').filter({ hasText: /are those of step [\d,]+ now/ })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('time-travel.png') });
  await page.keyboard.press('Escape');
  await run(page, 6);
  expect(textOf((await outcomes(page))[5])).toContain('false');

  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await kernelReady(page);
  await open();
  await page.getByRole('button', { name: 'Restore into the model' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'its model is not in this kernel any more' })).toBeVisible();
});
