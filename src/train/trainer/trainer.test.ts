import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Module, StepContext } from '../module/types';
import type { TestTrain } from '../testing';
import { createTestTrain } from '../testing';

let t: TestTrain;
beforeAll(() => tf.setBackend('cpu').then(() => undefined));
beforeEach(() => (t = createTestTrain()));
afterEach(() => tf.disposeVariables());

const xs = tf.linspace(-1, 1, 24).reshape([24, 1]) as tf.Tensor2D;
const ys = xs.mul(3).add(0.5) as tf.Tensor2D;
const data = { x: xs, y: ys, batchSize: 8, shuffle: false };

type Pair = { x: tf.Tensor2D; y: tf.Tensor2D };

/** y = a·x + b of plain variables. */
function line(extra: Record<string, unknown> = {}): Module & { a: tf.Variable; b: tf.Variable } {
  return t.train.defineModule({
    name: 'line',
    a: tf.variable(tf.scalar(0)),
    b: tf.variable(tf.scalar(0)),
    forward(this: { a: tf.Variable; b: tf.Variable }, x: tf.Tensor) {
      return x.mul(this.a).add(this.b);
    },
    trainingStep(this: { forward(x: tf.Tensor): tf.Tensor }, { x, y }: Pair) {
      return this.forward(x).sub(y).square().mean();
    },
    configureOptimizers: () => tf.train.sgd(0.1),
    ...extra,
  }) as unknown as Module & { a: tf.Variable; b: tf.Variable };
}
const valueOf = (variable: tf.Variable): number => variable.dataSync()[0] as number;

test('a module of plain variables is fitted, charted and tested', async () => {
  const module = line();
  const trainer = new t.train.Trainer({ maxEpochs: 30 });
  const { history, status, steps } = await trainer.fit(module, { train: data, validation: data });
  expect(status).toBe('done');
  expect(steps).toBe(90);
  expect(valueOf(module.b)).toBeCloseTo(0.5, 1);
  expect(history['loss']).toHaveLength(30);
  expect(history['val_loss']?.at(-1)).toBeLessThan(0.1);
  expect(t.seen.begun[0]).toMatchObject({ epochs: 30, stepsPerEpoch: 3, modelName: 'line' });
  expect(t.seen.batches.map(({ step }) => step)).toEqual(Array.from({ length: 90 }, (_, index) => index + 1));
  expect(t.seen.ends).toEqual(['done']);
  expect(t.seen.tables[0]).toMatchObject({ title: 'line', summary: '2 parameters, 2 trainable.' });
  const tested = await trainer.test(module, data);
  expect(Object.keys(tested)).toEqual(['test_loss']);
  expect(t.seen.tables.at(-1)?.rows[0]?.[0]).toBe('test_loss');
  const predicted = (await trainer.predict(module, { x: xs, batchSize: 7 })) as tf.Tensor;
  expect(predicted.shape).toEqual([24, 1]);
});

test('training leaves no tensors behind', async () => {
  const module = line();
  const trainer = new t.train.Trainer({ maxEpochs: 2, gradientClip: { norm: 1 }, accumulateGradBatches: 2 });
  await trainer.fit(module, { train: data, validation: data });
  const before = tf.memory().numTensors;
  await trainer.fit(module, { train: data, validation: data });
  // A new optimizer's scalar of the rate.
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1);
});

test('accumulated gradients are those of the large batch, also where the last batch is smaller', async () => {
  const large = line();
  await new t.train.Trainer({ maxEpochs: 4 }).fit(large, { ...data, batchSize: 24 });
  const small = line();
  await new t.train.Trainer({ maxEpochs: 4, accumulateGradBatches: 5 }).fit(small, { ...data, batchSize: 5 });
  expect(valueOf(small.a)).toBeCloseTo(valueOf(large.a), 6);
  expect(valueOf(small.b)).toBeCloseTo(valueOf(large.b), 6);
});

test('gradients are clipped by norm over all variables and by value', async () => {
  const byNorm = line();
  await new t.train.Trainer({ maxSteps: 1, gradientClip: { norm: 0.01 } }).fit(byNorm, data);
  expect(Math.hypot(valueOf(byNorm.a), valueOf(byNorm.b))).toBeCloseTo(0.001, 6);
  const byValue = line();
  await new t.train.Trainer({ maxSteps: 1, gradientClip: { value: 0.02 } }).fit(byValue, data);
  expect(Math.abs(valueOf(byValue.a))).toBeLessThanOrEqual(0.0020001);
  expect(Math.abs(valueOf(byValue.b))).toBeCloseTo(0.002, 6);
});

test('a class collects the variables, layers and modules of its fields; freezing takes some from training', async () => {
  class Head extends t.train.Module {
    readonly scale = tf.variable(tf.scalar(1));
  }
  class Net extends t.train.Module {
    readonly base = tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [1], name: 'base' });
    readonly heads = [new Head(), new Head()];
    readonly out = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4], name: 'out' })] });
    override forward(x: unknown): tf.Tensor {
      const hidden = this.base.apply(x as tf.Tensor) as tf.Tensor;
      return (this.out.apply(hidden) as tf.Tensor).mul(this.heads[0]?.scale ?? 1).mul(this.heads[1]?.scale ?? 1);
    }
    override loss(target: unknown, predicted: unknown): tf.Tensor {
      return tf.losses.meanSquaredError(target as tf.Tensor, predicted as tf.Tensor);
    }
  }
  const net = new Net({ units: 4 });
  const trainer = new t.train.Trainer({ maxEpochs: 1 });
  await trainer.fit(net, data);
  expect(net.variables).toHaveLength(6);
  expect(net.countParams()).toEqual({ total: 15, trainable: 15 });
  expect([...net.parts().variables.keys()]).toEqual(['heads.0.scale', 'heads.1.scale']);
  net.freeze(net.base, net.heads[0]);
  expect(net.countParams().trainable).toBe(6);
  const before = net.base.getWeights()[0]?.dataSync()[0];
  const scale = valueOf(net.heads[1]?.scale as tf.Variable);
  await trainer.fit(net, data);
  expect(net.base.getWeights()[0]?.dataSync()[0]).toBe(before);
  expect(valueOf(net.heads[1]?.scale as tf.Variable)).not.toBe(scale);
  expect(net.unfreeze().countParams().trainable).toBe(15);
});

test('several optimizers each have their loss and variables; groups have rates of their own', async () => {
  const seen: string[] = [];
  const module = line({
    c: tf.variable(tf.scalar(1)),
    trainingStep(this: { a: tf.Variable }, { x, y }: Pair, context: StepContext) {
      seen.push(context.optimizerName);
      return x.mul(this.a).sub(y).square().mean();
    },
    configureOptimizers(this: { a: tf.Variable; b: tf.Variable; c: tf.Variable }) {
      return {
        first: { optimizer: (rate: number) => tf.train.sgd(rate), groups: [{ of: this.a, learningRate: 0.1 }], schedule: { at: (step: number) => 0.1 / (step + 1) } },
        second: { optimizer: tf.train.sgd(0.5), of: this.c, loss: () => this.c.square() },
      };
    },
  }) as unknown as Module & { a: tf.Variable; b: tf.Variable; c: tf.Variable };
  const trainer = new t.train.Trainer({ maxSteps: 2, callbacks: [new t.train.LearningRateMonitor()], runEagerly: true });
  await trainer.fit(module, data);
  expect(new Set(seen)).toEqual(new Set(['first']));
  expect(valueOf(module.c)).toBeCloseTo(0, 6);
  expect(valueOf(module.b)).toBe(0);
  expect(t.seen.batches[0]?.logs).toHaveProperty('learning_rate_first');
  const losses = t.seen.batches.find(({ logs }) => 'first_loss' in logs);
  expect(losses?.logs).toHaveProperty('second_loss');
  expect(trainer.current?.learningRates['first']).toBeCloseTo(0.05);
});

test('overriding backward and optimizerStep keeps the rest', async () => {
  const calls: string[] = [];
  class Own extends t.train.Module {
    readonly a = tf.variable(tf.scalar(0));
    override trainingStep(batch: unknown): tf.Tensor {
      const { x, y } = batch as Pair;
      return x.mul(this.a).sub(y).square().mean();
    }
    override backward(...given: Parameters<Module['backward']>): ReturnType<Module['backward']> {
      calls.push('backward');
      return super.backward(...given);
    }
    override optimizerStep(...given: Parameters<Module['optimizerStep']>): void {
      calls.push('step');
      super.optimizerStep(...given);
    }
  }
  await new t.train.Trainer({ maxSteps: 1 }).fit(new Own(), data);
  expect(calls).toEqual(['backward', 'step']);
});

test('a step of one\'s own does its updates itself and tells its losses', async () => {
  const module = line({
    step(this: { a: tf.Variable }, { x, y }: Pair, context: StepContext) {
      const loss = context.optimizers['optimizer']?.minimize(() => x.mul(this.a).sub(y).square().mean() as tf.Scalar, true, [this.a]);
      if (loss) context.loss = { fit: loss };
    },
  });
  await new t.train.Trainer({ maxEpochs: 2 }).fit(module, data);
  expect(t.seen.batches).toHaveLength(6);
  expect(t.seen.batches[0]?.logs).toHaveProperty('fit_loss');
  expect(valueOf(module.a)).not.toBe(0);
});

test('hooks of module and callbacks come in order, loaders of the module give data, prepareData runs once', async () => {
  const order: string[] = [];
  const note = (name: string) => () => void order.push(name);
  const module = line({ prepareData: note('prepare'), trainDataLoader: () => [{ x: xs, y: ys }], validationDataLoader: () => [{ x: xs, y: ys }], onFitStart: note('module'), validationEpochEnd: (outputs: readonly tf.Tensor[]) => ({ count: tf.scalar(outputs.length) }) });
  const callback = { onFitStart: note('fit'), onEpochStart: note('epoch'), onBatchStart: note('batch'), onBeforeBackward: note('before'), onAfterBackward: note('after'), onOptimizerStep: note('step'), onBatchEnd: note('batch end'), onValidationStart: note('validation'), onValidationEnd: note('validation end'), onEpochEnd: note('epoch end'), onFitEnd: note('fit end') };
  const { history } = await new t.train.Trainer({ maxEpochs: 1, callbacks: [callback] }).fit(module);
  expect(order).toEqual(['prepare', 'module', 'fit', 'epoch', 'batch', 'before', 'after', 'step', 'batch end', 'validation', 'validation end', 'epoch end', 'fit end']);
  expect(history['val_count']).toEqual([1]);
});

test('a compiled layers model brings its loss, metrics and optimizer', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError', metrics: ['mae'] });
  const { history } = await new t.train.Trainer({ maxEpochs: 20 }).fit(model, { train: data, validation: data });
  expect(Object.keys(history).sort()).toEqual(['loss', 'mae', 'val_loss', 'val_mae']);
  expect(history['loss']?.at(-1)).toBeLessThan(history['loss']?.[0] ?? 0);
});

test('metrics that accumulate are read and begun anew each epoch', async () => {
  const mae = t.train.metrics.mae();
  const module = line({
    validationStep(this: Module, { x, y }: Pair) {
      mae.update(y, this.forward?.(x) as tf.Tensor);
      this.log('mae', mae);
    },
  });
  const { history } = await new t.train.Trainer({ maxEpochs: 2 }).fit(module, { train: data, validation: data });
  const expected = tf.tidy(() => (module.forward?.(xs) as tf.Tensor).sub(ys).abs().mean().dataSync()[0]);
  expect(history['val_mae']?.at(-1)).toBeCloseTo(expected ?? 0, 5);
});

describe('limits', () => {
  test('fastDevRun does one batch; limitBatches and overfitBatches leave some out; maxSteps ends', async () => {
    await new t.train.Trainer({ fastDevRun: true, maxEpochs: 9 }).fit(line(), { train: data, validation: data });
    expect(t.seen.batches).toHaveLength(1);
    expect((await new t.train.Trainer({ maxEpochs: 2, limitBatches: 2 }).fit(line(), data)).steps).toBe(4);
    expect((await new t.train.Trainer({ maxEpochs: 2, limitBatches: 0.4 }).fit(line(), data)).steps).toBe(2);
    expect((await new t.train.Trainer({ maxEpochs: 3, overfitBatches: 1 }).fit(line(), data)).history['val_loss']).toHaveLength(3);
    expect((await new t.train.Trainer({ maxSteps: 5 }).fit(line(), data)).steps).toBe(5);
  });

  test('valCheckInterval validates within epochs', async () => {
    await new t.train.Trainer({ maxEpochs: 1, valCheckInterval: 1 }).fit(line(), { train: data, validation: data });
    expect(t.seen.batches.filter(({ logs }) => 'val_loss' in logs).map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  test('a stop of the reader ends within an epoch, and a checkpoint of then goes on there', async () => {
    t.stopAfter(3);
    const trainer = new t.train.Trainer({ maxEpochs: 5 });
    const { status, steps } = await trainer.fit(line(), data);
    expect([1, 2]).toContain(steps);
    expect(status).toBe('stopped');
    expect(t.seen.ends).toEqual(['stopped']);
    expect(await trainer.checkpoint()).toMatchObject({ epoch: 0, batchIndex: steps });
  });
});

describe('errors name the thing and the remedy', () => {
  test.each([
    [{ maxEpoch: 3 }, "option 'maxEpoch' of a Trainer not found; options are: maxEpochs"],
    [{ maxEpochs: 0 }, 'maxEpochs of a Trainer is a whole number from 1 on; here is 0'],
    [{ gradientClip: { norm: 1, value: 1 } }, 'gradientClip of a Trainer is {value} or {norm}'],
    [{ limitBatches: 1.5 }, 'limitBatches of a Trainer is a whole number'],
    [{ precision: 'float64' as 'float32' }, "precision of a Trainer is 'float32'"],
  ])('%j', (options, message) => expect(() => new t.train.Trainer(options as object)).toThrow(message));

  test.each<[string, object, Record<string, unknown>, unknown]>([
    ['devices: 8 of the Trainer, but the CPU runtime is one device', { devices: 8 }, {}, data],
    ['x of the training data has 24 rows and y 3', {}, {}, { x: xs, y: [1, 2, 3] }],
    ['the training data of a Trainer is a tf.data dataset', {}, {}, 7],
    ['trainingStep of \'line\' returned a tensor of shape [8,1]; a loss is a scalar', {}, { trainingStep: ({ x }: Pair) => x.mul(1) }, data],
    ['trainingStep of \'line\' returned a Promise', {}, { trainingStep: () => Promise.resolve(1) }, data],
    ["configureOptimizers of 'line' returns an optimizer such as", {}, { configureOptimizers: () => 'adam' }, data],
    ['fit of \'line\' has no training data', {}, {}, undefined],
    ['the training data gave no batch in epoch 1', {}, {}, () => (function* () {})()],
  ])('%s', async (message, options, extra, given) => {
    await expect(new t.train.Trainer({ maxEpochs: 1, ...options }).fit(line(extra), given)).rejects.toThrow(message);
  });

  test('detectAnomaly names the operation and the line that made the first NaN', async () => {
    const module = line({ trainingStep: ({ x }: Pair) => tf.log(x).mean().add(0) });
    Object.assign(module, { trainingStep: ({ x }: Pair) => tf.log(x.mul(module.a).sub(1)).mean() });
    await expect(new t.train.Trainer({ maxEpochs: 1, detectAnomaly: true }).fit(module, data)).rejects.toThrow(/detectAnomaly: the loss has NaN at step 1\. The operation Log of \[8,1\] made the first, .*trainer\.test\.ts:\d+/);
  });
});

describe('labels', () => {
  const labels = tf.tensor2d([[1, 0], [0, 1], [0, 1], [0, 1]]);
  const inputs = tf.tensor2d([[1], [2], [-1], [0.5]]);
  const classifier = () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1], activation: 'softmax', kernelInitializer: 'ones' })] });
    model.compile({ optimizer: tf.train.sgd(0.5), loss: 'categoricalCrossentropy' });
    return model;
  };
  const weightsOf = (model: tf.Sequential): number[] => model.getWeights().flatMap((weight) => [...weight.dataSync()]);

  test('classWeight trains a layers model as that of fit does', async () => {
    const [ours, theirs] = [classifier(), classifier()];
    await new t.train.Trainer({ maxEpochs: 3, classWeight: { 0: 3, 1: 0.5 } }).fit(ours, { x: inputs, y: labels, shuffle: false });
    await theirs.fit(inputs, labels, { epochs: 3, shuffle: false, classWeight: { 0: 3, 1: 0.5 }, verbose: 0 });
    weightsOf(ours).forEach((value, index) => expect(value).toBeCloseTo(weightsOf(theirs)[index] ?? NaN, 5));
  });

  test('classWeight is told to steps of one\'s own, which must use it', async () => {
    const seen: number[][] = [];
    const step = ({ x }: Pair, { sampleWeight }: StepContext) => {
      seen.push([...(sampleWeight?.dataSync() ?? [])]);
      return x.mul(0).mean().add(1).add(module.a.mul(0));
    };
    const module = line({ trainingStep: step });
    await new t.train.Trainer({ maxEpochs: 1, classWeight: { 1: 4 } }).fit(module, { x: inputs, y: tf.tensor1d([1, 0, 2, 1], 'int32'), shuffle: false });
    expect(seen).toEqual([[4, 1, 1, 4]]);
    await expect(new t.train.Trainer({ maxEpochs: 1, classWeight: { 1: 4 } }).fit(line(), data)).rejects.toThrow("classWeight of the Trainer has no effect: trainingStep of 'line' does not use ctx.sampleWeight");
    expect(() => new t.train.Trainer({ classWeight: { a: 1 } as never })).toThrow('classWeight of a Trainer is an object of numbers');
  });

  test('labelSmoothing smooths what is trained on, not what is judged', async () => {
    const seen: number[][] = [];
    const module = line({ trainingStep: ({ y }: Pair) => { seen.push([...y.slice([0], [1]).dataSync()]); return module.a.mul(0).add(1); } });
    await new t.train.Trainer({ maxEpochs: 1, labelSmoothing: 0.2, sanityValidationSteps: 0 }).fit(module, { train: { x: inputs, y: labels, shuffle: false }, validation: { x: inputs, y: labels } });
    expect(seen.map((row) => row.map((value) => Number(value.toFixed(6))))).toEqual([[0.9, 0.1], [1, 0]]);
    await expect(new t.train.Trainer({ maxEpochs: 1, labelSmoothing: 0.2 }).fit(line(), { x: inputs, y: [1, 0, 1, 0] })).rejects.toThrow('labelSmoothing of a Trainer needs batches with one tensor of one-hot labels');
    expect(() => new t.train.Trainer({ labelSmoothing: 1 })).toThrow('labelSmoothing of a Trainer is a share from 0 to below 1');
  });
});
