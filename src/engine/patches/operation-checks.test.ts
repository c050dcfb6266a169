import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { checkDatasets, checkOperations } from './operation-checks';

class Stop extends Error {}
let left = Infinity;
const check = (): void => {
  if (left-- <= 0) throw new Stop();
};

beforeAll(async () => {
  await tf.setBackend('cpu');
  checkOperations(tf, check);
  await checkDatasets(tf, check);
});
afterEach(() => {
  left = Infinity;
});

it('ends a library’s loop of operations, and leaves tensors and scopes in order', () => {
  const before = tf.memory().numTensors;
  left = 20;
  expect(() => tf.tidy(() => tf.linalg.qr(tf.randomNormal([30, 30])))).toThrow(Stop);
  left = Infinity;
  expect(tf.memory().numTensors).toBe(before);
  expect(tf.tidy(() => tf.add(1, 2).arraySync())).toBe(3);
});

it('never cuts the step of an optimizer', () => {
  const variables = [tf.variable(tf.ones([2])), tf.variable(tf.ones([2]))];
  const optimizer = tf.train.adam(0.1);
  const step = (): void => void optimizer.minimize(() => tf.addN(variables).sum());
  step();
  for (let after = 0; after < 40; after++) {
    left = after;
    const before = variables.map((one) => Array.from(one.dataSync()).join());
    try {
      step();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
    left = Infinity;
    const changed = variables.map((one, index) => Array.from(one.dataSync()).join() !== before[index]);
    expect(new Set(changed).size).toBe(1);
  }
});

it('gradients and models work after a stop', async () => {
  left = 7;
  expect(() => tf.grad((x: tf.Tensor) => tf.exp(x.square()).sum())(tf.ones([3]))).toThrow(Stop);
  left = Infinity;
  expect(Array.from(tf.grad((x: tf.Tensor) => x.square().sum())(tf.ones([2])).dataSync())).toEqual([2, 2]);
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
  expect((await model.fit(tf.ones([4, 1]), tf.zeros([4, 1]), { epochs: 1 })).epoch).toEqual([0]);
});

it('ends a loop over a dataset that calls nothing of the user’s', async () => {
  for (const loop of [() => tf.data.array([1]).repeat().take(1e6).toArray(), () => tf.data.array([1]).repeat().forEachAsync(() => undefined)]) {
    left = 100;
    await expect(loop()).rejects.toThrow(Stop);
    left = Infinity;
  }
  expect(await tf.data.array([1, 2, 3]).take(2).toArray()).toEqual([1, 2]);
});
