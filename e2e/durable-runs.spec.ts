/** A training that is cut off and goes on is one run, which knows its checkpoints. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { cell, kernelReady, openNotebook, openStart, settled } from './support/notebook';

const SETUP = `runtime.seed(3);
const xs = tf.randomNormal([40, 4]), ys = xs.sum(1, true).square();
const model = tf.sequential({ name: 'squares', layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }), tf.layers.dense({ units: 1 })] });
model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.01) });`;
const FIT = `await model.fit(xs, ys, { epochs: 6, batchSize: 8, checkpointEvery: { steps: 12 }, callbacks: { onBatchEnd: () => new Promise((resolve) => setTimeout(resolve, 300)) } } as never);`;

interface Listed {
  readonly name: string;
  readonly status: string;
  readonly steps: readonly number[];
  readonly times: readonly number[];
  readonly checkpoints: number;
}

const runsOf = (page: Page): Promise<readonly Listed[]> =>
  page.evaluate(async () => {
    const runs = window.gradbook?.app.runs;
    await runs?.load();
    const found = runs?.store.getState().runs ?? [];
    return Promise.all(
      found.map(async ({ id, name, status, items }) => {
        const series = await runs?.series(id, 'loss');
        return { name, status, steps: Array.from(series?.step ?? []), times: Array.from(series?.time ?? []), checkpoints: items.filter(({ type }) => type === 'checkpoint').length };
      }),
    );
  });

/** Names of the trainings whose checkpoints the notebook keeps. */
const kept = (page: Page): Promise<number> => page.evaluate(async () => (await window.gradbook?.app.store.getState().session?.trainings.past())?.length ?? 0);

test('a resumed training goes on in its run; the run offers its checkpoints, its receipt and another try, and takes the checkpoints along', async ({ page, context }) => {
  test.setTimeout(240_000);
  await openNotebook(page, [SETUP, FIT]);
  await cell(page, 1).getByRole('button', { name: 'Run cell' }).click();
  await settled(page);
  await cell(page, 2).getByRole('button', { name: 'Run cell' }).click();
  // What another tab sees of it is on disk.
  const other = await context.newPage();
  await openStart(other);
  await expect.poll(async () => (await runsOf(other))[0]?.steps.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(12);
  await other.close();
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await kernelReady(page);
  const resume = page.getByRole('button', { name: /^Resume at step [\d,]+$/ });
  await expect(resume).toBeVisible();
  expect(await runsOf(page)).toMatchObject([{ name: 'squares', status: 'cut', checkpoints: 1 }]);
  const before = (await runsOf(page))[0]?.steps.length ?? 0;
  await resume.click();
  await expect(page).toHaveTitle(/^Epoch [3-6]\/6/);
  await settled(page);
  await expect.poll(async () => (await runsOf(page)).map(({ status }) => status)).toEqual(['done']);
  const [run] = await runsOf(page);
  expect(run).toMatchObject({ name: 'squares', checkpoints: 1, steps: Array.from({ length: 30 }, (_, index) => index + 1) });
  expect(before).toBeLessThan(30);
  expect(run?.times).toEqual([...(run?.times ?? [])].sort((a, b) => a - b));

  await page.keyboard.press('F9');
  const view = page.getByRole('region', { name: 'Runs, full width' });
  await view.getByRole('tab', { name: 'Details' }).click();
  const training = view.getByRole('region', { name: 'Checkpoints and receipt' });
  await training.getByRole('slider').press('Home');
  await expect(training.getByRole('slider')).toHaveAttribute('aria-valuetext', /^Step [\d,]+ · epoch \d/);
  await training.getByRole('button', { name: 'Restore into the model' }).click();
  await expect(training.getByRole('status')).toContainText('The variables of “squares” are those of step');
  const downloading = page.waitForEvent('download');
  await training.getByRole('button', { name: 'Save receipt' }).click();
  expect((await downloading).suggestedFilename()).toBe('squares.receipt.json');
  await training.scrollIntoViewIfNeeded();
  await page.screenshot({ path: test.info().outputPath('run-light.png') });
  const { violations } = await new AxeBuilder({ page }).include('section[aria-label="Checkpoints and receipt"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await training.scrollIntoViewIfNeeded();
  await page.screenshot({ path: test.info().outputPath('run-narrow-dark.png') });
  await page.setViewportSize({ width: 1280, height: 900 });

  await training.getByRole('button', { name: 'Run again and compare' }).click();
  await expect(page.getByText('The training came to the same', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  expect(await kept(page)).toBe(2);
  const ids = await page.evaluate(() => window.gradbook?.app.runs.store.getState().runs?.map(({ id }) => id) ?? []);
  expect(ids).toHaveLength(2);
  await page.evaluate((all) => window.gradbook?.app.runs.remove(all), ids);
  expect(await kept(page)).toBe(0);
});
