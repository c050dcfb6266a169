import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import { completeKernels } from '../ops/composed';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
  completeKernels(oracle.tf, 'cpu');
});

const rows = fc.record({ rows: fc.integer({ min: 0, max: 7 }), n: fc.integer({ min: 1, max: 19 }), seed: fc.integer({ min: 1, max: 99 }) });
const noise = (seed: number, ...shape: number[]) => new Noise(seed).normal(shape.reduce((size, length) => size * length, 1), 3);

it('softmax and its gradient equal the plain backend', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async ({ rows: count, n, seed }) => {
      const difference = await oracle.difference((tf) => {
        const x = tf.tensor2d(noise(seed, count, n), [count, n]);
        return [x.softmax(), tf.grad((a) => a.softmax().mul(tf.range(0, n)).sum())(x)];
      });
      expect(difference).toBeLessThan(1e-5);
    }),
  );
});

it('softmax of very large and infinite logits', async () => {
  const difference = await oracle.difference((tf) => tf.tensor2d([1e30, 3e38, -1e30, -Infinity, 1, 2, NaN, 1, 1, 500, 600, 700], [4, 3]).softmax());
  expect(difference).toBeLessThan(1e-6);
});

describe('cross-entropies', () => {
  it('of class numbers, smoothed or not, with a label that is none', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(0, 0.1, 0.7), async ({ rows: count, n, seed }, labelSmoothing) => {
        const difference = await oracle.difference((tf) => {
          const logits = tf.tensor2d(noise(seed, count, n), [count, n]);
          const labels = tf.tensor1d(Array.from({ length: count }, (_, row) => (row === 3 ? n : (row * seed) % n)), 'int32');
          const made = [tf.engine().runKernel('SparseSoftmaxCrossEntropy', { logits, labels }, { labelSmoothing })].flat();
          const [, logSumExp] = made;
          const inputs = { dy: tf.tensor1d(noise(seed + 1, count)), logits, labels, ...(logSumExp && { logSumExp }) };
          return [...made, tf.engine().runKernel('SparseSoftmaxCrossEntropyGrad', inputs, { labelSmoothing })].flat();
        });
        expect(difference).toBeLessThan(2e-6);
      }),
    );
  });

  it('of weights of classes', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async ({ rows: count, n, seed }) => {
        const difference = await oracle.difference((tf) => {
          const logits = tf.tensor2d(noise(seed, count, n), [count, n]);
          const labels = tf.tensor2d(noise(seed + 2, count, n), [count, n]);
          const made = [tf.engine().runKernel('SoftmaxCrossEntropy', { logits, labels })].flat();
          const [, logSumExp] = made;
          const inputs = { dy: tf.tensor1d(noise(seed + 1, count)), logits, labels, ...(logSumExp && { logSumExp }) };
          return [...made, tf.engine().runKernel('SoftmaxCrossEntropyGrad', inputs)].flat();
        });
        expect(difference).toBeLessThan(2e-6);
      }),
    );
  });
});

describe('masked softmax', () => {
  const axis = fc.record({ length: fc.integer({ min: 1, max: 5 }), masked: fc.boolean() });
  const problem = fc.record({
    axes: fc.array(axis, { minLength: 2, maxLength: 5 }),
    mask: fc.boolean(),
    causal: fc.boolean(),
    scale: fc.constantFrom(1, 0.35, -2),
    seed: fc.integer({ min: 1, max: 99 }),
  });

  it('hides what the mask and time hide, whatever is there', async () => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ axes, mask, causal, scale, seed }) => {
        const shape = axes.map(({ length }) => length);
        const over = axes.map(({ length, masked }) => (masked ? length : 1));
        const difference = await oracle.difference((tf) => {
          const x = tf.tensor(noise(seed, ...shape), shape);
          const seen = tf.tensor(noise(seed + 1, ...over).map((value) => (value > -1 ? 1 : 0)), over, 'bool');
          const y = tf.engine().runKernel('MaskedSoftmax', { x, ...(mask && { mask: seen }) }, { scale, causal });
          const [only] = [y].flat();
          if (!only) throw new Error('no output');
          // Differences of dy are taken: what cancels is to be of the order of what is left, by which errors are judged.
          const dy = tf.tensor(noise(seed + 2, ...shape).map((value) => value / 10), shape);
          return [only, ...[tf.engine().runKernel('MaskedSoftmaxGrad', { dy, y: only }, { scale })].flat()];
        });
        expect(difference).toBeLessThan(2e-6);
      }),
      { numRuns: 200 },
    );
  });

  it('does not let hidden NaN and infinities through, and answers 0 where nothing is seen', async () => {
    await oracle.tf.setBackend('wasm');
    const { tf } = oracle;
    const x = tf.tensor2d([1, NaN, Infinity, 2, NaN, NaN], [2, 3]);
    const mask = tf.tensor2d([1, 0, 0, 0, 0, 0], [2, 3], 'bool');
    const [y] = [tf.engine().runKernel('MaskedSoftmax', { x, mask }, { scale: 1, causal: false })].flat();
    expect([...((await y?.data()) ?? [])]).toEqual([1, 0, 0, 0, 0, 0]);
  });
});
