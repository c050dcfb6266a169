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

const geometry = fc
  .record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 3, max: 9 }),
  width: fc.integer({ min: 3, max: 9 }),
  inChannels: fc.integer({ min: 1, max: 4 }),
  outChannels: fc.integer({ min: 1, max: 4 }),
  filterHeight: fc.integer({ min: 1, max: 3 }),
  filterWidth: fc.integer({ min: 1, max: 3 }),
  strideHeight: fc.integer({ min: 1, max: 3 }),
  strideWidth: fc.integer({ min: 1, max: 3 }),
  pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), fc.integer({ min: 0, max: 4 })),
  seed: fc.integer({ min: 1, max: 1000 }),
  })
  // TensorFlow.js takes padding given as a number to mean square filters and strides.
  .map((g) => (typeof g.pad === 'number' ? { ...g, filterWidth: g.filterHeight, strideWidth: g.strideHeight } : g));

it('a convolution has the gradients of the plain backend, whatever its size, stride and padding', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, async (g) => {
      const noise = new Noise(g.seed);
      const image = noise.normal(g.batch * g.height * g.width * g.inChannels, 1);
      const filter = noise.normal(g.filterHeight * g.filterWidth * g.inChannels * g.outChannels, 1);
      const difference = await oracle.difference((tf) => {
        const x = tf.tensor4d(image, [g.batch, g.height, g.width, g.inChannels]);
        const w = tf.tensor4d(filter, [g.filterHeight, g.filterWidth, g.inChannels, g.outChannels]);
        const grads = tf.grads((a, b) =>
          tf.conv2d(a as typeof x, b as typeof w, [g.strideHeight, g.strideWidth], g.pad, 'NHWC', 1, typeof g.pad === 'number' ? 'floor' : undefined).square().sum(),
        );
        return grads([x, w]);
      });
      expect(difference).toBeLessThan(2e-5);
    }),
    { numRuns: 120 },
  );
});

type Shape4 = [number, number, number, number];

it('channels-first convolutions have the same gradients', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  const noise = new Noise(3);
  const filterShape: Shape4 = [3, 3, 3, 4];
  const filter = tf.tensor4d(noise.normal(9 * 3 * 4, 1), filterShape);
  const x = tf.tensor4d(noise.normal(2 * 6 * 6 * 3, 1), [2, 6, 6, 3]);
  const dy = tf.tensor4d(noise.normal(2 * 4 * 4 * 4, 1), [2, 4, 4, 4]);
  const first = (tensor: Tensor) => tensor.transpose([0, 3, 1, 2]);
  const filterGradient = (image: Tensor, delta: Tensor, dataFormat: string): Tensor =>
    tf.engine().runKernel('Conv2DBackpropFilter', { x: image, dy: delta }, { strides: 1, pad: 'valid', dataFormat, filterShape });
  const inputGradient = (delta: Tensor, dataFormat: string, inputShape: Shape4): Tensor =>
    tf.engine().runKernel('Conv2DBackpropInput', { dy: delta, filter }, { strides: 1, pad: 'valid', dataFormat, inputShape });
  expect(await filterGradient(first(x), first(dy), 'NCHW').data()).toEqual(await filterGradient(x, dy, 'NHWC').data());
  expect(await inputGradient(first(dy), 'NCHW', [2, 3, 6, 6]).data()).toEqual(await first(inputGradient(dy, 'NHWC', [2, 6, 6, 3])).data());
});
