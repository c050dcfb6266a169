/** Files of runs: event files and tables that a Trainer writes, exports read back, sweeps. */
import { expect, test, type Page } from '@playwright/test';
import { runEach, runOne } from './support/cases';
import { openNotebook, openStart, textOf } from './support/notebook';

const NET = `
const make = (lr: number) => {
  const model = tf.sequential({ name: 'line', layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: tf.train.sgd(lr), loss: 'meanSquaredError' });
  return model;
};
const x = tf.linspace(-1, 1, 16).reshape([16, 1]);
const data = { train: { x, y: x.mul(2), batchSize: 8 }, validation: { x, y: x.mul(2), batchSize: 8 } };`;

/** The runs of all notebooks, newest first. */
const runsOf = (page: Page) =>
  page.evaluate(async () => {
    const { app } = window.gradbook ?? {};
    if (!app) throw new Error('the page has no app');
    await app.runs.load();
    return (app.runs.store.getState().runs ?? []).map(({ name, group, status, settings, metrics }) => ({ name, group, status, settings, metrics: Object.keys(metrics) }));
  });

test('a Trainer writes event files and a table into the notebook\'s files while it trains', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    NET,
    "await new train.Trainer({ maxEpochs: 3, seed: 1, summary: false, logger: [train.loggers.runs(), train.loggers.tensorBoard(), train.loggers.csv('logs/line.csv')] }).fit(make(0.1), data)",
    '!ls -R logs',
    "console.log(await files.text('logs/line.csv'))",
    `const [name] = (await files.list()).map((file) => file.name).filter((one) => one.includes('tfevents'));
const bytes = await files.bytes(name);
console.log(name, new TextDecoder('latin1').decode(bytes).split('val_loss').length - 1, bytes.length > 300)`,
  ]);
  const shown = await runEach(page, 1, 5);
  expect(shown.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  const [, , listed, table, events] = shown.map(textOf);
  expect(listed).toMatch(/line\.csv/);
  expect(listed).toMatch(/line-\d{8}-\d{6}/);
  expect(listed).toMatch(/events\.out\.tfevents\.\d{10}\.gradbook/);
  const lines = (table ?? '').trim().split('\n');
  expect(lines[0]).toBe('epoch,step,loss,epoch_loss,val_loss');
  expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join())).toEqual(['0,1', '0,2', '0,2', '1,3', '1,4', '1,4', '2,5', '2,6', '2,6']);
  expect(events).toMatch(/^logs\/line-\d{8}-\d{6}\/events\.out\.tfevents\.\d{10}\.gradbook 3 true/);
});

test('a sweep keeps each trial as a run of one group and tells the best', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    NET,
    "runtime.seed(3); const { best, group } = await train.sweep({ lr: [0.01, 0.5, 0.1] }, ({ lr }) => new train.Trainer({ maxEpochs: 2, seed: 1, summary: false }).fit(make(lr), data), { method: 'grid' }); console.log(best?.settings.lr, train.sweep.last?.trials.length)",
  ]);
  await runOne(page, 1);
  const outcome = await runOne(page, 2);
  expect(outcome.status).toBe('ok');
  expect(textOf(outcome)).toContain('0.5 3');
  await expect.poll(async () => (await runsOf(page)).map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  const runs = await runsOf(page);
  expect(new Set(runs.map(({ group }) => group)).size).toBe(1);
  expect(runs.map(({ settings }) => settings['lr']).toSorted()).toEqual([0.01, 0.1, 0.5]);
  for (const { metrics } of runs) expect(metrics).toEqual(expect.arrayContaining(['loss', 'val_loss']));
  // One table for the whole sweep, which ends with all trials in it.
  await expect(page.getByText('sweep: 3 of 3 trials')).toHaveCount(1);
});

test('a sweep that is stopped keeps what it found', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    NET,
    "await train.sweep({ lr: train.logUniform(0.01, 0.5) }, ({ lr }, { trial }) => new train.Trainer({ maxEpochs: trial === 1 ? 1 : 1_000_000, seed: 1, summary: false }).fit(make(lr), data), { trials: 5, seed: 1 })",
    'console.log(train.sweep.last?.status, train.sweep.last?.trials.map((trial) => trial.status).join())',
  ]);
  await runOne(page, 1);
  const swept = runOne(page, 2);
  await expect.poll(async () => (await runsOf(page)).length).toBe(2);
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.interrupt());
  expect((await swept).status).not.toBe('ok');
  expect(textOf(await runOne(page, 3))).toContain('stopped done,stopped');
  await expect.poll(async () => (await runsOf(page)).map(({ status }) => status)).toEqual(['stopped', 'done']);
});
