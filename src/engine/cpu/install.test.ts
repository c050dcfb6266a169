import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Tensor4D } from '@tensorflow/tfjs';
import { Noise } from '../checks/noise';
import type { Computation, Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

it('the gradient of an embedding adds up what falls on the same row', async () => {
  const ids = fc.array(fc.integer({ min: -1, max: 6 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(ids, fc.integer({ min: 1, max: 4 }), async (segments, width) => {
      const values = new Noise(segments.length).normal(segments.length * width, 1);
      const difference = await oracle.difference((tf) =>
        tf.unsortedSegmentSum(tf.tensor2d(values, [segments.length, width]), tf.tensor1d(segments, 'int32'), 5),
      );
      expect(difference).toBeLessThan(1e-6);
    }),
  );
});

it('max pooling has the gradients of the plain backend, also where windows overlap', async () => {
  const geometry = fc.record({
    size: fc.integer({ min: 4, max: 9 }),
    channels: fc.integer({ min: 1, max: 4 }),
    window: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  });
  await fc.assert(
    fc.asyncProperty(geometry, async ({ size, channels, window, stride, pad }) => {
      const values = new Noise(size).normal(2 * size * size * channels, 1);
      const difference = await oracle.difference((tf) => {
        const x = tf.tensor4d(values, [2, size, size, channels]);
        return tf.grad((a) => tf.maxPool(a as typeof x, window, stride, pad).square().sum())(x);
      });
      expect(difference).toBeLessThan(1e-6);
    }),
  );
});

it("padding 'same' is right where one axis has more stride than filter", async () => {
  const difference = await oracle.difference((tf) =>
    tf.conv2d(tf.range(1, 41).reshape<Tensor4D>([1, 5, 8, 1]), tf.ones([2, 1, 1, 1]), 2, 'same'),
  );
  expect(difference).toBeLessThan(1e-6);
});

const computations: Record<string, Computation> = {
  'a cast to bool is true for everything but 0': (tf) => tf.tensor1d([0, 0.5, -3, 256, NaN]).toBool(),
  'a cast from bool gives 0 and 1': (tf) => tf.tensor1d([0, 2, 512], 'int32').toBool().toFloat(),
  'complex numbers multiply': (tf) => tf.mul(tf.complex([1, 2], [3, 4]), tf.complex([5, 6], [7, 8])),
  'complex numbers come apart again': (tf) => [tf.real(tf.complex([1, 2], [3, 4])), tf.imag(tf.complex([1, 2], [3, 4]))],
  'a Fourier transform works': (tf) => tf.spectral.fft(tf.complex([1, 2, 3, 4], [0, 1, 0, -1])),
  'einsum works': (tf) => tf.einsum('bij,bjk->bik', tf.range(0, 12).reshape([2, 2, 3]), tf.range(0, 12).reshape([2, 3, 2])),
  'channels-first convolutions work': (tf) =>
    tf.conv2d(tf.range(0, 50).reshape<Tensor4D>([1, 2, 5, 5]), tf.range(0, 36).div(10).reshape<Tensor4D>([3, 3, 2, 2]), 1, 'same', 'NCHW'),
  'a diverged value stays visible through a clip': (tf) => tf.clipByValue(tf.tensor1d([NaN, -5, 0.5, 5]), -1, 1),
  'a bias of any rank is fused': (tf) => tf.fused.matMul({ a: tf.ones([2, 3]), b: tf.ones([3, 2]), bias: tf.tensor2d([[1, 2], [3, 4]]) }),
  'gathering has a gradient': (tf) => tf.grad((x) => tf.gather(x, tf.tensor1d([0, 2, 2], 'int32')).square().sum())(tf.range(0, 8).reshape([4, 2])),
  'strings are cut': (tf) => tf.slice(tf.tensor1d(['a', 'b', 'c']), 1, 1).equal(tf.tensor1d(['b'])),
};

for (const [name, compute] of Object.entries(computations)) {
  it(name, async () => {
    expect(await oracle.difference(compute)).toBeLessThan(1e-5);
  });
}

it('every kernel of the plain backend is there', () => {
  const names = (backend: string) => oracle.tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
  const there = new Set(names('wasm'));
  expect(names('cpu').filter((name) => !there.has(name))).toEqual([]);
});
