import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';
import { workload } from './networks';
import { Noise } from './noise';

/** Work that WebGPU puts off and computes together gives what the CPU gives operation by operation, whatever is read, kept or disposed of when. */
export async function fusesToTheSame({ tf }: Engine): Promise<void> {
  const noise = new Noise(3);
  const [left, right, row, column] = [noise.normal(60, 1), noise.normal(60, 1), noise.normal(5, 1), noise.normal(4, 1)];
  const formulas: Readonly<Record<string, (a: Tensor, b: Tensor, c: Tensor, d: Tensor) => Tensor | Tensor[]>> = {
    'a chain': (a, b) => a.add(b).mul(2).sub(b).relu().square(),
    'broadcast rows and columns': (a, _, c, d) => a.add(c).mul(d).div(c.square().add(1)),
    'a scalar, and one that was computed': (a) => a.mul(tf.scalar(3)).add(a.sum()),
    'a value used twice': (a, b) => {
      const y = a.mul(b).tanh();
      return y.mul(y).add(y);
    },
    'a reshaped chain': (a, b) => a.add(b).reshape([15, 4]).mul(tf.ones([4])).reshape([60]).exp(),
    'slices of what is not computed': (a, b) => a.mul(b).slice([1, 0, 2], [2, 3, 3]).add(1),
    'a split, put together in another order': (a) => tf.split(a.mul(2), [1, 3, 1], 2).reverse().reduce((x, y) => x.mean(2, true).add(y.mean(2, true))),
    'an unstacked sum': (a) => tf.addN(tf.unstack(a.sigmoid(), 1)),
    'transposed axes': (a, b) => a.transpose([1, 0, 2]).mul(b.reshape([4, 3, 5])).transpose([2, 0, 1]),
    'a tiled column': (a, _, c, d) => tf.tile(d, [1, 5]).mul(c).add(a),
    'sums over every choice of axes': (a, b) => [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].map((axes) => a.mul(b).sum(axes).add(0)),
    'means, extremes and products': (a, b) => [a.sub(b).mean(0), a.max(1), a.neg().min([0, 2]), a.div(2).prod(2), a.add(b).max(), a.mean()],
    'conditions': (a, b) => tf.where(a.greater(b).logicalAnd(b.less(0.5)), a, b.mul(10)).add(a.lessEqual(0).toFloat()),
    'tests': (a) => [a.greater(0).all(1).toInt(), a.greater(1).any([0, 2]).toInt(), a.mul(3).toInt().add(1), a.toBool().toInt()],
    'moments and their normalisation': (a) => {
      const { mean, variance } = tf.moments(a, [0, 1]);
      return tf.batchNorm(a.reshape([3, 2, 2, 5]) as never, mean as never, variance as never, mean as never, variance as never);
    },
    'a long chain': (a, b) => {
      let x = a;
      for (let time = 0; time < 80; time++) x = x.mul(0.9).add(b.mul(0.1 * (time % 3)));
      return x;
    },
    'many inputs': (a) => tf.addN(Array.from({ length: 20 }, (_, index) => a.matMul(tf.eye(5)).mul(index + 1))),
    'odd values': () => {
      const odd = tf.tensor2d([NaN, Infinity, -Infinity, 0, -2.5, 3], [6, 1]).matMul(tf.ones([1, 1]));
      return [odd.relu(), odd.relu6(), odd.clipByValue(-1, 1), odd.maximum(0), odd.minimum(tf.scalar(NaN)), odd.step(), odd.sign(), odd.tanh(), odd.sqrt(), odd.log(), odd.max(), odd.equal(odd).toFloat(), odd.isNaN().toFloat()];
    },
  };
  const evaluate = async (): Promise<Map<string, Float32Array[]>> => {
    const results = new Map<string, Float32Array[]>();
    const inputs = [tf.tensor(left, [3, 4, 5]), tf.tensor(right, [3, 4, 5]), tf.tensor(row), tf.tensor(column, [4, 1])] as const;
    const before = tf.memory().numTensors;
    for (const [name, formula] of Object.entries(formulas)) {
      // Small values stay on the CPU until a kernel that only the GPU has takes them there.
      const onDevice = (input: Tensor): Tensor => input.reshape([-1, 1]).matMul(tf.ones([1, 1])).reshape(input.shape);
      const made = tf.tidy(() => formula(...(inputs.map(onDevice) as never as typeof inputs)));
      const list = Array.isArray(made) ? made : [made];
      results.set(name, await Promise.all(list.map(async (tensor) => Float32Array.from(await tensor.data()))));
      tf.dispose(list);
    }
    expectTrue(tf.memory().numTensors === before, `${tf.memory().numTensors - before} tensors leak`);
    tf.dispose([...inputs]);
    return results;
  };
  await tf.setBackend('wasm');
  const expected = await evaluate();
  await tf.setBackend('webgpu');
  for (const [name, values] of await evaluate()) {
    values.forEach((list, index) => expectSame(list, expected.get(name)?.[index] ?? new Float32Array(), `${name}, result ${index}`));
  }
}

/** Close where finite, and equal where not. */
function expectSame(actual: Float32Array, expected: Float32Array, what: string): void {
  expectTrue(actual.length === expected.length && actual.every((value, index) => (Number.isFinite(value) ? Number.isFinite(expected[index]) : Object.is(value, expected[index]))), `${what}: ${actual.join()}, expected ${expected.join()}`);
  expectClose(actual.map((value) => (Number.isFinite(value) ? value : 0)), expected.map((value) => (Number.isFinite(value) ? value : 0)), 2e-5, what);
}

/** Fifty steps leave as many tensors, buffers and bytes on the GPU as ten. */
export async function keepsMemoryFlat({ tf }: Engine): Promise<void> {
  await tf.setBackend('webgpu');
  const trained = workload(tf, { network: 'mlp', batch: 2 });
  const used = (): string => {
    const { numTensors, numDataBuffers, numBytes, ...device } = tf.memory();
    return JSON.stringify({ numTensors, numDataBuffers, numBytes, gpu: (device as { readonly numBytesInGPU?: number }).numBytesInGPU });
  };
  for (let step = 0; step < 10; step++) await trained.step();
  const early = used();
  for (let step = 0; step < 40; step++) await trained.step();
  expectTrue(used() === early, `memory after 50 steps is ${used()}, after 10 it was ${early}`);
  trained.dispose();
}
