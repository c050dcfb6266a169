import type { Tensor } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

// Around the six rows and eight columns of a tile.
const length = fc.constantFrom(1, 2, 5, 6, 7, 8, 9, 12, 17, 25);
const product = fc.record({
  batches: fc.constantFrom([[], []], [[3], [3]], [[3], [1]], [[1], [4]], [[2, 3], [2, 3]], [[2, 1], [1, 3]], [[2], []]),
  m: length,
  k: fc.oneof(length, fc.constantFrom(320, 321, 700)),
  n: length,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

it('matrix products match those of double precision, transposed or not, with any batches', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  await fc.assert(
    fc.asyncProperty(product, async ({ batches: [left = [], right = []], m, k, n, transposeA, transposeB, seed }) => {
      const noise = new Noise(seed);
      const [a, b] = [noise.normal(size(left) * m * k, 1), noise.normal(size(right) * k * n, 1)];
      const outer = tf.broadcast_util.assertAndGetBroadcastShape([...left], [...right]);
      const made = tf.tidy(() => {
        const [x, y] = [tf.tensor(a, [...left, m, k]), tf.tensor(b, [...right, k, n])];
        return tf.matMul(transposeA ? swapped(x) : x, transposeB ? swapped(y) : y, transposeA, transposeB);
      });
      expect(made.shape).toEqual([...outer, m, n]);
      const expected = eachBatch(outer).flatMap((at) => exact(part(a, left, at, m * k), part(b, right, at, k * n), m, k, n));
      expectAll(await made.data(), expected, 1e-5 * Math.sqrt(k));
      made.dispose();
    }),
    { numRuns: 200 },
  );
});

const dense = fc.record({
  m: length,
  k: length,
  n: length,
  batch: fc.constantFrom([], [2]),
  bias: fc.constantFrom('none', 'vector', 'scalar', 'row', 'column', 'matrix', 'whole'),
  activation: fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const, 'elu' as const, 'leakyrelu' as const, 'sigmoid' as const, 'prelu' as const),
  transposeB: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

it('bias and activation are fused as the plain backend computes them, however they are broadcast', async () => {
  await fc.assert(
    fc.asyncProperty(dense, async ({ m, k, n, batch, bias, activation, transposeB, seed }) => {
      const noise = new Noise(seed);
      const biasShape = { none: null, vector: [n], scalar: [], row: [1, n], column: [m, 1], matrix: [m, n], whole: [...batch, m, n] }[bias];
      const [a, b] = [noise.normal(size(batch) * m * k, 1), noise.normal(k * n, 1)];
      const [added, slopes] = [noise.normal(size(biasShape ?? []), 1), noise.normal(n, 0.3)];
      const difference = await oracle.difference((tf) =>
        tf.fused.matMul({
          a: tf.tensor(a, [...batch, m, k]),
          b: tf.tensor(b, transposeB ? [n, k] : [k, n]),
          transposeB,
          activation,
          ...(biasShape && { bias: tf.tensor(added, biasShape) }),
          ...(activation === 'prelu' && { preluActivationWeights: tf.tensor1d(slopes) }),
          ...(activation === 'leakyrelu' && { leakyreluAlpha: 0.1 }),
        }),
      );
      expect(difference).toBeLessThan(1e-5);
    }),
    { numRuns: 150 },
  );
});

it('a value that is not a number, or infinite, reaches what it touches and nothing else', async () => {
  const difference = await oracle.difference((tf) => {
    const a = tf.tensor2d([1, NaN, 2, 3, Infinity, 1, 0, 0, 1], [3, 3]);
    return [tf.matMul(a, tf.eye(3)), tf.fused.matMul({ a, b: tf.ones([3, 9]), activation: 'relu' }), tf.fused.matMul({ a, b: tf.ones([3, 9]), activation: 'sigmoid' })];
  });
  expect(difference).toBe(0);
});

it('a product over nothing is 0, and one of nothing is empty', async () => {
  const difference = await oracle.difference((tf) => [tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 4])), tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 4])), tf.matMul(tf.zeros([0, 2, 3]), tf.zeros([0, 3, 4]))]);
  expect(difference).toBe(0);
});

it('whole numbers multiply exactly, in batches, transposed or not', async () => {
  const whole = fc.record({ m: length, k: length, n: length, transposeA: fc.boolean(), transposeB: fc.boolean(), batch: fc.constantFrom([], [3]), seed: fc.integer({ min: 1, max: 99 }) });
  await fc.assert(
    fc.asyncProperty(whole, async ({ m, k, n, transposeA, transposeB, batch, seed }) => {
      const noise = new Noise(seed);
      const values = (count: number) => noise.normal(count, 1000).map(Math.round);
      const [a, b] = [values(size(batch) * m * k), values(k * n)];
      const difference = await oracle.difference((tf) =>
        tf.matMul(tf.tensor(a, [...batch, ...(transposeA ? [k, m] : [m, k])], 'int32'), tf.tensor(b, transposeB ? [n, k] : [k, n], 'int32'), transposeA, transposeB),
      );
      expect(difference).toBe(0);
    }),
    { numRuns: 60 },
  );
});

const size = (shape: readonly number[]): number => shape.reduce((total, each) => total * each, 1);

/** With the last two axes exchanged. */
function swapped(tensor: Tensor): Tensor {
  const axes = [...tensor.shape.keys()];
  return tensor.transpose([...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

/** The indices of each batch of a shape, in order. */
const eachBatch = (outer: readonly number[]): number[][] =>
  outer.reduce<number[][]>((all, length) => all.flatMap((at) => Array.from({ length }, (_, index) => [...at, index])), [[]]);

/** The matrix that is broadcast to a batch. */
function part(values: readonly number[] | Float32Array, shape: readonly number[], at: readonly number[], length: number): number[] {
  const own = at.slice(at.length - shape.length);
  const number = shape.reduce((total, each, axis) => total * each + (each === 1 ? 0 : (own[axis] ?? 0)), 0);
  return [...values.slice(number * length, (number + 1) * length)].map(Math.fround);
}

function exact(a: readonly number[], b: readonly number[], m: number, k: number, n: number): number[] {
  return Array.from({ length: m * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let term = 0; term < k; term++) sum += (a[row * k + term] ?? NaN) * (b[term * n + column] ?? NaN);
    return sum;
  });
}

function expectAll(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => expect(Math.abs((actual[index] ?? NaN) - value)).toBeLessThanOrEqual(tolerance));
}
