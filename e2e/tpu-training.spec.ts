/** Notebooks on the TPU runtime, with a real server: the same cells, the same losses, and models that move along. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { openNotebook, outcomes, runAll, switchDevice, textOf } from './support/notebook';
import { runCell, useServer } from './support/remote-page';
import { startRemoteServer, type RemoteServer } from './support/remote-server';

let server: RemoteServer;
test.beforeAll(async () => {
  server = await startRemoteServer();
});
test.afterAll(async () => {
  await server.end();
});

/** The code of an example, made short: fewer pictures, one epoch, and each batch's loss in `losses`. */
function shortExample(name: string): string[] {
  const { cells } = JSON.parse(readFileSync(new URL(`../public/examples/${name}`, import.meta.url), 'utf8')) as { cells: { cell_type: string; source: string[] }[] };
  const code = cells.filter(({ cell_type: type }) => type === 'code').map(({ source }) => source.join(''));
  const short = code.map((text) =>
    text
      .replace('smoke ? 80 : 4000', '900')
      .replace('smoke ? 32 : 1000', '100')
      .replace('smoke ? 1 : 6', '1').replace('smoke ? 36 : 64', '64')
      .replace('shuffle: true,', 'shuffle: true,\n  callbacks: { onBatchEnd: async (_batch, logs) => { losses.push(Number(logs?.loss)); } },'),
  );
  expect(short.join('')).toContain('losses.push');
  return ['runtime.seed(7);\nconst losses: number[] = [];', ...short, 'console.log(losses.slice(0, 12).join(" "))'];
}

const numbersIn = (text: string): number[] => text.trim().split(/\s+/).map(Number);

async function trained(page: Page, cells: readonly string[]): Promise<{ readonly losses: number[]; readonly texts: string[] }> {
  const ran = await runAll(page);
  expect(ran.map(({ status }, index) => (status === 'ok' ? 'ok' : `${index}: ${textOf(ran[index])}`))).toEqual(cells.map(() => 'ok'));
  const texts = ran.map((outcome) => textOf(outcome));
  return { losses: numbersIn(texts.at(-1) ?? ''), texts };
}

test('the example of the start page trains there with the losses of the CPU', async ({ page }) => {
  test.setTimeout(180_000);
  const cells = shortExample('digits.ipynb');
  await openNotebook(page, cells);
  const here = await trained(page, cells);
  await useServer(page, server);
  const there = await trained(page, cells);
  expect(there.texts.join('\n')).toContain('trained on tpu');
  expect(here.losses).toHaveLength(12);
  expect(there.losses).toHaveLength(12);
  there.losses.forEach((loss, step) => expect(Math.abs(loss - (here.losses[step] ?? NaN)), `step ${step}`).toBeLessThan(1e-5 * Math.max(1, loss)));
  // The last batch of an epoch has a shape of its own: run as it is at first, recorded the second time, known from then on.
  const fit = 'await model.fit(training.images, training.labels, { epochs: 1, batchSize: 64, validationSplit: 0.1 });\nruntime.report()';
  const programs = async (): Promise<number> => Number(/(\d+) programs/.exec((await runCell(page, 1, fit)).said)?.[1]);
  await programs();
  await programs();
  const before = await programs();
  expect(await programs()).toBe(before);
});

test('a model moves from CPU to TPU to GPU and back with its optimizer, and nothing is left behind', async ({ page }) => {
  test.setTimeout(180_000);
  await openNotebook(page, [
    'runtime.seed(3);\nconst x = tf.randomNormal([16, 4]), y = x.sum(1, true);\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: "tanh", inputShape: [4] }), tf.layers.dense({ units: 1 })] });\nmodel.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });\nconst losses: string[] = [];\nconst step = async () => { losses.push(`${runtime.device} ${await model.trainOnBatch(x, y)}`); };\nawait step(); await step();',
    'await step(); await step();',
  ]);
  expect((await runAll(page)).map(({ status }) => status)).toEqual(['ok', 'ok']);
  const measure = 'const before = tf.memory();\nawait step(); await step();\nconst after = tf.memory(), held = x.dataSync();\nconsole.log(after.numTensors - before.numTensors, after.numBytes - before.numBytes, after.numTensors, held.length, Math.abs(held[0] - (await x.data())[0]), tf.getBackend())';
  const here = (await runCell(page, 2, measure)).said.trim().split(' ');
  await useServer(page, server);
  const there = (await runCell(page, 2, measure)).said.trim().split(' ');
  expect(there.slice(0, 2)).toEqual(here.slice(0, 2));
  expect(there.slice(3)).toEqual(['64', '0', 'tpu']);
  expect((await runCell(page, 2, 'await step(); await step();')).status).toBe('ok');
  await switchDevice(page, 'gpu');
  expect((await runCell(page, 2, 'await step(); await step();')).status).toBe('ok');
  await switchDevice(page, 'cpu');
  const { said } = await runCell(page, 2, 'await step(); await step();\nconsole.log(losses.join("\\n"))');
  const lines = said.trim().split('\n').map((line) => line.split(' '));
  expect(lines.map(([device]) => device)).toEqual([...Array.from({ length: 6 }, () => 'cpu'), ...Array.from({ length: 4 }, () => 'tpu'), 'gpu', 'gpu', 'cpu', 'cpu']);
  // The same training on one device only.
  await openNotebook(page, [await sourceOfFirst(page), ...Array.from({ length: 6 }, () => 'await step(); await step();'), 'console.log(losses.join("\\n"))']);
  const alone = await runAll(page);
  const expected = textOf(alone.at(-1)).trim().split('\n').map((line) => Number(line.split(' ')[1]));
  lines.forEach(([, loss], step) => expect(Math.abs(Number(loss) - (expected[step] ?? NaN)), `step ${step}`).toBeLessThan(2e-4 * Math.max(1, expected[step] ?? 1)));
});

const sourceOfFirst = (page: Page): Promise<string> => page.evaluate(() => window.gradbook?.app.store.getState().session?.store.getState().notebook.cells[0]?.source ?? '');

test('reports name what costs time: a read every operation, a shape that grows, and a profile of the device', async ({ page }) => {
  test.setTimeout(120_000);
  await openNotebook(page, ['1']);
  await useServer(page, server);
  await runCell(page, 1, 'for (let i = 0; i < 12; i++) {\n  const y = tf.add(tf.ones([4]), i);\n  await y.data(); y.dispose();\n}');
  const reads = await runCell(page, 1, 'runtime.report()');
  expect(reads.said).toMatch(/Values are read back after nearly every operation \(Cell \[\d+\], line 2\)/);
  await runCell(page, 1, 'let text = tf.ones([1, 8]);\nfor (let i = 0; i < 6; i++) {\n  const scores = tf.tidy(() => tf.softmax(tf.tanh(text)));\n  await scores.data(); scores.dispose();\n  const longer = tf.tensor2d(new Float32Array((i + 2) * 8), [i + 2, 8]); text.dispose(); text = longer;\n}');
  const grows = await runCell(page, 1, 'runtime.report()');
  expect(grows.said).toMatch(/grows every time: 1, 2, 3, 4, 5, 6\. Pad it to a fixed length/);
  const profile = await runCell(
    page,
    1,
    'const w = tf.ones([256, 256]);\nawait runtime.profile(async () => { const y = tf.tidy(() => tf.sum(tf.tanh(\n  tf.matMul(w as tf.Tensor2D, w as tf.Tensor2D)))); await y.data(); y.dispose(); }, { steps: 3, peakFlops: 1e12 })',
  );
  expect(profile.said).toMatch(/Products of matrices and convolutions/);
  expect(profile.said).toMatch(/Its time by line[\s\S]*Cell \[\d+\], line [23]/);
  expect(profile.said).toMatch(/of the 1\.00 TFLOP\/s that it can do at most/);
  expect((await outcomes(page))[0]?.status).toBe('ok');
});
