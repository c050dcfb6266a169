import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const geometry = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 5, max: 9 }),
  width: fc.integer({ min: 5, max: 9 }),
  channels: fc.integer({ min: 1, max: 5 }),
  multiplier: fc.integer({ min: 1, max: 3 }),
  filterHeight: fc.integer({ min: 1, max: 3 }),
  filterWidth: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 2 }),
  pad: fc.constantFrom('same' as const, 'valid' as const),
  seed: fc.integer({ min: 1, max: 1000 }),
});

it('a depthwise convolution has the gradients of the plain backend, whatever its size, stride and padding', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, async (g) => {
      const noise = new Noise(g.seed);
      const image = noise.normal(g.batch * g.height * g.width * g.channels, 1);
      const filter = noise.normal(g.filterHeight * g.filterWidth * g.channels * g.multiplier, 1);
      const difference = await oracle.difference((tf) => {
        const x = tf.tensor4d(image, [g.batch, g.height, g.width, g.channels]);
        const w = tf.tensor4d(filter, [g.filterHeight, g.filterWidth, g.channels, g.multiplier]);
        return tf.grads((a, b) => tf.depthwiseConv2d(a as typeof x, b as typeof w, g.stride, g.pad).square().sum())([x, w]);
      });
      expect(difference).toBeLessThan(2e-5);
    }),
    { numRuns: 100 },
  );
});
