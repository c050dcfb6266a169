/** Trainings that are cut off anywhere and go on, against ones that are not: the same losses, bit by bit. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { installRandom } from '../../../engine/random/install';
import { Random } from '../../../engine/random/random';
import { memoryFolder } from '../../../storage/opfs/testing';
import { createTrain, type Train } from '../../../train/api';
import type { FitLogs } from '../../../train/sink';
import type { CompileStep, RandomState } from '../../../train/trainer/environment';
import { createDurableRuns, storeIn } from './runs';

let random: Random;
beforeAll(async () => {
  await tf.setBackend('cpu');
  random = installRandom(tf as never);
});
afterEach(() => tf.disposeVariables());

class Cut extends Error {}

/** Ends a training after so many batches, as nothing that a training knows of does. */
function cutting(after: number) {
  let batches = 0;
  return {
    onBatchEnd: () => {
      if (++batches > after) throw new Cut('the worker is gone');
    },
  };
}

interface World {
  readonly train: Train;
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
  const runs = createDurableRuns({ folder, life: 'life', date: () => Date.now() });
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
  const env: Parameters<typeof createTrain>[0] = {
    tf,
    currentRun: () => run as never,
    compile: asTheyAre,
    lineOf: () => null,
    seed: (seed) => random.seed(seed),
    randomState: () => ({ ...random.state }) as unknown as RandomState,
    restoreRandom: (state) => random.restore(state as never),
    precision: () => 'float32',
    device: () => ({ name: 'CPU', count: 1 }),
    say: (message) => void said.push(message),
    now: () => performance.now(),
  } as never;
  return { train: createTrain(env), losses, epochs, said, asked };
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

test.each([1, 4, 5, 6, 7, 11, 12, 17, 23])('a Trainer that is cut off after %i batches has the losses of one that is not', async (cutAfter) => {
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
