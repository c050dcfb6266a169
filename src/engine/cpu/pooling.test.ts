import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const axis = fc.record({ size: fc.integer({ min: 1, max: 8 }), window: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: 1, max: 3 }) });

/** Flat images have two axes, volumes three. */
const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    axes: fc.oneof(fc.array(axis, { minLength: 2, maxLength: 2 }), fc.array(axis, { minLength: 3, maxLength: 3 })),
    channels: fc.constantFrom(1, 2, 3, 4, 5, 16, 17, 23),
    pad: fc.constantFrom('same' as const, 'valid' as const, 1),
    dimRoundingMode: fc.constantFrom('floor' as const, 'ceil' as const),
    /** Whether values repeat, so that windows have several that are largest. */
    ties: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .filter(({ axes, pad }) => axes.every(({ size, window }) => window <= size + (pad === 1 ? 1 : 0) && (pad !== 1 || window > 1)));

type Geometry = typeof geometry extends fc.Arbitrary<infer Value> ? Value : never;

const attributesOf = ({ axes, pad, dimRoundingMode }: Geometry) => ({
  filterSize: axes.map(({ window }) => window),
  strides: axes.map(({ stride }) => stride),
  pad,
  ...(pad === 1 && { dimRoundingMode }),
  ...(axes.length === 3 && { dataFormat: 'NDHWC' }),
});

function valuesOf(shape: readonly number[], { ties, seed }: Geometry): Float32Array {
  const values = new Noise(seed).normal(shape.reduce((size, length) => size * length, 1), 2);
  return ties ? values.map(Math.round) : values;
}

it('largest values and averages of any windows are those of the plain backend', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, async (g) => {
      const shape = [g.batch, ...g.axes.map(({ size }) => size), g.channels];
      const x = valuesOf(shape, g);
      const suffix = g.axes.length === 3 ? '3D' : '';
      const off = await oracle.difference((tf) =>
        ['MaxPool', 'AvgPool'].map((kernel) => tf.engine().runKernel(kernel + suffix, { x: tf.tensor(x, shape) }, attributesOf(g))),
      );
      expect(off).toBeLessThan(1e-6);
    }),
    { numRuns: 250 },
  );
});

it('gradients of both go where those of the plain backend go', async () => {
  // The plain kernel for volumes mistakes the height of a window for its width.
  const even = geometry.filter(({ axes: [, rows, columns] }) => columns === undefined || rows?.window === columns.window);
  await fc.assert(
    fc.asyncProperty(even, async (g) => {
      const shape = [g.batch, ...g.axes.map(({ size }) => size), g.channels];
      const values = valuesOf(shape, g);
      const suffix = g.axes.length === 3 ? '3DGrad' : 'Grad';
      // The plain kernels of gradients always round down.
      const attributes = { ...attributesOf(g), ...(g.pad === 1 && { dimRoundingMode: 'floor' }) };
      const off = await oracle.difference((tf) => {
        const x = tf.tensor(values, shape);
        const y = tf.engine().runKernel(suffix === 'Grad' ? 'MaxPool' : 'MaxPool3D', { x }, attributes) as typeof x;
        const dy = tf.tensor(new Noise(g.seed + 1).normal(y.size, 1), y.shape);
        return [
          tf.engine().runKernel(`MaxPool${suffix}`, { dy, input: x, output: y }, attributes) as typeof x,
          tf.engine().runKernel(`AvgPool${suffix}`, { dy, input: x }, attributes) as typeof x,
        ];
      });
      expect(off).toBeLessThan(1e-6);
    }),
    { numRuns: 200 },
  );
});

it('gradients in volumes whose windows are as unlike as can be go to the largest value of each', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  const [windows, channels] = [[1, 2, 3], 6];
  const [planes, rows, columns] = [3, 4, 6];
  const values = new Noise(4).normal(planes * rows * columns * channels, 1);
  const same = tf.tidy(() => {
    const input = tf.tensor5d(values, [1, planes, rows, columns, channels]);
    const attributes = { filterSize: windows, strides: windows, pad: 'valid' };
    const output = tf.engine().runKernel('MaxPool3D', { x: input }, { ...attributes, dataFormat: 'NDHWC' }) as typeof input;
    const dy = tf.tensor5d(new Noise(5).normal(output.size, 1), output.shape);
    const made = tf.engine().runKernel('MaxPool3DGrad', { dy, input, output }, attributes) as typeof input;
    // Windows side by side: every value has one, whose largest it is or is not.
    const spread = (tensor: typeof input) => tensor.reshape([planes, rows / 2, 1, columns / 3, 1, channels]).tile([1, 1, 2, 1, 3, 1]).reshape(input.shape);
    return made.equal(spread(dy).mul(spread(output).equal(input).cast('float32'))).all().arraySync();
  });
  expect(same).toBe(1);
});

it('the largest value passes NaN over, an average does not; infinities are values', async () => {
  const off = await oracle.difference((tf) => {
    const x = tf.tensor4d([1, NaN, 3, 4, NaN, NaN, NaN, NaN, -Infinity, -Infinity, 2, Infinity, Infinity, -Infinity, 5, NaN], [1, 4, 4, 1]);
    return [tf.maxPool(x, 2, 2, 'valid'), tf.avgPool(x, 2, 2, 'valid'), tf.maxPool(x, [1, 2], [1, 1], 'same')];
  });
  expect(off).toBe(0);
});

it('integers and empty batches are pooled too', async () => {
  const off = await oracle.difference((tf) => [
    tf.maxPool(tf.tensor4d([1, -2, 3, 4, 50, 6, 7, 8], [1, 2, 4, 1], 'int32'), 2, 2, 'valid'),
    tf.avgPool(tf.zeros([0, 4, 4, 3]) as ReturnType<typeof tf.tensor4d>, 2, 2, 'valid'),
  ]);
  expect(off).toBe(0);
});

it('windows of one value that change no length give the values themselves', async () => {
  const off = await oracle.difference((tf) => {
    const x = tf.range(1, 13).reshape([1, 2, 2, 3]) as never;
    return [tf.maxPool(x, 1, 2, 1, 'floor'), tf.avgPool(x, 1, 2, 1, 'floor')];
  });
  expect(off).toBe(0);
});
