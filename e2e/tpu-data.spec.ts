/** Data that the server reads, trainings that go on without a page, and a limit on its use, in a browser with a real server. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { openNotebook } from './support/notebook';
import { onDevice, runCell, useServer } from './support/remote-page';
import { startRemoteServer, type RemoteServer } from './support/remote-server';

let server: RemoteServer;
test.beforeAll(async ({}, info) => {
  const folder = info.outputPath('data');
  await mkdir(folder, { recursive: true });
  // y = 2 a - b + 1
  const rows = Array.from({ length: 50 }, (_, index) => [Math.sin(index), Math.cos(3 * index)] as const);
  await writeFile(join(folder, 'line.csv'), ['a,b,y', ...rows.map(([a, b]) => `${a},${b},${2 * a - b + 1}`)].join('\n'));
  server = await startRemoteServer({ args: ['--data-dir', folder, '--checkpoint-dir', info.outputPath('runs')] });
});
test.afterAll(async () => {
  await server.end();
});

/** Wide enough that the server takes a while for many steps. */
const STEP = [
  'runtime.seed(3);',
  'const hidden = tf.variable(tf.randomNormal([2, 1024]), true, "hidden"), middle = tf.variable(tf.randomNormal([1024, 1024], 0, 0.02), true, "middle"), out = tf.variable(tf.randomNormal([1024, 1], 0, 0.03), true, "out");',
  'const optimizer = tf.train.sgd(0.003);',
  'const step = runtime.compiled((x: tf.Tensor2D, y: tf.Tensor1D) => ({ loss: optimizer.minimize(() => tf.losses.meanSquaredError(y, tf.matMul(tf.tanh(tf.matMul(tf.tanh(tf.matMul(x, hidden as never)), middle as never)), out as never).reshape([-1])), true)! }));',
].join('\n');

const DATA = 'const line = await runtime.remoteDataset("line.csv", { labels: "y", batch: 8, shuffle: true, seed: 4 });';

/** A new notebook, its variables on the server. */
async function start(page: Page, cells: readonly string[]): Promise<void> {
  await openNotebook(page, cells);
  expect(await runCell(page, 1)).toMatchObject({ status: 'ok' });
  await useServer(page, server);
}

const runtimeButton = (page: Page) => page.getByRole('button', { name: /^Runtime:/ });

test('a cell trains on data of the server; a training that was left to it is told of, found again and followed after the page was closed', async ({ page, context }) => {
  await start(page, [STEP, DATA, '1', '1']);
  expect(await runCell(page, 2)).toMatchObject({ status: 'ok' });
  const trained = await runCell(
    page,
    3,
    [
      'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });',
      'model.compile({ optimizer: tf.train.adam(0.1), loss: "meanSquaredError", stepsPerExecution: 3 });',
      'const { history } = await model.fitDataset(line, { epochs: 12, verbose: 0 });',
      'console.log(line.rows, history.loss!.length, Number(history.loss!.at(-1)) < 0.2 * Number(history.loss![0]));',
    ].join('\n'),
  );
  expect(trained).toMatchObject({ status: 'ok', said: expect.stringContaining('\n50 12 true\n') });
  const left = await runCell(page, 4, 'const run = await runtime.detach(step, { data: line, steps: 50_000, name: "night", checkpointEvery: 1000, limit: { hours: 1 } }); console.log(run.state.phase);');
  expect(left).toEqual({ status: 'ok', said: 'running\n' });
  await page.close();

  const later = await context.newPage();
  await openNotebook(later, [STEP, DATA, '1']);
  expect(await runCell(later, 1)).toMatchObject({ status: 'ok' });
  await useServer(later, server);
  await expect(later.getByText(/The training “night” goes on on this server: \d+ of [\d,]+ steps are done/)).toBeVisible();
  await expect(later.getByText("await runtime.attach('night') in a cell follows it.")).toBeVisible();
  await runtimeButton(later).click();
  await expect(later.getByRole('region', { name: 'XLA server in use' }).getByText(/^night, \d+ of [\d,]+ steps/)).toBeVisible();
  await later.keyboard.press('Escape');
  expect(await runCell(later, 2)).toMatchObject({ status: 'ok' });
  const followed = await runCell(
    later,
    3,
    [
      'const night = await runtime.attach("night", { step, data: line });',
      'const losses: number[] = [];',
      'for await (const { step: number, loss } of night.metrics()) { losses.push(loss!); if (number >= Math.max(40, night.state.done)) break; }',
      'const before = middle.arraySync()[0]![0];',
      'const { phase } = await night.stop(); await night.done;',
      'console.log(phase, losses.length >= 40, losses.every(Number.isFinite), losses.at(-1)! < losses[0]!, middle.arraySync()[0]![0] !== before);',
      'await night.forget(); console.log((await runtime.runs()).length);',
    ].join('\n'),
  );
  expect(followed).toEqual({ status: 'ok', said: 'stopped true true true true\n0\n' });
});

test('a limit of cost ends the use of the server, and what was learnt is on the CPU', async ({ page }) => {
  await start(page, ['const weight = tf.variable(tf.tensor1d([1, 2]));', '1', '1']);
  expect(await runCell(page, 2, 'weight.assign(weight.mul(3)); runtime.limit({ cost: 0.002, pricePerHour: 3.6 });')).toMatchObject({ status: 'ok' });
  await onDevice(page, 'cpu');
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: CPU/);
  await expect(page.getByText(/The limit on the TPU runtime, 0\.002 at 3\.6 an hour or 2 s, is reached: tensors are on the CPU now/).first()).toBeVisible();
  expect(await runCell(page, 3, 'console.log(runtime.device, (await weight.data()).join())')).toEqual({ status: 'ok', said: 'cpu 3,6\n' });
});
