import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const along = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 4 }),
  at: fc.nat(),
  dtype: fc.constantFrom('float32' as const, 'int32' as const),
  exclusive: fc.boolean(),
  reverse: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

/** Rounded, so that some are equal, and sums are exact. */
const valuesOf = (shape: readonly number[], seed: number): Float32Array =>
  new Noise(seed).normal(shape.reduce((size, length) => size * length, 1), 3).map(Math.round);

it('running sums and products along any axis, either way, with and without the value itself', async () => {
  await fc.assert(
    fc.asyncProperty(along, async ({ shape, at, dtype, exclusive, reverse, seed }) => {
      const axis = at % shape.length;
      const values = valuesOf(shape, seed);
      const off = await oracle.difference((tf) => {
        const x = tf.tensor(values, shape, dtype);
        // The plain backend lets whole numbers grow beyond 32 bits before it cuts them.
        const small = dtype === 'int32' ? x.clipByValue(-1, 2) : x;
        return [tf.cumsum(x, axis, exclusive, reverse), tf.cumprod(small, axis, exclusive, reverse)];
      });
      expect(off).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it('a running sum is added up in the order of its values, however rows are shared', async () => {
  const off = await oracle.difference((tf) => {
    const x = tf.tensor2d(new Noise(3).normal(37 * 129, 1), [37, 129]);
    return [tf.cumsum(x, 1), tf.cumsum(x, 1, true, true), tf.cumprod(x, 1), tf.cumsum(x, 0)];
  });
  expect(off).toBe(0);
});

it('NaN and infinities spread from where they are on', async () => {
  const off = await oracle.difference((tf) => {
    const x = tf.tensor2d([[1, Infinity, 2, -Infinity, 3], [1, NaN, 2, 3, 4], [0, Infinity, 0, 1, 2], [1, 2, 3, 4, 5]]);
    return [tf.cumsum(x, 1), tf.cumsum(x, 1, true), tf.cumprod(x, 1), tf.cumsum(x, 0, false, true)];
  });
  expect(off).toBe(0);
});

it('the first largest and the first smallest value along any axis', async () => {
  await fc.assert(
    fc.asyncProperty(along, async ({ shape, at, dtype, seed }) => {
      const axis = at % shape.length;
      const values = valuesOf(shape, seed);
      const off = await oracle.difference((tf) => {
        const x = tf.tensor(values, shape, dtype);
        return [x.argMax(axis), x.argMin(axis), tf.tensor(values.map((value) => Number(value > 0)), shape, 'bool').argMax(axis)];
      });
      expect(off).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it('finds the first of equals wherever they lie in a long row', async () => {
  const cases = Array.from({ length: 40 }, (_, length) => Array.from({ length: 40 }, (__, at) => Number(at === length || at === (length * 7) % 40)));
  const off = await oracle.difference((tf) => [tf.tensor2d(cases).argMax(1), tf.tensor2d(cases).neg().argMin(1), tf.tensor2d(cases).argMax(0), tf.zeros([3, 21]).argMax(1)]);
  expect(off).toBe(0);
});

it('a NaN in the first place stays, any other is passed over', async () => {
  const off = await oracle.difference((tf) => {
    const x = tf.tensor2d([[NaN, 1, 2, 3, 4, 5], [1, NaN, 2, 7, NaN, 5], [-Infinity, NaN, -Infinity, NaN, NaN, -1], [NaN, NaN, NaN, NaN, NaN, NaN], [Infinity, 1, Infinity, 2, 3, NaN]]);
    return [x.argMax(1), x.argMin(1), x.argMax(0), x.argMin(0)];
  });
  expect(off).toBe(0);
});
