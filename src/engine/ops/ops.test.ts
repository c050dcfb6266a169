import { beforeAll, expect, it } from 'vitest';
import type { FullTensorFlow } from '../api';
import { startOracle } from '../cpu/oracle';
import type { Tensor } from '../gradients/tape';

let tf: FullTensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
});

const near = (actual: Tensor, expected: readonly number[], digits = 5): void => {
  const values = Array.from(actual.dataSync());
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, digits);
};

it('activations have their closed forms, alone and chained', () => {
  near(tf.gelu([1, -2], false), [0.8413447, -0.0455003]);
  near(tf.tensor1d([1, -2]).gelu?.() ?? tf.gelu([1, -2]), [0.841192, -0.0454023]);
  near(tf.silu([1, -2]), [0.7310586, -0.2384058]);
  near(tf.mish([1, -2]), [0.8650984, -0.2525015]);
});

it('normalisations leave mean 0 and variance 1, or mean square 1', () => {
  near(tf.layerNorm([[1, 3], [-4, 4]], [2, 2], [1, 1]), [-1, 3, -1, 3]);
  near(tf.layerNorm([[1, 3], [-4, 5]], undefined, undefined, 0), [1, -1, -1, 1]);
  near(tf.rmsNorm([[3, 4]]), [3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)]);
  near(tf.groupNorm([[1, 3, 10, 30]], 2, [1, 1, 2, 2]), [-1, 1, -2, 2]);
});

it('cross-entropy of class numbers is that of one-hot labels, smoothed or not, and NaN for a class that is not there', () => {
  const logits = tf.tensor2d([[1, 2, 3], [0, -1, 0.5]]);
  const labels = tf.tensor1d([2, 0], 'int32');
  for (const smoothing of [0, 0.2]) {
    const sparse = tf.losses.sparseSoftmaxCrossEntropy(labels, logits, [1, 3], smoothing);
    near(sparse, Array.from(tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 3), logits, [1, 3], smoothing).dataSync()));
  }
  const wrong = tf.losses.sparseSoftmaxCrossEntropy([3, 0], logits, undefined, 0, tf.Reduction.NONE).dataSync();
  expect(wrong[0]).toBeNaN();
  expect(wrong[1]).toBeGreaterThan(0);
});

it('a query that may see nothing attends to nothing, and hidden keys may hold anything', () => {
  const query = tf.ones([1, 2, 1, 2]);
  const key = tf.tensor4d([1, 1, NaN, Infinity], [1, 2, 1, 2]);
  const value = tf.tensor4d([1, 2, 3, 4], [1, 2, 1, 2]);
  near(tf.dotProductAttention(query, key, value, { mask: tf.tensor2d([[1, 0], [0, 0]], undefined, 'bool') }), [1, 2, 0, 0]);
});

it('triangles and clipping', () => {
  near(tf.tril([[1, 2], [3, 4]]), [1, 0, 3, 4]);
  near(tf.triu([[1, 2], [3, NaN]], 1), [0, 2, 0, 0]);
  const [clipped, norm] = tf.clipByGlobalNorm({ a: tf.tensor1d([3]), b: tf.tensor1d([4]) }, 1);
  near(norm, [5]);
  near(clipped.a, [0.6]);
  near(clipped.b, [0.8]);
  near(tf.clipByGlobalNorm([tf.tensor1d([0.3])], 1)[0][0] as Tensor, [0.3]);
});

it.each<[string, () => unknown]>([
  ['layerNorm: gamma [3] must be [2], the size of axis -1 of x [1, 2]', () => tf.layerNorm([[1, 2]], [1, 2, 3])],
  ['rmsNorm: axis 2 does not exist in x [1, 2]', () => tf.rmsNorm([[1, 2]], null, 2)],
  ['groupNorm: 4 channels cannot be parted into 3 equal groups', () => tf.groupNorm([[1, 2, 3, 4]], 3)],
  ['sparseSoftmaxCrossEntropy: labels [3] do not fit logits [2, 4]: labels must be [2], one class number for each row of logits', () => tf.losses.sparseSoftmaxCrossEntropy([1, 2, 3], tf.zeros([2, 4]))],
  ['dotProductAttention: query [2, 3] must have 4 dimensions, [batch, time, heads, width]', () => tf.dotProductAttention(tf.zeros([2, 3]), tf.zeros([2, 3]), tf.zeros([2, 3]))],
  ['tril: x [2] must have at least 2 dimensions, [..., rows, columns]', () => tf.tril([1, 2])],
  ['clipByGlobalNorm: clipNorm is 0 and must be positive', () => tf.clipByGlobalNorm([tf.zeros([1])], 0)],
])('%s', (message, call) => {
  expect(call).toThrow(message);
});
