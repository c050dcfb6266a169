import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const length = fc.integer({ min: 1, max: 7 });
const product = fc.record({
  batches: fc.constantFrom([[], []], [[3], [3]], [[3], [1]], [[1], [4]], [[2, 3], [2, 3]], [[2, 1], [1, 3]], [[0], [0]]),
  m: length,
  k: length,
  n: length,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

it('matrix products match the plain backend, transposed or not, with any batches', async () => {
  await fc.assert(
    fc.asyncProperty(product, async ({ batches: [left = [], right = []], m, k, n, transposeA, transposeB, seed }) => {
      const noise = new Noise(seed);
      const [shapeA, shapeB] = [
        [...left, ...(transposeA ? [k, m] : [m, k])],
        [...right, ...(transposeB ? [n, k] : [k, n])],
      ];
      const [a, b] = [noise.normal(size(shapeA), 1), noise.normal(size(shapeB), 1)];
      const difference = await oracle.difference((tf) =>
        tf.matMul(tf.tensor(a, shapeA), tf.tensor(b, shapeB), transposeA, transposeB),
      );
      expect(difference).toBeLessThan(1e-5);
    }),
    { numRuns: 150 },
  );
});

it('a fused dense layer keeps its bias and activation when an operand is transposed', async () => {
  const noise = new Noise(5);
  const [a, b, bias] = [noise.normal(12, 1), noise.normal(20, 1), noise.normal(5, 1)];
  const difference = await oracle.difference((tf) =>
    tf.fused.matMul({ a: tf.tensor2d(a, [4, 3]), b: tf.tensor2d(b, [5, 4]), transposeA: true, transposeB: true, bias: tf.tensor1d(bias), activation: 'relu' }),
  );
  expect(difference).toBeLessThan(1e-5);
});

it('whole numbers multiply exactly', async () => {
  const difference = await oracle.difference((tf) =>
    tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), tf.tensor2d([5, 6, 7, 8], [2, 2], 'int32')),
  );
  expect(difference).toBe(0);
});

const size = (shape: readonly number[]): number => shape.reduce((total, each) => total * each, 1);
