import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestTrain } from '../testing';
import type { LossScaleOptions } from './loss-scale';
import { LARGEST, SMALLEST, firstLossScale, lossScaleRule, nextLossScale } from './loss-scale';

const { LossScaleOptimizer } = createTestTrain().train;
beforeAll(() => tf.setBackend('cpu'));

/** Steps that are finite or not, the same at each run. */
const pattern = (length: number, bad: number): boolean[] => Array.from({ length }, (_, index) => ((index * 7919 + 13) % 101) / 101 >= bad);

describe('the state', () => {
  test('halves on a step that is not finite, and doubles after so many that are', () => {
    const rule = lossScaleRule({ initialScale: 8, growthSteps: 3 });
    const states = [true, true, false, true, true, true, true].reduce((all, isFinite) => [...all, nextLossScale(rule, all.at(-1) ?? firstLossScale(rule), isFinite)], [firstLossScale(rule)]);
    expect(states.map(({ scale }) => scale)).toEqual([8, 8, 8, 4, 4, 4, 8, 8]);
    expect(states.map(({ goodSteps }) => goodSteps)).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect(states.at(-1)?.skipped).toBe(1);
  });
  test('stays within what float32 holds, whatever happens', () => {
    const rule = lossScaleRule({ growthSteps: 1 });
    for (const isFinite of [true, false]) {
      let state = firstLossScale(rule);
      for (let step = 0; step < 300; step++) state = nextLossScale(rule, state, isFinite);
      expect(state.scale).toBe(isFinite ? LARGEST : SMALLEST);
    }
  });
  test('a fixed scale stays, and skipped steps are counted', () => {
    const rule = lossScaleRule({ fixed: 128 });
    expect([true, false, true, false].reduce((state, isFinite) => nextLossScale(rule, state, isFinite), firstLossScale(rule))).toEqual({ scale: 128, goodSteps: 0, skipped: 2 });
  });
  test('options that cannot be are refused', () => {
    expect(() => lossScaleRule({ fixed: 0 })).toThrow(/fixed is 0/);
    expect(() => lossScaleRule({ initialScale: Infinity })).toThrow(/initialScale is Infinity/);
    expect(() => lossScaleRule({ growthSteps: 0 })).toThrow(/growthSteps is 0/);
  });
});

test.each<[string, LossScaleOptions]>([['dynamic', { initialScale: 16, growthSteps: 3 }], ['fixed', { fixed: 4 }]])('on the device the %s state is the same after every step', async (_, options) => {
  const optimizer = new LossScaleOptimizer(tf.train.sgd(0.1), options);
  const variable = tf.variable(tf.tensor1d([1, 2]));
  const rule = lossScaleRule(options);
  let state = firstLossScale(rule);
  for (const isFinite of pattern(40, 0.3)) {
    tf.tidy(() => optimizer.applyGradients({ [variable.name]: tf.tensor1d([0, isFinite ? 0.5 : NaN]) } as never));
    state = nextLossScale(rule, state, isFinite);
    expect(await optimizer.readLossScale()).toEqual(state);
  }
  variable.dispose();
  optimizer.dispose();
});

const inner: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1),
  rmsprop: () => tf.train.rmsprop(0.1, 0.9, 0.5),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
};

test.each(Object.keys(inner))('%s: with steps that are skipped variables move as if those had never been', async (name) => {
  const run = async (make: () => tf.Optimizer, keep: (isFinite: boolean) => boolean) => {
    const before = tf.memory().numTensors;
    const optimizer = make();
    const [a, b] = [tf.variable(tf.tensor1d([1, -2])), tf.variable(tf.scalar(3))];
    for (const [step, isFinite] of [false, true, ...pattern(12, 0.4)].entries()) {
      if (!keep(isFinite)) continue;
      const factor = isFinite ? tf.tensor1d([1 + step, 2]) : tf.tensor1d([Infinity, 1]);
      tf.tidy(() => optimizer.minimize(() => a.square().mul(factor).sum().add(b.square()) as tf.Scalar, false, [a, b])?.dispose());
      factor.dispose();
    }
    const values = [...(await a.data()), ...(await b.data())];
    tf.dispose([a, b]);
    optimizer.dispose();
    return { values, left: tf.memory().numTensors - before };
  };
  const plain = await run(inner[name] as () => tf.Optimizer, (isFinite) => isFinite);
  const scaled = await run(() => new LossScaleOptimizer((inner[name] as () => tf.Optimizer)(), { initialScale: 1024, growthSteps: 4 }), () => true);
  expect(scaled.values.every(Number.isFinite)).toBe(true);
  scaled.values.forEach((value, index) => expect(value).toBeCloseTo(plain.values[index] as number, 5));
  expect(scaled.left).toBe(plain.left);
});

test('fit trains through it, and the loss it tells is not scaled', async () => {
  const losses = async (optimizer: tf.Optimizer) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })] });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const { history } = await model.fit(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[1], [2]]), { epochs: 4, shuffle: false });
    return history.loss as number[];
  };
  const plain = await losses(tf.train.adam(0.05));
  (await losses(new LossScaleOptimizer(tf.train.adam(0.05)))).forEach((loss, epoch) => expect(loss).toBeCloseTo(plain[epoch] as number, 5));
});

test('loops of one’s own scale and unscale, and a gradient too small for the scale is there again', async () => {
  const optimizer = new LossScaleOptimizer(tf.train.sgd(1), { fixed: 2 ** 10 });
  const variable = tf.variable(tf.scalar(3));
  const { value, grads } = tf.variableGrads(() => optimizer.getScaledLoss(variable.square()), [variable]);
  expect((await value.data())[0]).toBe(9 * 1024);
  const unscaled = optimizer.getUnscaledGradients(grads);
  expect((await unscaled[variable.name]?.data())?.[0]).toBe(6);
  optimizer.applyGradients(unscaled as never);
  expect((await variable.data())[0]).toBe(-3);
  expect(() => new LossScaleOptimizer(optimizer)).toThrow(/scales losses already/);
  expect(() => new LossScaleOptimizer({} as never)).toThrow(/is the optimizer that does the steps/);
  optimizer.restoreLossScale({ scale: 64, goodSteps: 5, skipped: 2 });
  expect(await optimizer.readLossScale()).toEqual({ scale: 64, goodSteps: 5, skipped: 2 });
  tf.dispose([value, grads, unscaled, variable]);
  optimizer.dispose();
});

test('schedules set its rate through it', () => {
  for (const optimizer of [tf.train.sgd(0.1), tf.train.adam(0.1)]) {
    const scaled = new LossScaleOptimizer(optimizer) as unknown as { learningRate: number };
    scaled.learningRate = 0.5;
    expect([(optimizer as unknown as { learningRate: number }).learningRate, scaled.learningRate]).toEqual([0.5, 0.5]);
  }
});
