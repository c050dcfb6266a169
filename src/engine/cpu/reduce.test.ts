import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

const reduced = fc.array(fc.record({ length: fc.integer({ min: 1, max: 9 }), gone: fc.boolean() }), { minLength: 1, maxLength: 5 });

describe('reductions', () => {
  it.each(['sum', 'mean', 'max', 'min', 'prod'] as const)('%s over any axes equals the plain backend', async (name) => {
    await fc.assert(
      fc.asyncProperty(reduced, fc.boolean(), fc.integer({ min: 1, max: 99 }), async (axes, keepDims, seed) => {
        const shape = axes.map(({ length }) => length);
        const gone = axes.flatMap((axis, index) => (axis.gone ? [index] : []));
        const x = new Noise(seed).normal(size(shape), 1);
        const difference = await oracle.difference((tf) => tf[name](tf.tensor(x, shape), gone.length > 0 ? gone : undefined, keepDims));
        expect(difference).toBeLessThan(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it.each([[[70_001], 0], [[3, 40_000], 1], [[40_000, 3], 0], [[700, 40], 0], [[2, 600, 17], 1], [[300, 2, 300], [0, 2]]] as const)(
    'sums of many values, in parts, stay precise: %o over %o',
    async (shape, axis) => {
      const x = new Noise(4).normal(size(shape), 1).map((value) => value + 1);
      const difference = await oracle.difference((tf) => tf.tensor(x, [...shape]).sum([axis].flat()));
      expect(difference).toBeLessThan(5e-7);
    },
  );

  it('NaN is the largest, the smallest and the sum', async () => {
    const x = [1, NaN, 2, 3, 4, 5, 6, 7, 8, 9, Infinity, 2];
    const difference = await oracle.difference((tf) =>
      [0, 1].flatMap((axis) => [tf.max(tf.tensor2d(x, [2, 6]), axis), tf.min(tf.tensor2d(x, [2, 6]), axis), tf.sum(tf.tensor2d(x, [2, 6]), axis)]),
    );
    expect(difference).toBe(0);
  });

  it('whole numbers and nothing at all are summed too', async () => {
    expect(await oracle.difference((tf) => [tf.range(0, 12, 1, 'int32').reshape([3, 4]).sum(0), tf.zeros([0, 3]).sum(0), tf.zeros([0, 3]).mean(1)])).toBe(0);
  });

  it('the gradient of a sum and a mean is spread over what was summed', async () => {
    const x = new Noise(2).normal(120, 1);
    const difference = await oracle.difference((tf) =>
      [[0, 2], [1], [0, 1, 2, 3]].flatMap((axis) =>
        (['sum', 'mean'] as const).map((name) => tf.grad((a) => tf[name](a, axis).square().sum())(tf.tensor(x, [2, 3, 4, 5]))),
      ),
    );
    expect(difference).toBeLessThan(1e-6);
  });
});
