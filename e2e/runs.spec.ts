/** Trainings are kept as runs: what is known of them, how they end, after a reload and in another tab. */
import { expect, test, type Page } from '@playwright/test';
import { runOne } from './support/cases';
import { holdWorkers, killKernel } from './support/kernels';
import { openNotebook, openStart } from './support/notebook';
import { addRuns } from './support/runs';

const MODEL = `
const x = tf.linspace(-1, 1, 32).reshape([32, 1]), y = x.mul(2);
const make = (name?: string) => {
  const model = tf.sequential({ name, layers: [tf.layers.dense({ units: 4, inputShape: [1] }), tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  return model;
};`;

/** The runs of all notebooks as a page sees them, newest first. */
async function runsOf(page: Page) {
  return page.evaluate(async () => {
    const { app } = window.gradbook ?? {};
    if (!app) throw new Error('the page has no app');
    await app.runs.load();
    return (app.runs.store.getState().runs ?? []).map(({ metrics, cell, ...run }) => ({ ...run, source: cell.source, counts: Object.fromEntries(Object.entries(metrics).map(([name, { count }]) => [name, count])) }));
  });
}

const seriesOf = (page: Page, runId: string, metric: string) =>
  page.evaluate(
    async ([id, name]) => {
      const found = await window.gradbook?.app.runs.series(id, name);
      return found ? { step: [...found.step], epoch: [...found.epoch], value: [...found.value] } : null;
    },
    [runId, metric] as const,
  );

/** Starts a cell and does not wait for it. */
const begin = (page: Page, number: number) =>
  page.evaluate((index) => {
    const session = window.gradbook?.app.store.getState().session;
    const id = session?.store.getState().notebook.cells[index]?.id;
    if (session && id !== undefined) session.commands.runCell(id);
  }, number - 1);

const endless = "await make('endless').fit(x, y, { epochs: 1_000_000 })";
const isRunning = (page: Page, name: string) => expect.poll(async () => (await runsOf(page)).find((run) => run.name === name && (run.counts['loss'] ?? 0) > 0)?.status).toBe('running');
const statusOf = (page: Page, name: string) => expect.poll(async () => (await runsOf(page)).find((run) => run.name === name)?.status);

test('a fit is kept with its settings, every step, device and data, and is there after a reload', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [MODEL, "runtime.seed(5); await make('line').fit(x, y, { epochs: 3, batchSize: 8, validationData: [x, y] })"]);
  await runOne(page, 1);
  await runOne(page, 2);
  await statusOf(page, 'line').toBe('done');
  const check = async () => {
    const [run] = await runsOf(page);
    expect(run).toMatchObject({
      name: 'line',
      kind: 'fit',
      settings: { optimizer: 'Adam', learningRate: 0.01, loss: 'meanSquaredError', batchSize: 8, epochs: 3, stepsPerEpoch: 4 },
      device: { kind: 'cpu' },
      seed: 5,
      data: { description: '32 × [1] float32 → [1] float32', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
      parameters: { total: 13, trainable: 13 },
      // How fast the steps are is told a few times a second: once or more, as the machine is busy.
      counts: { loss: 12, val_loss: 3, epoch_loss: 3, 'system/step ms': expect.any(Number) },
      source: expect.stringContaining('runtime.seed(5)'),
    });
    expect(Object.keys(run?.packages ?? {})).toEqual(expect.arrayContaining(['gradbook', '@tensorflow/tfjs', 'backend']));
    const loss = await seriesOf(page, run?.id ?? '', 'loss');
    expect(loss?.step).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(loss?.epoch.at(-1)).toBe(3);
    return loss?.value;
  };
  // The fingerprint is taken while training goes on, and comes a moment later.
  await expect.poll(async () => (await runsOf(page))[0]?.data).not.toBeNull();
  const values = await check();
  await page.waitForTimeout(1500);
  await page.reload();
  await page.waitForFunction(() => window.gradbook !== undefined);
  expect(await check()).toEqual(values);
});

test('a stop, an error, the end of the kernel and the end of the page are told apart', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [MODEL, endless, "await make('failing').fit(x, y, { epochs: 5, callbacks: { onEpochEnd: (epoch: number) => { if (epoch === 2) throw new Error('out of luck'); } } })", endless.replace('endless', 'terminated'), endless.replace('endless', 'left')]);
  await runOne(page, 1);
  await begin(page, 2);
  await isRunning(page, 'endless');
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.interrupt());
  await statusOf(page, 'endless').toBe('stopped');

  await runOne(page, 3);
  await statusOf(page, 'failing').toBe('failed');
  expect((await runsOf(page))[0]?.message).toBe('out of luck');

  await begin(page, 4);
  await isRunning(page, 'terminated');
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.terminate());
  await statusOf(page, 'terminated').toBe('cut');

  await runOne(page, 1);
  await begin(page, 5);
  await isRunning(page, 'left');
  await page.waitForTimeout(2500);
  await page.evaluate(() => (window.onbeforeunload = null));
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto('about:blank');
  await openStart(page);
  await statusOf(page, 'left').toBe('cut');
  // What the page told last may be ahead of what it wrote: in the end what is there counts.
  await expect
    .poll(async () => {
      const left = (await runsOf(page)).find((run) => run.name === 'left');
      const length = (await seriesOf(page, left?.id ?? '', 'loss'))?.step.length ?? 0;
      return length > 0 && length === left?.counts['loss'];
    })
    .toBe(true);
});

test('a kernel that dies while it trains cuts the run off', async ({ page }) => {
  await holdWorkers(page);
  await openStart(page);
  await openNotebook(page, [MODEL, endless.replace('endless', 'dying')]);
  await runOne(page, 1);
  await begin(page, 2);
  await isRunning(page, 'dying');
  await killKernel(page);
  await statusOf(page, 'dying').toBe('cut');
});

test('the list of runs is filtered after a reload as it was before', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['1']);
  await page.getByRole('tab', { name: 'Runs' }).click();
  await addRuns(page, 2);
  await page.getByLabel('Filter runs').fill('lr<0.1');
  await page.reload();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await expect(page.getByLabel('Filter runs')).toHaveValue('lr<0.1');
});

test('loops are one run each: of fits of an epoch, and of values of one’s own with what goes with them', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    MODEL,
    "const looped = make('looped'); for (let epoch = 0; epoch < 4; epoch++) await looped.fit(x, y, { epochs: 1, batchSize: 16 })",
    "train.run.start({ name: 'own', settings: { lr: 0.5 }, tags: ['mine'] }); for (let step = 1; step <= 100; step++) train.run.log({ loss: step === 50 ? NaN : 1 / step }); train.run.image('ramp', tf.linspace(0, 1, 16).reshape([4, 4]))",
  ]);
  for (const number of [1, 2, 3]) expect((await runOne(page, number)).status).toBe('ok');
  await statusOf(page, 'own').toBe('done');
  const all = await runsOf(page);
  expect(all.map(({ name, counts }) => [name, counts['loss']])).toEqual([['own', 100], ['looped', 8]]);
  expect(all[0]).toMatchObject({ kind: 'log', settings: { lr: 0.5 }, tags: ['mine'], items: [{ type: 'image', name: 'ramp', step: 100 }] });
  const loss = await seriesOf(page, all[0]?.id ?? '', 'loss');
  expect(loss?.value[49]).toBeNaN();
  expect(loss?.step.at(-1)).toBe(100);
});

test('another tab sees a run while it trains, edits it, and sees how it ends', async ({ page, context }) => {
  await openStart(page);
  await openNotebook(page, [MODEL, endless]);
  await runOne(page, 1);
  const other = await context.newPage();
  await openStart(other);
  await runsOf(other);
  await begin(page, 2);
  await isRunning(other, 'endless');
  const before = (await runsOf(other))[0];
  await other.evaluate((id) => window.gradbook?.app.runs.edit(id, { name: 'watched', starred: true }), before?.id ?? '');
  await expect.poll(async () => (await runsOf(page))[0]).toMatchObject({ name: 'watched', starred: true, status: 'running' });
  await expect.poll(async () => (await runsOf(other))[0]?.counts['loss']).toBeGreaterThan(before?.counts['loss'] ?? 0);
  expect((await seriesOf(other, before?.id ?? '', 'loss'))?.value.length).toBeGreaterThan(0);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.close({ runBeforeUnload: false });
  await expect.poll(async () => (await runsOf(other))[0]).toMatchObject({ name: 'watched', status: 'cut' });
});
