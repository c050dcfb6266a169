/** The same trainings on the CPU and on a server: the same seeds, the same losses. */
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { remoteTestBed } from '../../../../e2e/support/remote-test-bed';
import type { Train } from '../../../train/api';
import { installKeras } from '../../../train/keras/install';
import type { Checkpoint } from '../../../train/trainer/checkpoint';
import type { TrainerOptions } from '../../../train/trainer/options';
import { createTrainGlobal } from './train';

let train: Train;
const said: string[] = [];
const bed = remoteTestBed({}, (engine) => {
  installKeras(engine.tf as never);
  train = createTrainGlobal(engine, { tracing: { framesOf: () => [], countOf: () => null }, say: (message) => void said.push(message), now: () => performance.now(), currentRun: () => null });
});

type Batch = { readonly x: Tensor; readonly y: Tensor };
const ROWS = 30;
const numbers = (count: number, of: (index: number) => number): Float32Array => Float32Array.from({ length: count }, (_, index) => of(index));

/** Data and weights come from the host, the same on each device. */
function data() {
  const { tf } = bed;
  return { x: tf.tensor2d(numbers(ROWS * 3, (index) => Math.sin(index)), [ROWS, 3]), y: tf.tensor2d(numbers(ROWS, (index) => Math.cos(0.7 * index)), [ROWS, 1]) };
}

function net(extra: object = {}) {
  const { tf } = bed;
  const w = tf.variable(tf.tensor2d(numbers(12, (index) => Math.sin(3 * index)), [3, 4]));
  const v = tf.variable(tf.tensor2d(numbers(4, (index) => Math.cos(2 * index)), [4, 1]));
  return train.defineModule({
    w,
    v,
    forward: (x: Tensor, training = false) => tf.dropout(x.matMul(w).tanh(), training ? 0.2 : 0).matMul(v),
    trainingStep({ x, y }: Batch, { training }: { training: boolean }) {
      return (this as unknown as { forward(x: Tensor, training: boolean): Tensor }).forward(x, training).sub(y).square().mean();
    },
    configureOptimizers: () => tf.train.adam(0.02, undefined, undefined, 1e-7),
    ...extra,
  });
}

const options = (given: TrainerOptions): TrainerOptions => ({ summary: false, seed: 5, sanityValidationSteps: 1, ...given });
type Losses = readonly number[];

async function fitted(given: TrainerOptions, extra: object = {}, of: (parts: Batch) => unknown = (parts) => ({ train: { ...parts, batchSize: 8 }, validation: { ...parts, batchSize: 16 } })): Promise<Losses> {
  const { history } = await new train.Trainer(options(given)).fit(net(extra), of(data()));
  return Object.values(history).flat();
}

const trainings: Readonly<Record<string, () => Promise<Losses>>> = {
  'dropout, shuffled batches, a smaller last one, validation': () => fitted({ maxEpochs: 4 }),
  'early stopping': () => fitted({ maxEpochs: 40, callbacks: [new train.EarlyStopping({ monitor: 'val_loss', patience: 1, minDelta: 0.02 })] }),
  'accumulation and clipping by norm': () => fitted({ maxEpochs: 3, accumulateGradBatches: 3, gradientClip: { norm: 0.3 } }),
  'clipping by value and a schedule': () =>
    fitted({ maxEpochs: 3, gradientClip: { value: 0.05 } }, { configureOptimizers: () => ({ optimizer: bed.tf.train.sgd(0.1), schedule: train.schedules.cosine({ learningRate: 0.1, decaySteps: 12 }) }) }),
  'several steps an execution': () => fitted({ maxEpochs: 3, stepsPerExecution: 3 }),
  'steps that run as they are': () => fitted({ maxEpochs: 3, runEagerly: true }),
  'two optimizers, each with its loss': () =>
    fitted({ maxEpochs: 3 }, {
      configureOptimizers(this: { v: Tensor; w: Tensor }) {
        const { tf } = bed;
        return { first: { optimizer: tf.train.sgd(0.1), of: this.w }, second: { optimizer: tf.train.momentum(0.05, 0.9), of: this.v, loss: () => this.v.square().sum() } };
      },
    }),
  'a dataset of tf.data': () => fitted({ maxEpochs: 2 }, {}, ({ x, y }) => bed.tf.data.array([0, 10, 20]).map((from) => ({ x: x.slice([from], [10]), y: y.slice([from], [10]) }) as never)),
  'batches made ahead': () => fitted({ maxEpochs: 2 }, {}, (parts) => train.infeed({ ...parts, batchSize: 8 }, { seed: 3 })),
  'metrics that accumulate': () => {
    const metric = train.metrics.mae();
    return fitted({ maxEpochs: 2 }, { validationStep(this: { forward(x: Tensor): Tensor; log(name: string, value: unknown): void }, { x, y }: Batch) { metric.update(y, this.forward(x)); this.log('mae', metric); } });
  },
  'a going on from a checkpoint': async () => {
    const parts = { ...data(), batchSize: 8 };
    let kept: Checkpoint | null = null;
    const whole = await new train.Trainer(options({ maxEpochs: 4, callbacks: [{ async onEpochEnd({ trainer, epoch }: { trainer: { checkpoint(): Promise<Checkpoint> }; epoch: number }) { if (epoch === 1) kept = await trainer.checkpoint(); } } as never] })).fit(net(), parts);
    const rest = await new train.Trainer(options({ maxEpochs: 4 })).fit(net(), parts, { checkpoint: kept as unknown as Checkpoint });
    whole.history['loss']?.slice(2).forEach((loss, index) => expect(Math.abs(loss - (rest.history['loss']?.[index] ?? NaN))).toBeLessThan(1e-6));
    return [...(whole.history['loss'] ?? []), ...(rest.history['loss'] ?? [])];
  },
  'a layers model with a step of its own': async () => {
    const { tf } = bed;
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3], kernelInitializer: 'ones' })] });
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError', metrics: [train.metrics.rmse() as never] });
    Object.assign(model, {
      trainStep({ x, y }: Batch) {
        const loss = model.optimizer.minimize(() => (model.apply(x) as Tensor).sub(y).square().mean() as Scalar, true) as Tensor;
        return { loss, half: loss.div(2) };
      },
    });
    const { x, y } = data();
    const { history } = await model.fit(x, y, { epochs: 3, batchSize: 8, shuffle: false, validationData: [x, y], verbose: 0 });
    expect(Object.keys(history).sort()).toEqual(['half', 'loss', 'val_loss', 'val_rmse']);
    return Object.keys(history).sort().flatMap((name) => history[name] as number[]);
  },
  'a search for a learning rate': async () => {
    const { losses } = await train.findLearningRate(net(), { ...data(), batchSize: 10 }, { steps: 12, from: 1e-4, to: 0.1 });
    return losses.slice(0, 8);
  },
};

describe('a training on the server', () => {
  it.each(Object.entries(trainings))('has the losses of the CPU: %s', async (_name, losses) => {
    expect((await bed.engine.use('cpu')).ok).toBe(true);
    const here = await losses();
    expect((await bed.engine.use('tpu')).ok).toBe(true);
    const there = await losses();
    expect(here.length).toBeGreaterThan(1);
    expect(there).toHaveLength(here.length);
    there.forEach((loss, index) => expect(Math.abs(loss - (here[index] ?? NaN)), `value ${index}: ${loss} and ${here[index]}`).toBeLessThan(2e-4 * Math.max(1, Math.abs(loss))));
  }, 120_000);

  it('refuses as many devices as it has not, with the remedy', async () => {
    await expect(new train.Trainer({ devices: 8, maxEpochs: 1 }).fit(net(), data())).rejects.toThrow('devices: 8 of the Trainer, but the TPU runtime is one device');
  });
});
