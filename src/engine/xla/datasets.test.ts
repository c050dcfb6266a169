import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, useServer } from '../../../e2e/support/remote-engine';
import { startRemoteServer, type RemoteServer } from '../../../e2e/support/remote-server';
import type { Engine, FullTensorFlow } from '../api';
import { compiled } from '../graph/compiled/compiled';
import { stacked } from '../graph/compiled/stacked';
import { testLine } from '../graph/testing';
import { compileTraining } from '../graph/training/install';
import { installRandom } from '../random/install';
import { openRemoteDataset, type RemoteDataOptions } from './datasets';

const FEATURES = 48;
const ROWS = 152;
const folder = mkdtempSync(join(tmpdir(), 'gradbook-data-'));
let engine: Engine;
let tf: FullTensorFlow;
let server: RemoteServer;
let socket: Awaited<ReturnType<typeof useServer>>;
beforeAll(async () => {
  const names = Array.from({ length: FEATURES }, (_, feature) => `f${feature}`);
  const lines = Array.from({ length: ROWS }, (_, row) => [...names.map((_, feature) => Math.sin(row * (feature + 1)).toFixed(5)), row % 3].join());
  writeFileSync(join(folder, 'waves.csv'), [[...names, 'kind'].join(), ...lines].join('\n'));
  writeFileSync(join(folder, 'pairs.jsonl'), Array.from({ length: 16 }, (_, row) => JSON.stringify({ left: row, right: [row, 1], sum: row / 2 })).join('\n'));
  server = await startRemoteServer({ args: ['--data-dir', folder] });
  engine = await startEngine();
  ({ tf } = engine);
  compileTraining(tf, { lineOf: testLine, say: (message) => expect(message).toBe('nothing') });
  socket = await useServer(engine, server);
}, 120_000);
afterAll(async () => {
  socket.close();
  await server.end();
  rmSync(folder, { recursive: true });
});

const open = (source: string, options: RemoteDataOptions) => openRemoteDataset(tf, () => engine.remote.serving(), source, { seed: 5, ...options });
const waves = (options: RemoteDataOptions = {}) => open('waves.csv', { labels: 'kind', batch: 16, shuffle: true, ...options });
const near = (got: readonly number[], expected: readonly number[], bound: number): void => {
  expect(got.length).toBe(expected.length);
  got.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(value))));
};
const put = () => engine.remote.activity()?.putBytes ?? 0;

/** The numbers of every batch of `count` epochs, as tf.data's. */
async function local(options: RemoteDataOptions, count: number) {
  const data = await waves(options);
  const epochs: { xs: number[][]; ys: number[] }[][] = [];
  for (let epoch = 0; epoch < count; epoch++) {
    const batches: { xs: number[][]; ys: number[] }[] = [];
    for await (const [x, y] of data) {
      batches.push({ xs: (await (x as Tensor).array()) as number[][], ys: [...(await (y as Tensor).data())] });
      tf.dispose([x, y] as Tensor[]);
    }
    epochs.push(batches);
  }
  data.dispose();
  // TensorFlow.js opens a dataset once before the first epoch.
  let epoch = -1;
  return tf.data.generator((() => (epochs[epoch++] ?? [])[Symbol.iterator]()) as never).map(((batch: { xs: number[][]; ys: number[] }) => ({ xs: tf.tensor2d(batch.xs), ys: tf.tensor1d(batch.ys) })) as never);
}

function small(steps: number) {
  installRandom(tf).seed(3);
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [FEATURES] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 3, activation: 'softmax' })] });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', stepsPerExecution: steps } as never);
  return model;
}

async function fitted(steps: number, data: object, args: object = {}): Promise<number[]> {
  const model = small(steps);
  const losses: number[] = [];
  const onBatchEnd = (_: number, logs?: Record<string, number>): void => void losses.push(logs?.['loss'] ?? NaN);
  await model.fitDataset(data as never, { epochs: 2, verbose: 0, callbacks: { onBatchEnd }, ...args } as never);
  model.optimizer.dispose();
  model.dispose();
  return losses;
}

describe('fitDataset of data that the server reads', () => {
  it.each([{ remainder: 'drop' }, { remainder: 'keep' }] as const)('trains as on the CPU, one batch or four an execution, and sends no data: %o', async (options) => {
    const there = await local(options, 2);
    await tf.setBackend('wasm');
    const expected = await fitted(1, there);
    await engine.use('tpu');
    const tensors = tf.memory().numTensors;
    for (const steps of [1, 4]) {
      const data = await waves(options);
      const before = put();
      near(await fitted(steps, data), expected, 1e-5);
      // Weights and numbers of steps: an epoch of this data has 29 kB.
      expect(put() - before).toBeLessThan(4000);
      data.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    }
  }, 120_000);

  it('as many batches an epoch as told, over the epochs that it repeats; validated by other data', async () => {
    const data = await waves({ repeat: 2 });
    expect([data.batches, data.size]).toEqual([9, 18]);
    const test = await waves({ batch: 50, shuffle: false });
    const model = small(4);
    const tensors = tf.memory().numTensors;
    const { history, epoch } = await model.fitDataset(data as never, { epochs: 2, batchesPerEpoch: 8, validationData: test as never, verbose: 0 });
    expect(epoch).toEqual([0, 1]);
    expect(history['loss']).toHaveLength(2);
    expect(history['val_loss']?.every((loss) => Number.isFinite(loss))).toBe(true);
    await model.fit(data as never, null as never, { verbose: 0 });
    expect(data.cursor.index).toBe(36);
    await expect(model.fit(data as never, tf.ones([2]), {})).rejects.toThrow('the targets are in it');
    // The optimizer's.
    expect(tf.memory().numTensors - tensors).toBeLessThan(15);
    model.optimizer.dispose();
    model.dispose();
    data.dispose();
    test.dispose();
  }, 60_000);

  it('gives inputs by name, and says where there are no targets', async () => {
    const pairs = await open('pairs.jsonl', { labels: 'sum', batch: 4 });
    const iterator = await pairs.iterator();
    const { value, done } = await iterator.next();
    const { xs, ys } = value as { readonly xs: Readonly<Record<string, Tensor>>; readonly ys: Tensor };
    expect([done, Object.keys(xs), xs['right']?.shape, [...(await ys.data())]]).toEqual([false, ['left', 'right'], [4, 2], [0, 0.5, 1, 1.5]]);
    tf.dispose([xs, ys]);
    const forLayers = (await (await pairs.forLayers().iterator()).next()).value as { readonly xs: Readonly<Record<string, Tensor>>; readonly ys: Tensor };
    expect([forLayers.xs['left']?.dtype, forLayers.xs['left']?.shape, forLayers.xs['right']?.shape, forLayers.ys.shape]).toEqual(['float32', [4, 1], [4, 2], [4, 1]]);
    tf.dispose([forLayers.xs, forLayers.ys] as never);
    pairs.dispose();
    const bare = await open('waves.csv', { batch: 4 });
    await expect(bare.iterator()).rejects.toThrow("has one column and no labels: name them, as by remoteDataset(…, {labels: …})");
    bare.dispose();
  }, 60_000);
});

it('a compiled step of many steps takes stacks of it, and loses what single steps do', async () => {
  const trained = async (steps: number): Promise<number[]> => {
    installRandom(tf).seed(8);
    const weight = tf.variable(tf.randomNormal([FEATURES, 3]));
    const optimizer = tf.train.adam(0.02);
    const one = compiled(
      tf,
      (x: Tensor, y: Tensor) => optimizer.minimize(() => tf.losses.softmaxCrossEntropy(tf.oneHot(y as never, 3), tf.matMul(x as never, weight as never)) as never, true) as Tensor,
      {},
      { lineOf: testLine, say: (message) => expect(message).toBe('nothing') },
    );
    const step = steps === 1 ? one : stacked(tf, one, steps, null);
    const data = await waves({ remainder: 'pad' });
    const losses: number[] = [];
    for (let index = 0; index < 16; index += steps) {
      const batch = steps === 1 ? data.next() : data.stack(steps);
      const loss = step(...(batch as [Tensor, Tensor]));
      losses.push(...(await loss.data()));
      tf.dispose([...batch, loss]);
    }
    optimizer.dispose();
    step.dispose();
    tf.dispose(weight);
    data.dispose();
    return losses;
  };
  const single = await trained(1);
  const before = put();
  near(await trained(4), single, 1e-6);
  expect(put() - before).toBeLessThan(4000);
}, 60_000);
