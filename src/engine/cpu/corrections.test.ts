import { beforeAll, expect, it } from 'vitest';
import type { Tensor1D } from '@tensorflow/tfjs';
import type { Computation, Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const pooled: Record<string, Computation> = {
  'a window of one value takes that value': (tf) => tf.maxPool(tf.range(0, 50).reshape([1, 5, 5, 2]) as never, 1, 2, 'valid'),
  'the mean over one value is that value': (tf) => tf.avgPool(tf.range(0, 50).reshape([1, 5, 5, 2]) as never, 1, 1, 'valid'),
  'the largest of integers is an integer': (tf) => tf.maxPool(tf.range(0, 16, 1, 'int32').reshape([1, 4, 4, 1]) as never, 2, 2, 'same'),
  'a histogram is of all values, whatever their shape': (tf) =>
    tf.bincount(tf.tensor2d([[1, 2], [2, 5]], [2, 2], 'int32') as unknown as Tensor1D, tf.tensor1d([]), 6),
};

for (const [name, compute] of Object.entries(pooled)) {
  it(name, async () => {
    expect(await oracle.difference(compute)).toBe(0);
  });
}

it.each(['bilinear', 'nearest'] as const)('an image is reflected however far beyond its edges, %s', async (interpolation) => {
  const matrix = [1.3, 0.1, -11.37, 0.2, 1.1, -7.61, 0, 0];
  const transformed: Computation = (tf) => tf.image.transform(tf.range(0, 24).reshape([1, 4, 3, 2]) as never, tf.tensor2d([matrix]), interpolation, 'reflect', 0, [9, 14]);
  expect(await oracle.difference(transformed)).toBeLessThan(1e-5);
  const twice: Computation = (tf) => tf.image.transform(tf.tile(tf.range(0, 12).reshape([1, 4, 3, 1]), [2, 1, 1, 1]) as never, tf.tensor2d([matrix]), interpolation, 'reflect');
  const { values } = await oracle.run('wasm', twice);
  expect(values.slice(12)).toEqual(values.slice(0, 12));
});

it('a slice beyond the end is refused', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  expect(() => tf.slice(x, [1, 0], [2, 2])).toThrow(/1 \+ .*2|begin\[0\]/);
  x.dispose();
});

it('batches that do not fit are refused before anything is gathered', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  const x = tf.range(0, 8).reshape([2, 2, 2]);
  const indices = tf.tensor2d([[1, 0, 1]], [1, 3], 'int32');
  expect(() => tf.gather(x, indices, 2, 1)).toThrow(/should be equal to indices.shape/);
  tf.dispose([x, indices]);
});

const bools: Record<string, Computation> = {
  reversed: (tf) => tf.reverse(tf.tensor1d([1, 0, 1, 1, 0], 'bool')),
  'one of two': (tf) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), tf.tensor1d([1, 1, 0], 'bool'), tf.tensor1d([0, 1, 0], 'bool')),
  'cut out with strides': (tf) => tf.stridedSlice(tf.tensor2d([[1, 0, 1], [0, 1, 1]], [2, 3], 'bool'), [0, 0], [2, 3], [1, 2]),
  'gathered by row': (tf) => tf.gather(tf.tensor2d([[1, 0, 1], [0, 1, 1]], [2, 3], 'bool'), tf.tensor2d([[2], [0]], [2, 1], 'int32'), 1, 1),
  'put in the place of others': (tf) => tf.tensorScatterUpdate(tf.tensor1d([1, 0, 1], 'bool'), tf.tensor2d([[1]], [1, 1], 'int32'), tf.tensor1d([1], 'bool')),
  'one at a place': (tf) => tf.oneHot(tf.tensor1d([0, 2], 'int32'), 5, 1, 0, 'bool'),
  'the size of': (tf) => tf.abs(tf.tensor1d([1, 0, 1], 'bool')),
};

it.each(Object.entries(bools))('bools %s are those of the plain backend, and nothing behind them is written over', async (_name, compute) => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  for (let round = 0; round < 50; round++) {
    // Small blocks lie side by side in the heap.
    const [made, behind] = tf.tidy(() => [[compute(tf)].flat()[0], tf.tensor1d([1, 2, 3])] as const);
    expect([...(await behind.data())]).toEqual([1, 2, 3]);
    tf.dispose([made ?? behind, behind]);
  }
  expect(await oracle.difference(compute)).toBe(0);
});
