/** Trainings that are cut off anywhere and go on, against ones that are not: the same losses, bit by bit. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { installRandom } from '../../../engine/random/install';
import type { Random } from '../../../engine/random/random';
import { memoryFolder } from '../../../storage/opfs/testing';
import { createTrain, type Train } from '../../../train/api';
import { createKeepFit, type KeepFitParts } from '../../../train/durable/keep-fit';
import { watchFit } from '../../../train/fit';
import type { FitLogs } from '../../../train/sink';
import type { CompileStep, RandomState, TrainEnvironment, TrainRun } from '../../../train/trainer/environment';
import { createDurableRuns, storeIn } from './runs';

let random: Random;
beforeAll(async () => {
  await tf.setBackend('cpu');
  random = installRandom(tf as never);
});
afterEach(() => tf.disposeVariables());

class Cut extends Error {}

/** Ends a training after so many batches, as nothing that a training knows of does. */
function cutting(after: number, pause = 0) {
  let batches = 0;
  return {
    onBatchEnd: async () => {
      // Time for a checkpoint of each batch.
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      if (++batches > after) throw new Cut('the worker is gone');
    },
  };
}

interface World {
  readonly train: Train;
  readonly run: Pick<TrainRun, 'sink' | 'durable'>;
  readonly env: Omit<KeepFitParts, 'currentRun'>;
  readonly losses: Map<number, number>;
  readonly epochs: FitLogs[];
  readonly said: string[];
  readonly asked: string[];
}

const asTheyAre: CompileStep = <Args extends readonly unknown[], Result>(step: (...args: Args) => Result) =>
  Object.assign((...args: Args): Result => tf.tidy(() => step(...args) as tf.TensorContainer) as Result, { dispose: () => undefined });

/** A kernel with its run of one cell. */
function world(folder: FileSystemDirectoryHandle, { resume, agrees = false }: { resume?: string; agrees?: boolean } = {}): World {
  const losses = new Map<number, number>();
  const epochs: FitLogs[] = [];
  const said: string[] = [];
  const asked: string[] = [];
  const runs = createDurableRuns({ folder, life: 'life', date: () => Date.now(), wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) });
  if (resume !== undefined) runs.resume('cell', resume);
  const run = {
    sink: {
      begin: () => ({
        batch: (step: number, logs: FitLogs) => {
          const loss = logs['loss'] ?? logs['net_loss'];
          if (loss !== undefined) losses.set(step, loss);
        },
        epoch: (_: number, logs: FitLogs) => void epochs.push(logs),
        end: () => undefined,
      }),
      shouldStop: () => false,
    },
    files: { bytes: () => Promise.reject(new Error('none')), write: () => Promise.resolve(), delete: () => Promise.resolve() },
    table: () => undefined,
    durable: runs.of('cell', (question) => (asked.push(question), Promise.resolve(agrees))),
  };
  const env = {
    tf,
    currentRun: () => run as unknown as TrainRun,
    compile: asTheyAre,
    lineOf: () => null,
    seed: (seed: number) => random.seed(seed),
    randomState: () => ({ ...random.state }) as unknown as RandomState,
    restoreRandom: (state: RandomState) => random.restore(state as never),
    watchShuffles: () => random.shuffles.watch(),
    precision: () => 'float32',
    device: () => ({ name: 'CPU', count: 1 }),
    say: (message: string) => void said.push(message),
    now: () => performance.now(),
  };
  return { train: createTrain(env as unknown as TrainEnvironment), run, env, losses, epochs, said, asked };
}

const xs = tf.tidy(() => tf.tensor2d(Array.from({ length: 46 * 3 }, (_, index) => Math.sin(index * 1.7)), [46, 3]));
const ys = tf.tidy(() => xs.sum(1, true).square());

/** A network with dropout, a schedule, a metric that accumulates, and two optimizers. */
function network({ train }: World, units = 5) {
  const layers = tf.sequential({ layers: [tf.layers.dense({ units, activation: 'relu', inputShape: [3], kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }) }), tf.layers.dropout({ rate: 0.3 }), tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotUniform({ seed: 4 }) })] });
  const error = train.metrics.mse();
  return train.defineModule({
    name: 'network',
    layers,
    error,
    scale: tf.variable(tf.scalar(1)),
    trainingStep(this: { scale: tf.Variable; log(name: string, value: unknown): void }, { x, y }: { x: tf.Tensor; y: tf.Tensor }) {
      const predicted = (layers.apply(x, { training: true }) as tf.Tensor).mul(this.scale);
      error.update(y, predicted);
      this.log('mse', error);
      return predicted.sub(y).square().mean();
    },
    configureOptimizers(this: { layers: unknown; scale: unknown }) {
      return {
        net: { optimizer: tf.train.adam(0.01), of: this.layers, schedule: train.schedules.cosine({ learningRate: 0.01, decaySteps: 60 }) },
        scale: { optimizer: tf.train.momentum(0.01, 0.9), of: this.scale },
      };
    },
  } as never);
}

const data = { x: xs, y: ys, batchSize: 8 };

async function fit(made: World, options: object, more?: object, units?: number) {
  random.seed(7);
  return new made.train.Trainer({ maxEpochs: 4, summary: false, ...options } as never).fit(network(made, units), data, more as never);
}

test.each([1, 5, 6, 7, 12, 17, 23])('a Trainer that is cut off after %i batches has the losses of one that is not', async (cutAfter) => {
  const whole = world(memoryFolder());
  const expected = await fit(whole, { checkpointEvery: false });

  const folder = memoryFolder();
  const first = world(folder);
  await expect(fit(first, { checkpointEvery: { steps: 1 }, callbacks: [cutting(cutAfter)] })).rejects.toThrow(Cut);
  const [record] = await storeIn(folder).records();
  if (record === undefined) throw new Error('nothing was kept');
  const second = world(folder, { resume: record.id });
  const { history, epochs, steps } = await fit(second, { checkpointEvery: { steps: 1 } });
  expect({ epochs, steps }).toEqual({ epochs: expected.epochs, steps: expected.steps });
  expect(Math.min(...second.losses.keys())).toBe((record.checkpoints.at(-1)?.batches ?? 0) + 1);
  for (const [step, loss] of second.losses) expect([step, loss]).toEqual([step, whole.losses.get(step)]);
  expect(history).toEqual(expected.history);
  expect(second.epochs.at(-1)).toEqual(whole.epochs.at(-1));
});

test('a Trainer that goes on asks where the model is another, and begins afresh only if the reader agrees', async () => {
  const folder = memoryFolder();
  await expect(fit(world(folder), { checkpointEvery: { steps: 1 }, callbacks: [cutting(7)] })).rejects.toThrow(Cut);
  const [record] = await storeIn(folder).records();
  const resume = record?.id ?? '';
  const refused = world(folder, { resume });
  await expect(fit(refused, {}, {}, 6)).rejects.toThrow(/not resumed: 'layers.0\/0' has shape \[3, 6\] now, and \[3,5\] in the checkpoint/);
  expect(refused.losses.size).toBe(0);
  const agreed = world(folder, { resume, agrees: true });
  await fit(agreed, {}, {}, 6);
  expect(agreed.asked[0]).toContain('Begin at step 0?');
  expect(Math.min(...agreed.losses.keys())).toBe(1);
});

test("fit goes on from 'last', past a checkpoint that was cut while it was written", async () => {
  const folder = memoryFolder();
  await expect(fit(world(folder), { checkpointEvery: { steps: 1 }, callbacks: [cutting(9, 20)] })).rejects.toThrow(Cut);
  const store = storeIn(folder);
  const [record] = await store.records();
  const last = record?.checkpoints.at(-1);
  if (record === undefined || last === undefined) throw new Error('nothing was kept');
  const bytes = new Uint8Array((await store.read(record.id, last.file)) ?? []);
  await store.write(record.id, last.file, [bytes.slice(0, bytes.length / 2)]);
  const whole = world(memoryFolder());
  const expected = await fit(whole, { checkpointEvery: false });
  const second = world(folder);
  const { history } = await fit(second, {}, { checkpoint: 'last' });
  expect(second.said.join()).toContain('The last checkpoint is damaged: training goes on from the one before');
  expect(history).toEqual(expected.history);
  const none = world(memoryFolder());
  await fit(none, { maxEpochs: 1 }, { checkpoint: 'last' });
  expect(none.said.join()).toContain("There is no checkpoint of 'network' yet");
});

test('the end of a Trainer is kept, so that it can be trained further, as far as one that was never ended', async () => {
  const whole = world(memoryFolder());
  const expected = await fit(whole, { checkpointEvery: false });
  const folder = memoryFolder();
  const saved: number[] = [];
  // None is due before the end.
  await fit(world(folder), { maxEpochs: 2, checkpointEvery: { steps: 1000 }, callbacks: [{ onCheckpointSave: ({ step, checkpoint }: { step: number; checkpoint?: { weights: readonly object[] } }) => void saved.push(step, checkpoint?.weights.length ?? 0) }] });
  const [record] = await storeIn(folder).records();
  expect(record).toMatchObject({ state: 'done', checkpoints: [{ batches: 12, epoch: 2, isMarked: true }] });
  expect(saved).toEqual([12, 5]);
  const further = world(folder);
  const { history, epochs } = await fit(further, { checkpointEvery: false }, { checkpoint: 'last' });
  expect(epochs).toBe(4);
  expect(history).toEqual(expected.history);
  expect(Math.min(...further.losses.keys())).toBe(13);
});

test('a short training that nobody asked to keep leaves nothing behind', async () => {
  const folder = memoryFolder();
  await fit(world(folder), {});
  expect(await storeIn(folder).records()).toEqual([]);
});

let current: World | null = null;
beforeAll(() => {
  const keep = createKeepFit({
    tf,
    randomState: () => current?.env.randomState() ?? {},
    restoreRandom: (state) => current?.env.restoreRandom(state),
    watchShuffles: () => random.shuffles.watch(),
    currentRun: () => current?.run ?? null,
    now: () => performance.now(),
    say: (message) => current?.env.say(message),
  });
  watchFit(tf, () => current?.run.sink ?? null, () => performance.now(), keep);
});
afterEach(() => (current = null));

const make = { adam: () => tf.train.adam(0.01), momentum: () => tf.train.momentum(0.01, 0.9), rmsprop: () => tf.train.rmsprop(0.01), sgd: () => tf.train.sgd(0.05) };

interface FitCase {
  readonly optimizer: keyof typeof make;
  readonly by: 'fit' | 'dataset' | 'batches of a dataset';
}

async function fitModel(made: World, { optimizer, by }: FitCase, more: object, seed = 11): Promise<tf.History> {
  current = made;
  random.seed(seed);
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 6, activation: 'relu', inputShape: [3] }), tf.layers.dropout({ rate: 0.25 }), tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: make[optimizer](), loss: 'meanSquaredError', metrics: ['mae'] });
  const args = { epochs: 4, ...more };
  if (by === 'fit') return model.fit(xs, ys, { batchSize: 8, validationSplit: 0.2, ...args });
  const dataset = tf.data.zip({ xs: tf.data.array(xs.arraySync() as number[][]), ys: tf.data.array(ys.arraySync() as number[][]) }).shuffle(46).batch(8);
  const given = by === 'dataset' ? dataset : dataset.repeat();
  return model.fitDataset(given as never, { ...args, ...(by === 'dataset' ? {} : { batchesPerEpoch: 5 }) } as never);
}

const CASES: FitCase[] = [{ optimizer: 'adam', by: 'fit' }, { optimizer: 'momentum', by: 'fit' }, { optimizer: 'rmsprop', by: 'dataset' }, { optimizer: 'sgd', by: 'dataset' }, { optimizer: 'adam', by: 'batches of a dataset' }];

test.each(CASES.flatMap((one) => [1, 5, 13].map((cutAfter) => ({ ...one, cutAfter }))))('$by with $optimizer that is cut off after $cutAfter batches has the losses of one that is not', async ({ cutAfter, ...one }) => {
  const whole = world(memoryFolder());
  const expected = await fitModel(whole, one, { checkpointEvery: false });

  const folder = memoryFolder();
  await expect(fitModel(world(folder), one, { checkpointEvery: { steps: 1 }, callbacks: cutting(cutAfter) })).rejects.toThrow(Cut);
  const [record] = await storeIn(folder).records();
  if (record === undefined) throw new Error('nothing was kept');
  const heard: number[] = [];
  const second = world(folder, { resume: record.id });
  // Of another seed, as a kernel is that none was given: all that is drawn by chance comes out of the checkpoint.
  const found = await fitModel(second, one, { checkpointEvery: { steps: 1 }, callbacks: { onBatchEnd: (batch: number) => void heard.push(batch) } }, 99);
  expect(found.epoch).toEqual(expected.epoch);
  expect(found.history).toEqual(expected.history);
  const from = record.checkpoints.at(-1)?.batches ?? 0;
  expect(second.losses.size).toBe(whole.losses.size - from);
  expect(heard).toHaveLength(second.losses.size);
  for (const [step, loss] of second.losses) expect([step, loss]).toEqual([step, whole.losses.get(step)]);
});

test("the end of a model's fit is kept, and fitted further it has the losses of one that never ended", async () => {
  const one = { optimizer: 'adam', by: 'fit' } as const;
  const whole = world(memoryFolder());
  const expected = await fitModel(whole, one, { checkpointEvery: false });
  const folder = memoryFolder();
  await fitModel(world(folder), one, { epochs: 2, checkpointEvery: { steps: 1000 } });
  const [record] = await storeIn(folder).records();
  expect(record).toMatchObject({ state: 'done', checkpoints: [{ epoch: 2, isMarked: true }] });
  const found = await fitModel(world(folder, { resume: record?.id ?? '' }), one, { checkpointEvery: false });
  expect(found.history).toEqual(expected.history);
});
