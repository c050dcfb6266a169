import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import fixture from '../metrics/fixtures/scikit-learn.json';
import { createTestTrain } from '../testing';
import type { Tools } from './create';

const tools: Tools = createTestTrain().train;
beforeAll(() => tf.setBackend('cpu'));
const variableOf = (values: tf.TensorLike): tf.Variable => tf.tidy(() => tf.variable(tf.tensor(values)));

describe('findLearningRate', () => {
  /** A bowl, on which a gradient step of rate r multiplies w by 1 - 2r: rates above 1 diverge. */
  const bowl = () => {
    const variable = variableOf([3, -4]);
    const step = (rate: number): tf.Scalar =>
      tf.tidy(() => {
        const loss = variable.square().sum().asScalar();
        variable.assign(variable.sub(variable.mul(2 * rate)));
        return loss;
      });
    return { variable, step };
  };

  test('suggests a rate that trains, ends where the loss grows, and puts the weights back', async () => {
    const before = tf.memory().numTensors;
    const { variable, step } = bowl();
    const found = await tools.findLearningRate({ step, variables: [variable], from: 1e-4 });
    expect(found.isDiverged).toBe(true);
    expect(found.learningRates.length).toBeLessThan(100);
    expect(found.suggestion).toBeGreaterThan(0.005);
    expect(found.suggestion).toBeLessThan(1);
    expect([...(await variable.data())]).toEqual([3, -4]);
    found.learningRates.slice(1).forEach((rate, index) => expect(rate / (found.learningRates[index] as number)).toBeCloseTo(1e5 ** (1 / 99), 6));
    variable.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('smooths as an average that is corrected for its beginning', async () => {
    const losses = [4, 2, 1, 1, 3];
    const found = await tools.findLearningRate({ step: (rate) => losses[Math.round(Math.log10(rate)) + 4] as number, variables: [], from: 1e-4, to: 1, steps: 5, smoothing: 0.5, divergence: 10 });
    expect(found.losses).toEqual(losses);
    let average = 0;
    losses.forEach((loss, index) => {
      average = 0.5 * average + 0.5 * loss;
      expect(found.smoothed[index]).toBeCloseTo(average / (1 - 0.5 ** (index + 1)), 12);
    });
    expect(found.suggestion).toBeCloseTo(1e-4, 12);
    const flat = await tools.findLearningRate({ step: () => 1, variables: [], steps: 20 });
    expect(flat).toMatchObject({ suggestion: null, isDiverged: false });
  });

  test('a step that fails, and a loss that is not a number, put the weights back, too', async () => {
    const { variable, step } = bowl();
    let steps = 0;
    const before = tf.memory().numTensors;
    await expect(tools.findLearningRate({ step: (rate) => (++steps > 13 ? Promise.reject(new Error('no more data')) : step(rate)), variables: [variable] })).rejects.toThrow('no more data');
    const found = await tools.findLearningRate({ step: (rate) => (rate > 1e-3 ? NaN : step(rate)), variables: [variable] });
    expect(found.isDiverged).toBe(true);
    expect(found.losses.every(Number.isFinite)).toBe(true);
    expect([...(await variable.data())]).toEqual([3, -4]);
    expect(tf.memory().numTensors).toBe(before);
    variable.dispose();
  });

  test.each([[{ from: 1, to: 0.1 }, /rates go from 1 to 0.1/], [{ steps: 1 }, /steps is 1/], [{ smoothing: 1 }, /smoothing is 1/], [{ divergence: 1 }, /divergence is 1/]])('%j is refused', async (options, message) => {
    await expect(tools.findLearningRate({ step: () => 1, variables: [], ...options })).rejects.toThrow(message);
  });
});

describe('topLosses', () => {
  test('the examples of the lowest probability of their label come first', async () => {
    const before = tf.memory().numTensors;
    const probabilities = [[0.7, 0.3], [0.1, 0.9], [0.5, 0.5], [0.01, 0.99]];
    const top = await tools.topLosses([0, 0, 1, 1], probabilities, { count: 2 });
    expect(top.map(({ index, label, predicted }) => [index, label, predicted])).toEqual([[1, 0, 1], [2, 1, 0]]);
    expect(top[0]?.loss).toBeCloseTo(-Math.log(0.1), 5);
    for (const [labels, predictions, fromLogits] of [
      [[[1, 0], [1, 0], [0, 1], [0, 1]], probabilities, false],
      [[0, 0, 1, 1], [0.3, 0.9, 0.5, 0.99], false],
      [[0, 0, 1, 1], probabilities.map((row) => row.map((one) => Math.log(one) + 5)), true],
      [[0, 0, 1, 1], probabilities.map(([, one]) => [Math.log((one as number) / (1 - (one as number)))]), true],
    ] as const) {
      const same = await tools.topLosses(labels as never, predictions as never, { count: 4, fromLogits });
      expect(same.map(({ index }) => index)).toEqual([1, 2, 0, 3]);
      expect(same[0]?.probability).toBeCloseTo(0.1, 5);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
  test('what is not a number is hardest, and a label that names no class is told', async () => {
    expect((await tools.topLosses([0, 0], tf.tensor2d([[0.1, 0.9], [NaN, 0.5]]))).map(({ index }) => index)).toEqual([1, 0]);
    await expect(tools.topLosses([0, 2], tf.zeros([2, 2]))).rejects.toThrow(/label 2 of example 1 names no class; class numbers are 0 to 1/);
    await expect(tools.topLosses([0, 1, 1], tf.zeros([2, 2]))).rejects.toThrow(/labels have shape \[3\] and predictions \[2, 2\]/);
  });
});

describe('labels', () => {
  test('class weights are scikit-learn’s balanced ones', async () => {
    const { labels, balanced } = fixture.classWeights;
    const expectBalanced = (weights: Record<number, number>) => expect(Object.entries(weights).map(([label, weight]) => [label, weight.toFixed(9)])).toEqual(Object.entries(balanced).map(([label, weight]) => [label, weight.toFixed(9)]));
    expectBalanced(await tools.classWeights(labels));
    expectBalanced(await tools.classWeights(tf.tensor2d(labels, [10, 1], 'int32')));
    expectBalanced(await tools.classWeights(tf.oneHot(tf.tensor1d(labels, 'int32'), 4)));
    expect((await tools.classWeights(labels, { numClasses: 5 }))[1]).toBe(0);
    await expect(tools.classWeights([0, 1.5])).rejects.toThrow(/label 1 is 1.5/);
    await expect(tools.classWeights([0, 4], { numClasses: 3 })).rejects.toThrow(/label 1 is 4, but class numbers are 0 to 2/);
    await expect(tools.classWeights(tf.tensor1d([]))).rejects.toThrow(/no labels/);
  });
  test('smoothed labels are those of the loss with label smoothing', async () => {
    const labels = tf.oneHot(tf.tensor1d([0, 2], 'int32'), 3);
    const [logits, smoothed] = [tf.randomNormal([2, 3]), tools.labelSmoothing(labels, 0.3)];
    const [own, theirs] = [tf.losses.softmaxCrossEntropy(smoothed, logits), tf.losses.softmaxCrossEntropy(labels, logits, undefined, 0.3)];
    expect((await own.data())[0]).toBeCloseTo((await theirs.data())[0] as number, 6);
    const values = async (tensor: tf.Tensor) => [...(await tensor.data())].map((value) => Number(value.toFixed(6)));
    expect(await values(tools.labelSmoothing([0, 2], 0.3, { numClasses: 3 }))).toEqual(await values(smoothed));
    expect(await values(tools.labelSmoothing(tf.tensor2d([[0], [1]]), 0.2))).toEqual([0.1, 0.9]);
    expect(() => tools.labelSmoothing([0, 1])).toThrow(/pass \{numClasses\}/);
    expect(() => tools.labelSmoothing(labels, 2)).toThrow(/smoothing is 2/);
  });
});

describe('mixup', () => {
  test('inputs and labels are mixed in the same shares, which are of Beta(alpha, alpha)', async () => {
    const count = 4000;
    const x = tf.range(0, count).reshape([count, 1]);
    const wide = tf.concat([x, tf.mul(x, 2)], 1);
    const before = tf.memory().numTensors;
    const mixed = tools.mixup(x, wide, 0.4);
    expect(tf.memory().numTensors).toBe(before + 2);
    const [a, b] = [await mixed.x.data(), await mixed.y.data()];
    a.forEach((value, index) => expect(Math.abs((b[2 * index + 1] as number) - 2 * value)).toBeLessThan(0.01));
    const ones = tf.ones([count, 1]);
    const shares = tools.mixup(tf.concat([ones, x], 1), ones, 0.4);
    expect([...(await shares.y.data())].every((value) => Math.abs(value - 1) < 1e-6)).toBe(true);
  });
  test('the share of an example has the mean and variance of its distribution, and a tiny alpha makes no NaN', async () => {
    const count = 3000;
    for (const alpha of [0.05, 0.4, 2]) {
      // Two examples: what row 0 becomes is its share, or it was mixed with itself.
      const shares: number[] = [];
      const x = tf.tensor2d(Array.from({ length: 2 * count }, (_, index) => (index === 0 ? 0 : 1)), [2 * count, 1]);
      const { x: mixed } = tools.mixup(x, x, alpha);
      expect([...(await mixed.data())].every((value) => value >= 0 && value <= 1)).toBe(true);
      for (let round = 0; round < 400; round++) {
        const pair = tf.tensor2d([[0], [1]]);
        const one = tools.mixup(pair, pair, alpha);
        const [first = 0, second = 0] = await one.x.data();
        if (first !== 0 || second !== 1) shares.push(1 - first);
        tf.dispose([pair, one.x, one.y]);
      }
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.15);
      expect(Math.abs(variance - 1 / (4 * (2 * alpha + 1)))).toBeLessThan(0.05);
      tf.dispose([x, mixed]);
    }
  });
  test('what cannot be mixed is refused', () => {
    const x = tf.zeros([4, 2]);
    expect(() => tools.mixup(x, tf.zeros([3, 2]))).toThrow(/x has shape \[4, 2\] and y \[3, 2\]/);
    expect(() => tools.mixup(x, tf.zeros([4], 'int32'))).toThrow(/pass tf.oneHot/);
    expect(() => tools.mixup(x, x, 0)).toThrow(/alpha is 0/);
  });
});

describe('averages of weights', () => {
  const set = (variable: tf.Variable, value: number) => tf.tidy(() => variable.assign(tf.fill(variable.shape, value)));
  const value = async (variable: tf.Variable) => (await variable.data())[0] as number;

  test('exponential, from the first values, with and without warm-up', async () => {
    for (const warmup of [false, true]) {
      const variable = tf.variable(tf.tensor1d([1, 1]));
      const average = tools.ema([variable], { decay: 0.8, warmup });
      let expected = 1;
      for (let step = 0; step < 60; step++) {
        set(variable, step);
        average.update();
        const decay = warmup ? Math.min(0.8, (1 + step) / (10 + step)) : 0.8;
        expected = decay * expected + (1 - decay) * step;
      }
      expect(await average.using(() => value(variable))).toBeCloseTo(expected, 3);
      expect(await value(variable)).toBe(59);
      average.dispose();
      variable.dispose();
    }
  });

  test('the mean of the values at updates; a saved state goes on', async () => {
    const before = tf.memory().numTensors;
    const variable = variableOf([[7]]);
    const [average, other] = [tools.averageWeights([variable]), tools.averageWeights([variable])];
    for (const one of [2, 4, 9]) {
      set(variable, one);
      average.update();
    }
    other.load(JSON.parse(JSON.stringify(await average.state())));
    set(variable, 1);
    for (const one of [average, other]) {
      one.update();
      expect(await one.using(() => value(variable))).toBeCloseTo(4, 5);
    }
    average.apply();
    expect(await value(variable)).toBeCloseTo(4, 5);
    expect(() => average.apply()).toThrow(/restore\(\) first/);
    expect(() => average.update()).toThrow(/restore\(\) their own values/);
    average.restore();
    expect(() => average.restore()).toThrow(/own values/);
    await expect(average.using(() => Promise.reject(new Error('evaluation')))).rejects.toThrow('evaluation');
    expect(await value(variable)).toBe(1);
    for (const one of [average, other, variable]) one.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('what has no average is refused', () => {
    const [variable, whole] = [tf.variable(tf.zeros([2])), tf.variable(tf.zeros([2], 'int32'))];
    expect(() => tools.ema([])).toThrow(/no variables/);
    expect(() => tools.ema([variable], { decay: 1 })).toThrow(/decay is 1/);
    expect(() => tools.averageWeights([whole])).toThrow(/int32, which has no average/);
    const average = tools.ema([variable]);
    expect(() => average.load({ updates: 1, averages: [{ shape: [3], values: [1, 2, 3] }] })).toThrow(/have shapes \[3\], the variables \[2\]/);
    for (const one of [average, variable, whole]) one.dispose();
  });
});

test('norms of gradients, together and by variable, that no square overflows', async () => {
  const before = tf.memory().numTensors;
  const gradients = { a: tf.tensor1d([3, 4]), b: tf.tensor2d([[1e30]]), c: tf.zeros([2, 2]), d: tf.zeros([0]) };
  const { global, byName } = await tools.gradientNorms(gradients);
  expect(byName.a).toBeCloseTo(5, 5);
  expect((byName.b as number) / 1e30).toBeCloseTo(1, 5);
  expect([byName.c, byName.d]).toEqual([0, 0]);
  expect(global / 1e30).toBeCloseTo(1, 5);
  const whole = tools.globalNorm({ a: gradients.a, c: gradients.c });
  expect((await whole.data())[0]).toBeCloseTo(5, 5);
  const infinite = tf.tensor1d([Infinity, 1]);
  expect((await tools.gradientNorms({ infinite })).global).toBe(Infinity);
  tf.dispose([gradients, whole, infinite]);
  expect(tf.memory().numTensors).toBe(before);
});
