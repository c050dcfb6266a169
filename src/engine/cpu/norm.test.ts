import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { Noise } from '../checks/noise';
import { completeKernels } from '../ops/composed';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
  completeKernels(oracle.tf, 'cpu');
});

const problem = fc.record({ rows: fc.integer({ min: 1, max: 80 }), n: fc.integer({ min: 1, max: 21 }), seed: fc.integer({ min: 1, max: 99 }) });
const noise = (seed: number, size: number) => new Noise(seed).normal(size, 1);

it.each(['LayerNorm', 'RmsNorm'])('%s and its gradients equal their formulas', async (name) => {
  await fc.assert(
    fc.asyncProperty(problem, async ({ rows, n, seed }) => {
      const difference = await oracle.difference((tf) => {
        const x = tf.tensor3d(noise(seed, rows * n), [1, rows, n]);
        const gamma = tf.tensor1d(noise(seed + 1, n));
        const beta = tf.tensor1d(noise(seed + 2, n));
        const made = [tf.engine().runKernel(name, { x, gamma, ...(name === 'LayerNorm' && { beta }) }, { epsilon: 1e-2 })].flat();
        const dy = tf.tensor3d(noise(seed + 3, rows * n), [1, rows, n]);
        const [mean, inverse] = name === 'LayerNorm' ? made.slice(1) : [undefined, made[1]];
        const inputs = { dy, x, gamma, ...(mean && { mean }), ...(inverse && { inverse }) };
        return [...made, ...[tf.engine().runKernel(`${name}Grad`, inputs)].flat()];
      });
      expect(difference).toBeLessThan(5e-6);
    }),
    { numRuns: 60 },
  );
});

const images = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 13 }),
  channels: fc.integer({ min: 1, max: 19 }),
  scaled: fc.boolean(),
  shifted: fc.boolean(),
  seed: fc.integer({ min: 1, max: 99 }),
});

it('batch normalisation and all its gradients equal the plain backend', async () => {
  await fc.assert(
    fc.asyncProperty(images, async ({ batch, height, channels, scaled, shifted, seed }) => {
      const difference = await oracle.difference((tf) => {
        const x = tf.tensor4d(noise(seed, batch * height * 9 * channels), [batch, height, 9, channels]);
        const [mean, offset, scale] = [1, 2, 3].map((by) => tf.tensor1d(noise(seed + by, channels))) as [Tensor1D, Tensor1D, Tensor1D];
        const variance = tf.tensor1d(noise(seed + 4, channels)).square().add(0.1) as Tensor1D;
        const weights = tf.tensor4d(noise(seed + 5, x.size), x.shape);
        const normed = (...[a, m, v, o, s]: Parameters<typeof tf.batchNorm>) => tf.batchNorm(a, m, v, shifted ? o : undefined, scaled ? s : undefined, 1e-3);
        const gradients = tf.grads((a, m, v, o, s) =>
          normed(a as Tensor4D, m as Tensor1D, v as Tensor1D, o as Tensor1D, s as Tensor1D).mul(weights).sum().add(o?.sum() ?? 0).add(s?.sum() ?? 0),
        );
        return [normed(x, mean, variance, offset, scale), ...gradients([x, mean, variance, offset, scale])];
      });
      expect(difference).toBeLessThan(1e-5);
    }),
    { numRuns: 40 },
  );
});

it('gradients of batch normalisation have gradients', async () => {
  const difference = await oracle.difference((tf) => {
    const x = tf.tensor4d(noise(3, 24), [2, 2, 2, 3]);
    const first = tf.grad((a) => tf.batchNorm(a as Tensor4D, tf.tensor1d([0, 1, 2]), tf.tensor1d([1, 2, 3])).tanh().square().sum());
    return tf.grad((a) => first(a).square().sum())(x);
  });
  expect(difference).toBeLessThan(1e-5);
});

it('a mean for each value is still taken', async () => {
  const difference = await oracle.difference((tf) => {
    const x = tf.tensor4d(noise(3, 24), [2, 2, 2, 3]);
    return tf.batchNorm(x, tf.zeros(x.shape), tf.ones(x.shape));
  });
  expect(difference).toBeLessThan(1e-6);
});
