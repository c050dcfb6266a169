import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

const gathering = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  at: fc.nat(),
  ids: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
  dtype: fc.constantFrom('float32' as const, 'int32' as const),
});

it('gathers along any axis, with its gradient', async () => {
  await fc.assert(
    fc.asyncProperty(gathering, async ({ shape, at, ids, dtype }) => {
      const axis = at % shape.length;
      const difference = await oracle.difference((tf) => {
        const x = tf.range(0, size(shape), 1, dtype).reshape(shape);
        const indices = tf.tensor2d(ids.map((id) => id % (shape[axis] ?? 1)), [1, ids.length], 'int32');
        const back = tf.grad((a) => tf.gather(a, indices, axis).square().sum())(x.toFloat());
        return [tf.gather(x, indices, axis), back];
      });
      expect(difference).toBe(0);
    }),
  );
});

it('gathers within batches', async () => {
  const difference = await oracle.difference((tf) => tf.gather(tf.range(0, 24).reshape([2, 4, 3]), tf.tensor2d([3, 0, 1, 1], [2, 2], 'int32'), 1, 1));
  expect(difference).toBe(0);
});

it('an index out of range is named', async () => {
  await oracle.tf.setBackend('wasm');
  expect(() => oracle.tf.gather(oracle.tf.ones([3, 2]), oracle.tf.tensor1d([0, 3], 'int32'))).toThrow('the index value 3 is not in [0, 2]');
});

it('adds up segments in any order, of any width, leaving out ids beyond them', async () => {
  const problem = fc.record({
    ids: fc.array(fc.integer({ min: -2, max: 8 }), { minLength: 1, maxLength: 30 }),
    width: fc.integer({ min: 1, max: 37 }),
    sorted: fc.boolean(),
    dtype: fc.constantFrom('float32' as const, 'int32' as const),
  });
  await fc.assert(
    fc.asyncProperty(problem, async ({ ids, width, sorted, dtype }) => {
      const segments = sorted ? [...ids].sort((a, b) => a - b) : ids;
      const x = new Noise(width).normal(ids.length * width, 3);
      const difference = await oracle.difference((tf) => tf.unsortedSegmentSum(tf.tensor2d(x, [ids.length, width]).cast(dtype), tf.tensor1d(segments, 'int32'), 7));
      expect(difference).toBeLessThan(1e-6);
    }),
  );
});
