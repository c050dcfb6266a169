import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

type Shape5 = [number, number, number, number, number];

const axis = fc.record({ size: fc.integer({ min: 1, max: 6 }), filter: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 3 }), dilation: fc.integer({ min: 1, max: 2 }) });

const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    axes: fc.tuple(axis, axis, axis),
    inChannels: fc.constantFrom(1, 2, 5),
    outChannels: fc.constantFrom(1, 3, 9),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .filter(({ axes, pad }) => pad === 'same' || axes.every(({ size, filter, dilation }) => (filter - 1) * dilation + 1 <= size));

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

it('convolutions of volumes are those of the plain backend, whatever the strides, dilations and padding', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, async ({ batch, axes, inChannels, outChannels, pad, seed }) => {
      const shape = [batch, ...axes.map((a) => a.size), inChannels] as Shape5;
      const filterShape = [...axes.map((a) => a.filter), inChannels, outChannels] as Shape5;
      const noise = new Noise(seed);
      const [x, w] = [noise.normal(size(shape), 1), noise.normal(size(filterShape), 1)];
      const attributes = { strides: axes.map((a) => a.stride), dilations: axes.map((a) => a.dilation), pad, dataFormat: 'NDHWC' };
      const off = await oracle.difference((tf) => tf.engine().runKernel('Conv3D', { x: tf.tensor5d(x, shape), filter: tf.tensor5d(w, filterShape) }, attributes));
      expect(off).toBeLessThan(1e-5);
    }),
    { numRuns: 120 },
  );
});

it('gradients of a convolution of volumes are its transposes: ⟨dy, x ∗ w⟩ is linear in x and in w', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  await fc.assert(
    fc.asyncProperty(geometry, async ({ batch, axes, inChannels, outChannels, pad, seed }) => {
      const shape = [batch, ...axes.map((a) => a.size), inChannels] as Shape5;
      const filterShape = [...axes.map((a) => a.filter), inChannels, outChannels] as Shape5;
      const noise = new Noise(seed);
      const attributes = { strides: axes.map((a) => a.stride), dilations: axes.map((a) => a.dilation), pad, dataFormat: 'NDHWC' };
      const sums = tf.tidy(() => {
        const [x, filter] = [tf.tensor5d(noise.normal(size(shape), 1), shape), tf.tensor5d(noise.normal(size(filterShape), 1), filterShape)];
        const y = tf.engine().runKernel('Conv3D', { x, filter }, attributes) as typeof x;
        const dy = tf.tensor5d(noise.normal(y.size, 1), y.shape);
        const dx = tf.engine().runKernel('Conv3DBackpropInputV2', { dy, filter }, { ...attributes, inputShape: shape }) as typeof x;
        const dw = tf.engine().runKernel('Conv3DBackpropFilterV2', { x, dy }, { ...attributes, filterShape }) as typeof x;
        expect([dx.shape, dw.shape]).toEqual([shape, filterShape]);
        // Directions of their own, so that no value of a gradient can hide in the sum.
        const [x2, filter2] = [tf.tensor5d(noise.normal(x.size, 1), shape), tf.tensor5d(noise.normal(filter.size, 1), filterShape)];
        const [yOfX2, yOfFilter2] = [{ x: x2, filter }, { x, filter: filter2 }].map((inputs) => tf.engine().runKernel('Conv3D', inputs, attributes) as typeof x);
        return [dx.mul(x2).sum(), dy.mul(yOfX2 ?? y).sum(), dw.mul(filter2).sum(), dy.mul(yOfFilter2 ?? y).sum(), y.abs().sum()].map((sum) => sum.arraySync() as number);
      });
      const [dx, x, dw, w, scale] = sums as [number, number, number, number, number];
      expect(Math.abs(dx - x) / (1 + scale)).toBeLessThan(1e-5);
      expect(Math.abs(dw - w) / (1 + scale)).toBeLessThan(1e-5);
    }),
    { numRuns: 150 },
  );
});

it('gradients without dilation are those of the plain backend, value by value', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, async ({ batch, axes, inChannels, outChannels, pad, seed }) => {
      const shape = [batch, ...axes.map((a) => a.size), inChannels] as Shape5;
      const filterShape = [...axes.map((a) => a.filter), inChannels, outChannels] as Shape5;
      const noise = new Noise(seed);
      const attributes = { strides: axes.map((a) => a.stride), pad };
      const info = oracle.tf.backend_util.computeConv3DInfo(shape, filterShape, attributes.strides as [number, number, number], 1, pad);
      const [x, w, dy] = [shape, filterShape, info.outShape].map((each) => noise.normal(size(each), 1)) as [Float32Array, Float32Array, Float32Array];
      const off = await oracle.difference((tf) => [
        tf.engine().runKernel('Conv3DBackpropInputV2', { dy: tf.tensor5d(dy, info.outShape), filter: tf.tensor5d(w, filterShape) }, { ...attributes, inputShape: shape }),
        tf.engine().runKernel('Conv3DBackpropFilterV2', { x: tf.tensor5d(x, shape), dy: tf.tensor5d(dy, info.outShape) }, { ...attributes, filterShape }),
      ]);
      expect(off).toBeLessThan(1e-5);
    }),
    { numRuns: 120 },
  );
});

it('transposed convolutions and empty batches work', async () => {
  const off = await oracle.difference((tf) => {
    const filter = tf.tensor5d(new Noise(2).normal(8 * 3 * 2, 1), [2, 2, 2, 3, 2]);
    return [
      tf.conv3dTranspose(tf.tensor5d(new Noise(1).normal(2 * 27, 1), [1, 3, 3, 3, 2]), filter, [1, 6, 6, 6, 3], 2, 'same'),
      tf.conv3d(tf.zeros([0, 4, 4, 4, 3]) as ReturnType<typeof tf.tensor5d>, filter, 1, 'same'),
    ];
  });
  expect(off).toBeLessThan(1e-5);
});
