import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const scattering = fc
  .record({ shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), depth: fc.nat(), count: fc.integer({ min: 1, max: 12 }), dtype: fc.constantFrom('float32' as const, 'int32' as const), seed: fc.integer({ min: 1, max: 1000 }) })
  .map(({ depth, ...rest }) => ({ ...rest, depth: 1 + (depth % rest.shape.length) }))
  .chain((each) => fc.record({ each: fc.constant(each), indices: fc.array(fc.tuple(...each.shape.slice(0, each.depth).map((length) => fc.nat(length - 1))), { minLength: each.count, maxLength: each.count }) }));

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

it('adds slices to those of a tensor of 0, and puts them in the place of others, later ones over earlier', async () => {
  await fc.assert(
    fc.asyncProperty(scattering, async ({ each: { shape, depth, count, dtype, seed }, indices }) => {
      const updateShape = [count, ...shape.slice(depth)];
      const values = new Noise(seed).normal(size(updateShape), 9).map(Math.round);
      const off = await oracle.difference((tf) => {
        const places = tf.tensor2d(indices, [count, depth], 'int32');
        const updates = tf.tensor(values, updateShape, dtype);
        return [tf.scatterND(places, updates, shape), tf.tensorScatterUpdate(tf.range(0, size(shape), 1, dtype).reshape(shape), places, updates)];
      });
      expect(off).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it('wide slices are moved whole, NaN and infinities with them', async () => {
  const values = new Noise(5).normal(6 * 131, 1);
  values.set([NaN, Infinity, -Infinity, -0], 200);
  const off = await oracle.difference((tf) => {
    const [places, updates] = [tf.tensor2d([[4], [1], [4], [0], [6], [1]], [6, 1], 'int32'), tf.tensor2d(values, [6, 131])];
    return [tf.scatterND(places, updates, [7, 131]), tf.tensorScatterUpdate(tf.ones([7, 131]), places, updates)];
  });
  expect(off).toBe(0);
});

it('refuses an index beyond its axis, by name, and writes nothing', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const updates = tf.tensor1d([1, 2]);
    expect(() => tf.scatterND(tf.tensor2d([[0, 1], [0, 5]], [2, 2], 'int32'), updates, [3, 4])).toThrow('Invalid indices: 0,5 does not index into 3,4; axis 1 goes from 0 to 3');
    expect(() => tf.tensorScatterUpdate(tf.zeros([3, 4]), tf.tensor2d([[-1, 1], [0, 2]], [2, 2], 'int32'), updates)).toThrow('Invalid indices: -1,1');
  });
  expect(tf.memory().numTensors).toBe(before);
});

it('takes a list of numbers for indices of one number each', async () => {
  const off = await oracle.difference((tf) => [tf.scatterND(tf.tensor1d([0, 4, 2], 'int32'), tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]), [5, 3]), tf.scatterND(tf.tensor1d([0, 4, 2], 'int32'), tf.tensor1d([1, 2, 3]), [5])]);
  expect(off).toBe(0);
});
