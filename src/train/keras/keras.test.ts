import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createMetrics } from '../metrics/create';
import { createTestTrain } from '../testing';
import { installKeras } from './install';
import type { KerasContext, KerasSteps, StepData } from './model';

beforeAll(async () => {
  await tf.setBackend('cpu');
  installKeras(tf);
});

const xs = tf.linspace(-1, 1, 16).reshape([16, 1]);
const ys = xs.mul(2).sub(1);
const dense = (options: object = {}) => tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones', ...options });
const opened = (model: tf.LayersModel): tf.LayersModel & KerasSteps => model as unknown as tf.LayersModel & KerasSteps;
const numbers = (history: tf.History): Record<string, number[]> => history.history as Record<string, number[]>;

/** A model of two parts of a loss, by a step of its own. */
class TwoLosses extends tf.Sequential {
  trainStep({ x, y }: StepData): Record<string, tf.Tensor> {
    const loss = this.optimizer.minimize(
      () => {
        const predicted = this.apply(x as tf.Tensor, { training: true }) as tf.Tensor;
        const fit = predicted.sub(y as tf.Tensor).square().mean();
        return fit.mul(2) as tf.Scalar;
      },
      true,
    ) as tf.Tensor;
    return { loss, fit: loss.div(2) };
  }
}

describe('trainStep', () => {
  test('of a subclass keeps fit, its epochs, means, validation and callbacks', async () => {
    const model = new TwoLosses();
    model.add(dense());
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError', metrics: ['mae'] });
    const told: string[][] = [];
    const history = numbers(await model.fit(xs, ys, { epochs: 3, batchSize: 5, validationSplit: 0.25, verbose: 0, callbacks: { onBatchEnd: (_batch, logs) => void told.push(Object.keys(logs ?? {})), onEpochEnd: (_epoch, logs) => void told.push(Object.keys(logs ?? {})) } }));
    expect(Object.keys(history).sort()).toEqual(['fit', 'loss', 'val_loss', 'val_mae']);
    expect(history['loss']).toHaveLength(3);
    history['loss']?.forEach((loss, epoch) => expect(loss).toBeCloseTo(2 * (history['fit']?.[epoch] ?? 0), 5));
    expect(told[0]).toEqual(['batch', 'size', 'loss', 'fit']);
    expect(told.at(-1)?.sort()).toEqual(['fit', 'loss', 'val_loss', 'val_mae']);
  });

  test('assigned to an instance is asked, with what it is told of its surroundings; the stock one can be called', async () => {
    const model = opened(tf.sequential({ layers: [dense()] }));
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError', metrics: ['mse'] });
    const stock = model.trainStep.bind(model);
    const seen: KerasContext[] = [];
    model.trainStep = ([x, y, weight], context) => {
      seen.push(context);
      return { ...(stock(Object.assign([x, y, weight] as const, { x, y, sampleWeight: weight }), context) as Record<string, tf.Tensor>), batches: seen.length };
    };
    const plain = tf.sequential({ layers: [dense()] });
    plain.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError', metrics: ['mse'] });
    const own = numbers(await model.fit(xs, ys, { epochs: 2, shuffle: false, batchSize: 8, verbose: 0 }));
    const expected = numbers(await plain.fit(xs, ys, { epochs: 2, shuffle: false, batchSize: 8, verbose: 0 }));
    expect(own['loss']).toEqual(expected['loss']);
    expect(own['mse']).toEqual(expected['mse']);
    expect(own['batches']).toEqual([1.5, 3.5]);
    expect(seen[0]).toMatchObject({ model, optimizerName: 'optimizer', training: true, optimizers: { optimizer: model.optimizer } });
    expect((seen[0]?.input as tf.Tensor).shape).toEqual([8, 1]);
  });

  test('takes a dataset of features alone', async () => {
    class Toward extends tf.Sequential {
      trainStep({ x, y }: StepData): Record<string, tf.Tensor> {
        expect(y).toBeUndefined();
        return { loss: this.optimizer.minimize(() => (this.apply(x as tf.Tensor) as tf.Tensor).square().mean() as tf.Scalar, true) as tf.Tensor };
      }
    }
    const fitted = async (batches: (rows: tf.data.Dataset<tf.TensorContainer>) => tf.data.Dataset<tf.TensorContainer>): Promise<number[]> => {
      const model = new Toward();
      model.add(dense());
      model.compile({ optimizer: tf.train.sgd(0.1) } as never);
      return numbers(await model.fitDataset(batches(tf.data.array([...xs.dataSync()].map((x) => [x])).batch(4)) as never, { epochs: 3, verbose: 0 }))['loss'] ?? [];
    };
    const losses = await fitted((rows) => rows);
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(losses[0] ?? 0);
    expect(await fitted((rows) => rows.map((x) => ({ xs: x })))).toEqual(losses);
  });

  test('of two optimizers needs no labels and nothing of compile', async () => {
    class Pair extends tf.LayersModel {
      readonly first = tf.train.sgd(0.1);
      readonly second = tf.train.adam(0.1);
      trainStep([x]: StepData): Record<string, tf.Tensor> {
        const step = (optimizer: tf.Optimizer, goal: number) => optimizer.minimize(() => (this.apply(x as tf.Tensor) as tf.Tensor).sub(goal).square().mean() as tf.Scalar, true) as tf.Tensor;
        return { firstLoss: step(this.first, 1), secondLoss: step(this.second, 1) };
      }
    }
    const input = tf.input({ shape: [1] });
    const model = new Pair({ inputs: input, outputs: dense().apply(input) as tf.SymbolicTensor });
    (model as unknown as { compile(): void }).compile();
    const history = numbers(await model.fit(xs, undefined as unknown as tf.Tensor, { epochs: 4, verbose: 0 }));
    expect(Object.keys(history)).toEqual(['firstLoss', 'secondLoss']);
    expect(history['firstLoss']?.at(-1)).toBeLessThan(history['firstLoss']?.[0] ?? 0);
  });

  test('is asked by fitDataset and trainOnBatch, too, and leaves no tensors', async () => {
    const model = new TwoLosses();
    model.add(dense());
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const data = tf.data.array([0, 1, 2]).map(() => ({ xs: xs.clone(), ys: ys.clone() }));
    const history = numbers((await model.fitDataset(data as never, { epochs: 2, verbose: 0, validationData: data as never })) as tf.History);
    expect(Object.keys(history).sort()).toEqual(['fit', 'loss', 'val_loss']);
    await model.fit(xs, ys, { epochs: 1, verbose: 0 });
    const before = tf.memory().numTensors;
    await model.fit(xs, ys, { epochs: 2, batchSize: 5, verbose: 0, validationSplit: 0.25 });
    expect(tf.memory().numTensors).toBe(before);
    const losses = await model.trainOnBatch(xs, ys);
    expect(losses).toHaveLength(2);
  });

  test.each([
    [() => Promise.resolve({}), /trainStep of '.*' returned a Promise/],
    [() => undefined, /returned nothing; it returns scalars by name/],
    [() => ({ loss: tf.zeros([3]) }), /gave 'loss' of shape \[3\].*reduce it/],
    [() => ({ loss: 'low' }), /gave 'loss' as string/],
  ])('%# that gives no scalars is told what to return', async (step, message) => {
    const model = tf.sequential({ layers: [dense()] });
    Object.assign(model, { trainStep: step });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await expect(model.fit(xs, ys, { verbose: 0 })).rejects.toThrow(message);
  });
});

test('testStep is asked by evaluate and by validation; predictStep by predict', async () => {
  const model = tf.sequential({ layers: [dense()] });
  Object.assign(model, {
    testStep: ([x, y]: StepData) => ({ gap: (model.apply(x as tf.Tensor) as tf.Tensor).sub(y as tf.Tensor).abs().max() }),
    predictStep: (x: tf.Tensor) => (model.apply(x) as tf.Tensor).mul(10),
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const before = (model.apply(xs) as tf.Tensor).mul(10).dataSync();
  expect((model.predict(xs, { batchSize: 7 }) as tf.Tensor).dataSync()).toEqual(before);
  const gap = model.evaluate(xs, ys) as tf.Scalar;
  expect(gap.dataSync()[0]).toBeCloseTo(2, 5);
  expect(model.metricsNames).toEqual(['gap']);
  const history = numbers(await model.fit(xs, ys, { epochs: 1, validationData: [xs, ys], verbose: 0 }));
  expect(Object.keys(history).sort()).toEqual(['loss', 'val_gap']);
});

describe('addLoss', () => {
  class Activity extends tf.layers.Layer {
    static className = 'ActivityForTest';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
      (this as unknown as { addLoss(loss: tf.Tensor): void }).addLoss(x.square().mean().mul(0.5));
      return x;
    }
    override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
      return shape;
    }
  }
  const model = (regularized: boolean): tf.Sequential => {
    const made = tf.sequential({ layers: [dense(regularized ? { kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) } : {}), new Activity({})] });
    made.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
    return made;
  };
  /** Weights are 1 and 0: predictions are x. */
  const fitted = tf.tidy(() => xs.sub(ys).square().mean().add(xs.square().mean().mul(0.5)).dataSync()[0] as number);

  test('counts in the loss of fit, once, in every batch', async () => {
    const history = numbers(await model(false).fit(xs, ys, { epochs: 2, batchSize: 16, verbose: 0 }));
    history['loss']?.forEach((loss) => expect(loss).toBeCloseTo(fitted, 5));
  });

  test('is listed in model.losses beside regularizers, for the latest call', () => {
    const made = model(true);
    tf.tidy(() => {
      made.apply(xs);
      made.apply(xs);
      const losses = (made as unknown as { losses: tf.Scalar[] }).losses.map((loss) => loss.dataSync()[0] as number);
      expect(losses).toHaveLength(2);
      expect(losses[0]).toBeCloseTo(0.1, 5);
      expect((made as unknown as { losses: tf.Scalar[] }).losses).toHaveLength(2);
    });
  });

  test('of what is no scalar names the layer and the remedy', () => {
    const layer = new Activity({ name: 'odd' }) as unknown as { addLoss(loss: unknown): void };
    expect(() => layer.addLoss(tf.zeros([2]))).toThrow("addLoss of 'odd' was given a tensor of shape [2]; a loss is a scalar");
    expect(() => layer.addLoss(3)).toThrow("addLoss of 'odd' takes a scalar tensor");
  });
});

describe('metrics that accumulate', () => {
  const metrics = createMetrics(tf);
  class Largest extends metrics.Metric {
    readonly largest = this.addWeight('largest');
    override updateState(_target: unknown, predicted: unknown): void {
      this.largest.assign(tf.maximum(this.largest, (predicted as tf.Tensor).max()));
    }
    override result(): tf.Tensor {
      return this.largest.clone();
    }
  }
  const made = (): tf.Sequential => {
    const model = tf.sequential({ layers: [dense()] });
    model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError', metrics: ['mae', metrics.rmse() as never, new Largest('largest') as never] });
    return model;
  };
  const rmse = Math.sqrt(tf.tidy(() => xs.sub(ys).square().mean().dataSync()[0] as number));

  test('are those of the whole epoch in fit, for training and validation, and begin anew', async () => {
    const seen: string[][] = [];
    const history = numbers(await made().fit(xs, ys, { epochs: 2, batchSize: 5, validationData: [xs.mul(2), ys.mul(2)], verbose: 0, callbacks: { onBatchEnd: (_batch, logs) => void seen.push(Object.keys(logs ?? {})) } }));
    expect(seen[0]).toEqual(['batch', 'size', 'loss', 'mae']);
    history['rmse']?.forEach((value) => expect(value).toBeCloseTo(rmse, 5));
    history['val_rmse']?.forEach((value) => expect(value).toBeCloseTo(2 * rmse, 5));
    history['largest']?.forEach((value) => expect(value).toBeCloseTo(1, 5));
    history['val_largest']?.forEach((value) => expect(value).toBeCloseTo(2, 5));
    expect(history['largest']).toHaveLength(2);
  });

  test('are awaited from evaluate and evaluateDataset', async () => {
    const model = made();
    const [, , value] = (await model.evaluate(xs, ys, { batchSize: 6 })) as tf.Scalar[];
    expect(value?.dataSync()[0]).toBeCloseTo(rmse, 5);
    const data = tf.data.array([0, 1]).map(() => ({ xs: xs.clone(), ys: ys.clone() }));
    const [, , again] = (await model.evaluateDataset(data as never, {})) as tf.Scalar[];
    expect(again?.dataSync()[0]).toBeCloseTo(rmse, 5);
  });
});

describe('a Trainer', () => {
  test('asks the steps that a layers model overrides', async () => {
    const model = new TwoLosses();
    model.add(dense());
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    Object.assign(model, { testStep: (_data: StepData, context: KerasContext) => void (context.loss = (model.apply(context.input as tf.Tensor) as tf.Tensor).sub(context.target as tf.Tensor).abs().max()) });
    const { train, seen } = createTestTrain();
    const { history } = await new train.Trainer({ maxEpochs: 2 }).fit(model, { train: { x: xs, y: ys }, validation: { x: xs, y: ys } });
    expect(Object.keys(history).sort()).toEqual(['fit', 'loss', 'val_loss']);
    expect(history['loss']?.[0]).toBeCloseTo(2 * (history['fit']?.[0] ?? 0), 5);
    expect(seen.batches).toHaveLength(2);
  });

  test('reads metrics that accumulate once an epoch, and adds the losses that layers add', async () => {
    const { train } = createTestTrain();
    class Extra extends tf.layers.Layer {
      static className = 'ExtraForTest';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        (this as unknown as { addLoss(loss: tf.Tensor): void }).addLoss(tf.scalar(3));
        return (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      }
    }
    const extra = new Extra({});
    const model = tf.sequential({ layers: [dense(), extra] });
    model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError', metrics: [train.metrics.rmse() as never] });
    const { history } = await new train.Trainer({ maxEpochs: 1 }).fit(model, { x: xs, y: ys, batchSize: 5 });
    const expected = tf.tidy(() => xs.sub(ys).square().mean().dataSync()[0] as number);
    expect(history['loss']?.[0]).toBeCloseTo(expected + 3, 5);
    expect(history['rmse']?.[0]).toBeCloseTo(Math.sqrt(expected), 5);
    const module = train.defineModule({ a: tf.variable(tf.scalar(1)), extra, trainingStep: ({ x }: { x: tf.Tensor }) => (extra.apply(x) as tf.Tensor).mul(0).mean().add(module['a' as 'name'] as never), configureOptimizers: () => tf.train.sgd(0) });
    expect((await new train.Trainer({ maxEpochs: 1 }).fit(module, { x: xs })).history['loss']?.[0]).toBeCloseTo(4, 5);
  });
});
