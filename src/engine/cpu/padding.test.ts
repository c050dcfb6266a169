import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const DTYPES = ['float32', 'int32', 'bool'] as const;
const amount = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3 }));

const padding = fc.record({
  axes: fc.array(fc.record({ size: fc.integer({ min: 0, max: 5 }), before: amount, after: amount }), { minLength: 1, maxLength: 5 }),
  dtype: fc.constantFrom(...DTYPES),
  value: fc.constantFrom(0, 1, -7, 1e9),
});

const counted = (tf: Oracle['tf'], shape: number[], dtype: (typeof DTYPES)[number]) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Array.from({ length: size }, (_, index) => (dtype === 'bool' ? (index * index) % 3 % 2 : index + 1)), shape, dtype);
};

it('puts a constant around any axes', async () => {
  await fc.assert(
    fc.asyncProperty(padding, async ({ axes, dtype, value }) => {
      const paddings = axes.map(({ before, after }): [number, number] => [before, after]);
      const off = await oracle.difference((tf) => counted(tf, axes.map(({ size }) => size), dtype).pad(paddings, dtype === 'bool' ? Number(value > 0) : value));
      expect(off).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it('puts a reflection around any axes, with and without the border', async () => {
  await fc.assert(
    fc.asyncProperty(padding, fc.constantFrom('reflect' as const, 'symmetric' as const), async ({ axes, dtype }, mode) => {
      const sizes = axes.map(({ size }) => Math.max(1, size));
      const most = (at: number): number => (sizes[at] ?? 1) - (mode === 'reflect' ? 1 : 0);
      const paddings = axes.map(({ before, after }, at): [number, number] => [Math.min(before, most(at)), Math.min(after, most(at))]);
      expect(await oracle.difference((tf) => counted(tf, sizes, dtype).mirrorPad(paddings, mode))).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it('keeps NaN and infinities, around and within', async () => {
  const off = await oracle.difference((tf) => {
    const x = tf.tensor2d([NaN, -Infinity, 1, -0], [2, 2]);
    return [x.pad([[1, 0], [0, 2]], NaN), x.pad([[0, 1], [3, 0]], -Infinity), x.mirrorPad([[1, 1], [2, 2]], 'symmetric')];
  });
  expect(off).toBe(0);
});
