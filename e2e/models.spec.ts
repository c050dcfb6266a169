/** Models and weights: saved, taken away, brought in, checked, made smaller, and computed in 16 bits. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Download, type Page } from '@playwright/test';
import * as tf from '@tensorflow/tfjs';
import fixture from '../src/train/precision/fixtures/rounded.json' with { type: 'json' };
import { fromBfloat16, fromFloat16 } from '../src/train/precision/formats';
import { writeSafeTensors } from '../src/train/transfer/safetensors';
import { dropFiles, openNotebook, openStart, outputOf, runAll, runCells, textOf } from './support/notebook';

const MODEL = `
const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [2], activation: 'tanh' }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
model.compile({ optimizer: tf.train.adam(0.05), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const x = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]);
const y = tf.tensor2d([[1, 0], [0, 1], [0, 1], [1, 0]]);
await model.fit(x, y, { epochs: 3, verbose: 0 });
const valuesOf = async (of) => Array.from(await of.predict(x).data(), (value) => value.toFixed(4)).join();`;

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openStart(page);
});
test.afterAll(() => page.close());

async function lastLine(sources: readonly string[]): Promise<string> {
  const outcomes = await runCells(page, sources);
  expect(outcomes.map((outcome) => [outcome.status, outcome.status === 'error' ? textOf(outcome) : ''])).toEqual(sources.map(() => ['ok', '']));
  return textOf(outcomes.at(-1)).trim().split('\n').at(-1) ?? '';
}

async function openFiles(): Promise<void> {
  const tab = page.getByRole('tab', { name: 'Files' });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
}

test('a model is saved under every address, listed among the files, and loaded again; also its optimizer', async () => {
  const line = await lastLine([
    MODEL,
    `await model.save('opfs://xor/first', { includeOptimizer: true });
await model.save('indexeddb://second');
const before = await valuesOf(model);
await runtime.use('gpu');
await model.save('localstorage://from-gpu');
await runtime.use('cpu');
const again = await Promise.all(['opfs://xor/first', 'indexeddb://second', 'localstorage://from-gpu', 'models/second/model.json'].map((address) => tf.loadLayersModel(address)));
const same = await Promise.all(again.map(async (one) => (await valuesOf(one)) === before));
await again[0].fit(x, y, { epochs: 1, verbose: 0 });
await tf.io.moveModel('opfs://second', 'opfs://moved');
console.log(JSON.stringify([same, Object.keys(await tf.io.listModels())]));`,
  ]);
  expect(JSON.parse(line)).toEqual([[true, true, true, true], ['opfs://from-gpu', 'opfs://moved', 'opfs://xor/first']]);
  await openFiles();
  await expect(page.getByRole('tabpanel', { name: 'Files' })).toContainText('models');
});

test('a model is downloaded, loaded by stock TensorFlow.js, and brought in again with what it was cut from', async () => {
  const downloads: Download[] = [];
  const note = (download: Download) => void downloads.push(download);
  page.on('download', note);
  const line = await lastLine([MODEL, `await model.save('downloads://xor');\nconsole.log(await valuesOf(model));`]);
  await expect.poll(() => downloads.map((download) => download.suggestedFilename()).sort()).toEqual(['xor.json', 'xor.weights.bin']);
  page.off('download', note);
  const content = new Map<string, Buffer>();
  for (const download of downloads) content.set(download.suggestedFilename(), await readFile(await download.path()));
  const json = JSON.parse(content.get('xor.json')?.toString() ?? '') as { modelTopology: object; weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[] };
  const weights = content.get('xor.weights.bin') ?? Buffer.alloc(0);
  const stock = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: json.weightsManifest[0]?.weights ?? [], weightData: new Uint8Array(weights).buffer }));
  const predicted = stock.predict(tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]])) as tf.Tensor;
  expect(Array.from(predicted.dataSync(), (value) => value.toFixed(4)).join()).toBe(line);

  const kernel = { name: 'encoder.weight', dtype: 'F32', shape: [2, 8], bytes: new Uint8Array(Float32Array.from({ length: 16 }, (_, index) => index / 8).buffer) } as const;
  await openNotebook(page, [
    `const base = await train.loadModel(['xor.json', 'xor.weights.bin']);
const x = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]);
const features = train.featureExtractor(base, 0);
const report = await train.loadWeights(base, 'encoder.safetensors', { map: (name) => name.includes('kernel') && name.includes('Dense1') ? 'encoder.weight' : null });
const net = tf.sequential({ layers: [features, tf.layers.dense({ units: 1 })] });
const { frozen } = train.freeze(net, 0);
net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const kernelBefore = (await base.layers[0].getWeights()[0].data())[9];
await net.fit(x, x.sum(1, true), { epochs: 2, verbose: 0 });
console.log(JSON.stringify([features.outputShape, report.matched.length, frozen.length, kernelBefore, (await base.layers[0].getWeights()[0].data())[9]]));`,
  ]);
  await openFiles();
  await dropFiles(page.getByRole('main'), [
    ...[...content].map(([name, bytes]) => ({ name, content: [...bytes] })),
    { name: 'encoder.safetensors', content: [...writeSafeTensors([kernel])] },
  ]);
  await expect(page.getByRole('tabpanel', { name: 'Files' })).toContainText('encoder.safetensors');
  const [outcome] = await runAll(page);
  expect(JSON.parse(textOf(outcome).trim().split('\n').at(-1) ?? '')).toEqual([[null, 8], 1, 1, 9 / 8, 9 / 8]);
});

test('what comes from the web is checked, and kept with the notebook out of sight', async () => {
  const [wrong] = await runCells(page, [`await train.safetensors(new URL('/manifest.webmanifest', location.origin).href, { sha256: 'ab'.repeat(32) })`]);
  const [right] = await runCells(page, [
    `await train.safetensors.save('w.safetensors', { a: tf.tensor1d([1, 2]) }, { dtype: 'float16' });
const bytes = await files.bytes('w.safetensors');
const url = URL.createObjectURL(new Blob([bytes]));
const digest = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
const file = await train.safetensors(url, { sha256: digest });
console.log(file.names.join(), (await file.tensor('a').data()).join());`,
  ]);
  expect(textOf(wrong)).toMatch(/its SHA-256 is [0-9a-f]{64}, wanted was (ab){32}/);
  expect(wrong?.status).toBe('error');
  expect(textOf(right)).toContain('a 1,2');
});

test('weights go to a file and come back into a model of the same layers', async () => {
  const line = await lastLine([
    MODEL,
    `await model.saveWeights('xor');
const other = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [2], activation: 'tanh' }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
const { matched } = await other.loadWeights('xor');
console.log((await files.list()).map(({ name }) => name).join(), matched.length, (await valuesOf(other)) === (await valuesOf(model)));`,
  ]);
  expect(line).toBe('xor.safetensors 4 true');
});

test('an export in fewer bits tells size, scores and latency on every device, and loads', async () => {
  const line = await lastLine([
    MODEL,
    `const report = await train.exportModel(model, 'small', { dtype: 'uint8', evaluate: { x, y } });
const small = await tf.loadLayersModel('opfs://small');
const difference = (await small.predict(x).sub(model.predict(x)).abs().max().data())[0];
console.log(JSON.stringify([report.size, report.latency.map(({ device, after }) => device + ' ' + (after > 0)), Object.keys(report.scores.after), difference < 0.05, runtime.device]));`,
  ]);
  expect(JSON.parse(line)).toEqual([{ before: 168, after: 42 }, ['CPU true', 'GPU true'], ['loss', 'acc'], true, 'cpu']);
  const output = outputOf(page, 2);
  await expect(output).toContainText('as uint8');
  await expect(output).toContainText('weights, bytes');
  await expect(output).toContainText('a batch on GPU, ms');
});

test('rounding to 16 bits is exact on the CPU, and on the GPU but for subnormal numbers', async () => {
  const values = new Float32Array(Uint32Array.from(fixture.float32).buffer);
  const code = (device: string) => `await runtime.use('${device}');
const given = new Float32Array(new Uint32Array(${JSON.stringify(fixture.float32)}).buffer);
for (const policy of ['mixed_float16', 'mixed_bfloat16']) {
  const made = train.mixedPrecision.autocast(() => tf.tensor1d(given).add(0), { policy, emulate: true });
  console.log(Array.from(new Uint32Array((await made.data()).slice().buffer)).join());
}`;
  for (const device of ['cpu', 'gpu']) {
    const [outcome] = await runCells(page, [code(device)]);
    const made = textOf(outcome).trim().split('\n').filter((line) => /^\d+(,\d+)*$/.test(line)).map((line) => new Float32Array(Uint32Array.from(line.split(','), Number).buffer));
    expect(made, textOf(outcome).slice(0, 500)).toHaveLength(2);
    const wanted = [fixture.float16.map(fromFloat16), fixture.bfloat16.map(fromBfloat16)];
    const normal = (value: number): boolean => value === 0 || Math.abs(value) >= 2 ** -126;
    for (const [index, format] of wanted.entries()) {
      const wrong = format.flatMap((value, at) => {
        const found = made[index]?.[at];
        const isLeftOut = device === 'gpu' && !(normal(values[at] ?? 0) && normal(value) && Number.isFinite(values[at]));
        return isLeftOut || found === value || (Number.isNaN(found) && Number.isNaN(value)) ? [] : [{ given: values[at], found, value }];
      });
      expect(wrong.slice(0, 5), `${device} ${index}`).toEqual([]);
    }
  }
});

test('float16 is refused where no device has it, and trained with when emulated: loss scale and skipped steps are charted', async () => {
  const [refused] = await runCells(page, [`await runtime.use('cpu');\ntrain.mixedPrecision.setGlobalPolicy('mixed_float16')`]);
  expect(textOf(refused)).toContain("precision 'mixed_float16' needs the TPU runtime, or WebGPU");
  const [trained] = await runCells(page, [
    `await runtime.use('cpu');
train.mixedPrecision.setGlobalPolicy('mixed_float16', { emulate: true });
const net = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [2], activation: 'relu' }), tf.layers.dense({ units: 1, dtype: 'float32' })] });
net.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
const data = tf.randomNormal([32, 2]);
await net.fit(data, data.sum(1, true).mul(100), { epochs: 6, batchSize: 32, verbose: 0 });
const module = train.defineModule({ net, forward: (x) => net.apply(x), loss: (y, p) => tf.losses.meanSquaredError(y, p) });
const { history } = await new train.Trainer({ maxEpochs: 3, precision: 'mixed_float16', emulate: true, summary: false }).fit(module, { x: data, y: data.sum(1, true).mul(100) });
train.mixedPrecision.setGlobalPolicy('float32');
console.log(JSON.stringify([net.layers.map((layer) => layer.computeDtype), history.loss.every(Number.isFinite), history.loss_scale.length]));`,
  ]);
  const text = textOf(trained);
  expect(trained?.status, text).toBe('ok');
  expect(text).toContain('mixed_float16 is emulated: layers round after each operation to float16');
  expect(JSON.parse(text.trim().split('\n').findLast((line) => line.startsWith('[[')) ?? '[]')).toEqual([['float16', 'float32'], true, 3]);
  await expect(outputOf(page, 1)).toContainText('loss_scale');
});
