import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FullTensorFlow } from '../../api';
import { Noise } from '../../checks/noise';
import { startOracle } from '../../cpu/oracle';
import { installOptimizers } from '../../optimizers/install';
import type { Compiled } from '../compiled/compiled';
import { compiled } from '../compiled/compiled';
import { testLine } from '../testing';

let tf: FullTensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
  installOptimizers(tf);
  await tf.setBackend('wasm');
}, 60_000);

const compile = <Args extends unknown[], Result>(step: (...args: Args) => Result): Compiled<Args, Result> =>
  compiled(tf, step, {}, { lineOf: testLine, say: (message) => expect.fail(message) });

const read = async (tensors: readonly Tensor[]): Promise<number[][]> => {
  const values = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  tf.dispose([...tensors]);
  return values;
};

const values = (size: number, seed: number): Float32Array => {
  const made = Float32Array.from(new Noise(seed).normal(size, 2));
  [NaN, Infinity, -0].forEach((value, index) => {
    if (size > 8) made[(index * 5 + seed) % size] = value;
  });
  return made;
};

/** Every operation that can be gathered, with results that are used inside, outside, and both. */
function long(a: Tensor, b: Tensor, one: Tensor): Tensor[] {
  const first = a.mul(b).add(one).sigmoid();
  const second = tf.silu(first.sub(b).tanh().maximum(one).minimum(a).square());
  const third = tf.gelu(second.div(first)).add(tf.gelu(a, false)).abs().sqrt().exp();
  const fourth = third.log().neg().erf().squaredDifference(b).relu().clipByValue(-1, 1).add(a.relu6()).sub(b.reciprocal()).mul(b.rsqrt());
  return [first, fourth, third.mul(fourth), one.sub(b)];
}

describe('element-wise work gathered into one kernel', () => {
  it.each([1, 3, 512, 513, 1500, 40_001])('gives the bits that its kernels give one by one, for %i values', async (size) => {
    const [a, b, one] = [tf.tensor1d(values(size, 1)), tf.tensor1d(values(size, 2)), tf.scalar(0.25)];
    const step = compile(long);
    const before = tf.memory().numTensors;
    const expected = await read(tf.tidy(() => long(a, b, one)));
    for (let run = 0; run < 3; run++) expect(await read(step(a, b, one))).toEqual(expected);
    const [recording] = step.report().recordings;
    expect(recording?.fused).toBeGreaterThan(0);
    expect(recording?.kernels).toBeLessThan((recording?.recorded ?? 0) / 4);
    step.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([a, b, one]);
  });

  it('gathers gradients, and leaves what reads a variable before its step there', async () => {
    const losses = async (wrap: (step: () => Tensor[]) => () => Tensor[]): Promise<number[][]> => {
      const weights = tf.tidy(() => [tf.variable(tf.tensor1d(values(7, 3))), tf.variable(tf.tensor1d(values(7, 4)))] as const);
      const optimizer = tf.train.momentum(0.05, 0.9);
      const step = wrap(() => {
        const old = weights[0].mul(3).tanh().sub(weights[1]);
        optimizer.minimize(() => tf.gelu(weights[0].mul(weights[1]).sigmoid().add(weights[0].tanh()).square().relu()).sum() as never, false);
        return [old, weights[0].mul(3).tanh().sub(weights[1])];
      });
      const got: number[][] = [];
      for (let count = 0; count < 6; count++) got.push(...(await read(tf.tidy(step))));
      tf.dispose([...weights]);
      optimizer.dispose();
      return got;
    };
    const steps: Compiled<[], Tensor[]>[] = [];
    const got = await losses((step) => {
      const one = compile(step);
      steps.push(one);
      return one;
    });
    expect(got).toEqual(await losses((step) => step));
    expect(steps[0]?.report().recordings[0]?.fused).toBeGreaterThan(1);
    steps[0]?.dispose();
  });

  it('steps that are mostly other work stay in their order', async () => {
    const step = compile((x: Tensor) => tf.matMul(tf.matMul(tf.matMul(x.relu() as never, x as never), x as never).neg() as never, x as never).sum());
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    for (let run = 0; run < 2; run++) tf.dispose(step(x));
    expect(step.report().recordings[0]?.fused).toBe(0);
    step.dispose();
    x.dispose();
  });
});
