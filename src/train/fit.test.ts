import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { watchFit } from './fit';
import type { FitInfo, FitLogs, FitReport, FitSink } from './sink';

interface Seen {
  readonly begun: FitInfo[];
  readonly batches: { step: number; logs: FitLogs }[];
  readonly epochs: { epoch: number; logs: FitLogs }[];
  readonly ends: string[];
}

let sink: FitSink | null = null;
let stopAfter = Infinity;
let seen: Seen;

beforeAll(async () => {
  await tf.setBackend('cpu');
  watchFit(tf, () => sink);
});

beforeEach(() => {
  seen = { begun: [], batches: [], epochs: [], ends: [] };
  stopAfter = Infinity;
  let asked = 0;
  const report: FitReport = {
    batch: (step, logs) => seen.batches.push({ step, logs }),
    epoch: (epoch, logs) => seen.epochs.push({ epoch, logs }),
    end: (status) => seen.ends.push(status),
  };
  sink = { begin: (info) => (seen.begun.push(info), report), shouldStop: () => ++asked >= stopAfter };
});

afterEach(() => tf.disposeVariables());

function line(metrics: string[] = []): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError', metrics });
  return model;
}
const xs = tf.range(0, 10).reshape([10, 1]).div(10);
const ys = xs.mul(2);

test('a fit reports every batch and epoch in order, with the values that its history holds', async () => {
  const history = await line(['mae']).fit(xs, ys, { epochs: 3, batchSize: 4, validationData: [xs, ys] });
  expect(seen.begun[0]).toMatchObject({ epochs: 3, initialEpoch: 0, stepsPerEpoch: 3 });
  expect(seen.batches.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(seen.batches.every(({ logs }) => Object.keys(logs).join() === 'loss,mae' && Number.isFinite(logs.loss))).toBe(true);
  expect(seen.epochs.map(({ logs }) => logs.val_loss)).toEqual(history.history.val_loss);
  expect(seen.epochs.map(({ logs }) => logs.loss)).toEqual(history.history.loss);
  expect(seen.ends).toEqual(['done']);
});

test('a report changes neither losses nor the number of live tensors', async () => {
  const trained = async (): Promise<unknown> => {
    const model = line();
    model.setWeights([tf.tensor2d([[0.3]]), tf.tensor1d([0.1])]);
    const before = tf.memory().numTensors;
    const { history } = await model.fit(xs, ys, { epochs: 4, batchSize: 5, shuffle: false });
    return { loss: history.loss, kept: tf.memory().numTensors - before };
  };
  const watched = await trained();
  sink = null;
  expect(watched).toEqual(await trained());
});

test.each<[string, () => tf.ModelFitArgs['callbacks'], string[]]>([
  ['an object of functions', () => ({ onEpochEnd: () => void calls.push('own') }), ['own', 'own']],
  ['an array of objects', () => [{ onEpochEnd: () => void calls.push('a') }, { onEpochEnd: () => void calls.push('b') }], ['a', 'b', 'a', 'b']],
  ['a CustomCallback', () => [new tf.CustomCallback({ onEpochEnd: () => void calls.push('own') })], ['own', 'own']],
])('the caller’s callbacks still run: %s', async (_, callbacks, expected) => {
  calls.length = 0;
  await line().fit(xs, ys, { epochs: 2, batchSize: 5, callbacks: callbacks() });
  expect(calls).toEqual(expected);
  expect(seen.batches).toHaveLength(4);
});
const calls: string[] = [];

test('early stopping still stops, and the report says so', async () => {
  await line().fit(xs, ys, { epochs: 50, callbacks: tf.callbacks.earlyStopping({ monitor: 'loss', patience: 0, minDelta: 1e9 }) });
  expect(seen.epochs.length).toBeLessThan(50);
  expect(seen.ends).toEqual(['stopped']);
});

test('a callback that wants each batch gets numbers, as without a report', async () => {
  const own: unknown[] = [];
  await line().fit(xs, ys, { epochs: 1, batchSize: 5, callbacks: { onBatchEnd: (_, logs) => void own.push(logs?.loss) } });
  expect(own).toEqual(seen.batches.map(({ logs }) => logs.loss));
});

test('a stop ends the fit at the batch it was asked in', async () => {
  stopAfter = 4;
  await line().fit(xs, ys, { epochs: 100, batchSize: 2 });
  expect(seen.batches).toHaveLength(4);
  expect(seen.ends).toEqual(['stopped']);
});

test('a failing callback fails the fit, and the batches before it are reported', async () => {
  const fails = (batch: number): void => {
    if (batch === 2) throw new Error('no');
  };
  await expect(line().fit(xs, ys, { batchSize: 2, callbacks: { onBatchEnd: fails } })).rejects.toThrow('no');
  expect(seen.batches).toHaveLength(2);
  expect(seen.ends).toEqual(['failed']);
});

test('a fit that tfjs refuses leaves no report', async () => {
  await expect(line().fit(xs, ys.slice([0, 0], [5, 1]))).rejects.toThrow();
  expect(seen.begun).toHaveLength(0);
});

test('a fit on a dataset reports, with its length once it is known', async () => {
  const dataset = tf.data.zip({ xs: tf.data.array([[1], [2], [3], [4]]), ys: tf.data.array([[2], [4], [6], [8]]) }).batch(2);
  await line().fitDataset(dataset, { epochs: 2 });
  expect(seen.begun[0]?.stepsPerEpoch).toBe(2);
  expect(seen.batches).toHaveLength(4);
  expect(seen.ends).toEqual(['done']);
});

test('validation split is not counted as steps', async () => {
  await line().fit(xs, ys, { epochs: 1, batchSize: 2, validationSplit: 0.4 });
  expect(seen.begun[0]?.stepsPerEpoch).toBe(3);
  expect(seen.batches).toHaveLength(3);
});

test('losses of many batches are read from the device at once', async () => {
  const backend = tf.backend();
  const read = backend.read.bind(backend);
  let reads = 0;
  backend.read = (id) => (reads++, read(id));
  try {
    await line().fit(tf.zeros([400, 1]), tf.zeros([400, 1]), { epochs: 1, batchSize: 1, yieldEvery: 'never', shuffle: false });
  } finally {
    backend.read = read;
  }
  expect(seen.batches).toHaveLength(400);
  expect(reads).toBeLessThan(60);
});
