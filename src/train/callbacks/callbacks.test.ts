import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Module } from '../module/types';
import type { TestTrain } from '../testing';
import { createTestTrain } from '../testing';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../trainer/checkpoint';

let t: TestTrain;
beforeAll(() => tf.setBackend('cpu').then(() => undefined));
beforeEach(() => (t = createTestTrain()));
afterEach(() => tf.disposeVariables());

const x = tf.linspace(-1, 1, 12).reshape([12, 1]);
const data = { x, y: x.mul(2), batchSize: 4 };

/** One weight w; the loss is that of y = w·x. */
function slope(optimizer: () => tf.Optimizer = () => tf.train.sgd(0.1), hparams: Record<string, unknown> = {}) {
  return t.train.defineModule({
    hparams,
    w: tf.variable(tf.scalar(0)),
    trainingStep(this: { w: tf.Variable }, batch: { x: tf.Tensor; y: tf.Tensor }) {
      return batch.x.mul(this.w).sub(batch.y).square().mean();
    },
    configureOptimizers: optimizer,
  }) as Module & { w: tf.Variable };
}
const weight = (module: { w: tf.Variable }): number => module.w.dataSync()[0] as number;

test('EarlyStopping ends a training that does not improve and takes back the best weights', async () => {
  const module = slope(() => tf.train.sgd(10));
  const stopping = new t.train.EarlyStopping({ monitor: 'loss', patience: 2, restoreBest: true });
  const { status, epochs, reason } = await new t.train.Trainer({ maxEpochs: 50, callbacks: [stopping] }).fit(module, data);
  expect([status, epochs]).toEqual(['stopped', 3]);
  expect(reason).toMatch(/^loss has not improved on .* for 2 epochs$/);
  expect(Math.abs(weight(module))).toBeLessThan(1000);
});

test('a metric that was not logged is named with those that were', async () => {
  const stopping = new t.train.EarlyStopping({ monitor: 'val_acc' });
  await expect(new t.train.Trainer({ maxEpochs: 2, callbacks: [stopping] }).fit(slope(), data)).rejects.toThrow("EarlyStopping follows 'val_acc', which was not logged; logged are: loss");
});

test('ModelCheckpoint keeps the best and the last in files, and deletes others', async () => {
  const checkpoint = new t.train.ModelCheckpoint({ monitor: 'loss', saveTopK: 2, filename: 'slope-{epoch}.ckpt' });
  await new t.train.Trainer({ maxEpochs: 5, callbacks: [checkpoint] }).fit(slope(), data);
  expect([...t.files.keys()].sort()).toEqual(['slope-4.ckpt', 'slope-5.ckpt']);
  expect(checkpoint.best).toBe('slope-5.ckpt');
  expect(checkpoint.last).toBe('slope-5.ckpt');
});

test('a resumed training goes on as if it had not stopped, also within an epoch and with Adam', async () => {
  const fit = (module: Module, options: object, from?: string) => new t.train.Trainer({ seed: 3, ...options }).fit(module, data, from === undefined ? {} : { checkpoint: from });
  const whole = slope(() => tf.train.adam(0.05));
  await fit(whole, { maxSteps: 10 });
  const first = slope(() => tf.train.adam(0.05));
  const trainer = new t.train.Trainer({ seed: 3, maxSteps: 4 });
  await trainer.fit(first, data);
  await trainer.saveCheckpoint('half.ckpt');
  const second = slope(() => tf.train.adam(0.05));
  const { steps } = await fit(second, { maxSteps: 10 }, 'half.ckpt');
  expect(steps).toBe(10);
  expect(weight(second)).toBe(weight(whole));
});

test('fromCheckpoint makes a module of its class with its hyper-parameters', async () => {
  class Net extends t.train.Module {
    readonly w = tf.variable(tf.zeros([Number(this.hparams['units'])]));
    override trainingStep(): tf.Tensor {
      return this.w.sub(1).square().mean();
    }
  }
  const trainer = new t.train.Trainer({ maxEpochs: 1 });
  const net = new Net({ units: 3 });
  await trainer.fit(net, data);
  const checkpoint = await trainer.checkpoint();
  const again = await t.train.fromCheckpoint(checkpoint, Net);
  expect(again.w.arraySync()).toEqual(net.w.arraySync());
  await expect(t.train.fromCheckpoint(checkpoint, new Net({ units: 2 }))).rejects.toThrow("'w' has shape [3] in the checkpoint and [2] in 'Net'");
});

test('a checkpoint fits another module of the same class, whatever its layers are called', async () => {
  class Net extends t.train.Module {
    readonly net = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] }), tf.layers.dense({ units: 1 })] });
    override trainingStep(batch: unknown): tf.Tensor {
      return (this.net.apply((batch as { x: tf.Tensor }).x) as tf.Tensor).square().mean();
    }
  }
  const trainer = new t.train.Trainer({ maxEpochs: 1 });
  const net = new Net();
  await trainer.fit(net, data);
  const again = await t.train.fromCheckpoint(await trainer.checkpoint(), Net);
  expect(again.net.getWeights().map((weights) => weights.arraySync())).toEqual(net.net.getWeights().map((weights) => weights.arraySync()));
});

test('a damaged checkpoint is refused', async () => {
  const trainer = new t.train.Trainer({ maxEpochs: 1 });
  await trainer.fit(slope(), data);
  const bytes = encodeCheckpoint(await trainer.checkpoint());
  expect(decodeCheckpoint(bytes, 'a').weights).toHaveLength(1);
  bytes[bytes.length - 8] = (bytes[bytes.length - 8] ?? 0) ^ 1;
  expect(() => decodeCheckpoint(bytes, 'a.ckpt')).toThrow("'a.ckpt' is damaged");
  expect(() => decodeCheckpoint(new Uint8Array(99), 'b.png')).toThrow("'b.png' is no checkpoint");
});

test.each(['EMA', 'StochasticWeightAveraging'] as const)('%s goes on from a checkpoint, and leaves no tensors', async (name) => {
  const average = () => (name === 'EMA' ? new t.train.EMA({ decay: 0.5 }) : new t.train.StochasticWeightAveraging({ startEpoch: 1 }));
  const weightAfter = async (fit: (module: ReturnType<typeof slope>) => Promise<void>): Promise<number[]> => {
    const module = slope();
    const before = tf.memory().numTensors;
    await fit(module);
    // SGD keeps its rate.
    expect(tf.memory().numTensors).toBe(before + 1);
    return module.variables.flatMap((variable) => [...variable.dataSync()]);
  };
  const whole = await weightAfter(async (module) => void (await new t.train.Trainer({ maxEpochs: 4, seed: 2, callbacks: [average()] }).fit(module, data)));
  let kept: Checkpoint | null = null;
  await new t.train.Trainer({ maxEpochs: 4, seed: 2, callbacks: [average(), { onEpochEnd: async ({ trainer, epoch }) => { if (epoch === 2) kept = await trainer.checkpoint(); } }] }).fit(slope(), data);
  const resumed = await weightAfter(async (module) => void (await new t.train.Trainer({ maxEpochs: 4, seed: 2, callbacks: [average()] }).fit(module, data, { checkpoint: kept as unknown as Checkpoint })));
  expect(resumed).toEqual(whole);
});

test('EMA and stochastic weight averaging give averages of the weights', async () => {
  const weights: number[] = [];
  const watch = { onBatchEnd: ({ module }: { module: Module }) => void weights.push(weight(module as Module & { w: tf.Variable })) };
  const ema = slope();
  await new t.train.Trainer({ maxEpochs: 2, callbacks: [watch, new t.train.EMA({ decay: 0.5 })] }).fit(ema, data);
  expect(weight(ema)).toBeCloseTo(weights.slice(1).reduce((average, value) => (average + value) / 2, weights[0] ?? 0), 5);
  weights.length = 0;
  const averaged = slope();
  const atEpochs = { onEpochEnd: watch.onBatchEnd };
  await new t.train.Trainer({ maxEpochs: 4, callbacks: [atEpochs, new t.train.StochasticWeightAveraging({ startEpoch: 1 })] }).fit(averaged, data);
  expect(weight(averaged)).toBeCloseTo(weights.slice(1).reduce((sum, value) => sum + value, 0) / 3, 5);
});

test('accumulation follows its schedule, a timer ends training, statistics and rates are charted', async () => {
  const { steps } = await new t.train.Trainer({ maxEpochs: 2, callbacks: [new t.train.GradientAccumulationSchedule({ 0: 1, 1: 3 })] }).fit(slope(), data);
  expect(steps).toBe(4);
  let seconds = 0;
  const timer = new t.train.Timer({ seconds: 5, now: () => 1000 * seconds++ });
  expect((await new t.train.Trainer({ maxEpochs: 99, callbacks: [timer] }).fit(slope(), data)).reason).toBe('the 5 s of Timer are over');
  const lines: string[] = [];
  await new t.train.Trainer({ maxEpochs: 1, callbacks: [new t.train.DeviceStats(), new t.train.LearningRateMonitor({ interval: 'epoch' }), new t.train.ProgressBar({ print: (line) => lines.push(line) })] }).fit(slope(), data);
  const names = new Set(t.seen.batches.flatMap(({ logs }) => Object.keys(logs)));
  expect([...names]).toEqual(expect.arrayContaining(['memory_mb', 'learning_rate', 'loss']));
  expect(lines[0]).toMatch(/^epoch 1\/1 · loss /);
});

test('accelerate serves loops of one\'s own: batches, gradients, updates and charts', async () => {
  const w = tf.variable(tf.scalar(0));
  const own = t.train.accelerate({ model: w, optimizer: tf.train.sgd(0.3), data: { ...data, shuffle: false }, epochs: 20 });
  const before = tf.memory().numTensors;
  for (let epoch = 0; epoch < 20; epoch++) {
    for await (const batch of own.data) {
      const given = batch as { x: tf.Tensor; y: tf.Tensor };
      const loss = own.backward(() => given.x.mul(w).sub(given.y).square().mean() as tf.Scalar);
      own.step();
      own.log({ loss });
      loss.dispose();
    }
  }
  await own.end();
  expect(w.dataSync()[0]).toBeCloseTo(2, 1);
  expect(tf.memory().numTensors).toBe(before);
  expect(t.seen.batches).toHaveLength(60);
  expect(t.seen.ends).toEqual(['done']);
  expect(() => own.step()).toThrow('step() has no gradients');
});
