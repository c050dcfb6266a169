import type { FullTensorFlow } from '../../../api';
import type { GradientCase, Tensor } from '../gradient-case';

const labels = (tf: FullTensorFlow): Tensor => tf.tensor1d([2, 0, 3], 'int32');

export const ownCases: readonly GradientCase[] = [
  { name: 'gelu', inputs: [{ shape: [2, 4] }], compute: (tf, x) => tf.gelu(x) },
  { name: 'gelu exact', inputs: [{ shape: [2, 4] }], compute: (tf, x) => tf.gelu(x, false) },
  { name: 'silu', inputs: [{ shape: [2, 4] }], compute: (tf, x) => tf.silu(x) },
  { name: 'layerNorm', inputs: [{ shape: [3, 4] }, { shape: [4] }, { shape: [4] }], compute: (tf, x, gamma, beta) => tf.layerNorm(x, gamma, beta, -1, 1e-3) },
  { name: 'layerNorm of two axes', inputs: [{ shape: [2, 3, 2] }, { shape: [2, 2] }], compute: (tf, x, gamma) => tf.layerNorm(x, gamma, null, [0, 2], 1e-3) },
  { name: 'rmsNorm', inputs: [{ shape: [2, 2, 3] }, { shape: [3] }], compute: (tf, x, scale) => tf.rmsNorm(x, scale, -1, 1e-3) },
  { name: 'groupNorm', inputs: [{ shape: [2, 2, 4] }, { shape: [4] }, { shape: [4] }], compute: (tf, x, gamma, beta) => tf.groupNorm(x, 2, gamma, beta, -1, 1e-3) },
  { name: 'sparseSoftmaxCrossEntropy', inputs: [{ shape: [3, 4] }], compute: (tf, x) => tf.losses.sparseSoftmaxCrossEntropy(labels(tf), x) },
  { name: 'sparseSoftmaxCrossEntropy smoothed and weighted', inputs: [{ shape: [3, 4] }], compute: (tf, x) => tf.losses.sparseSoftmaxCrossEntropy(labels(tf), x, [1, 0.5, 0], 0.2, tf.Reduction.NONE) },
  { name: 'softmaxCrossEntropy', inputs: [{ shape: [3, 4], domain: 'positive' }, { shape: [3, 4] }], compute: (tf, y, x) => tf.losses.softmaxCrossEntropy(y, x, undefined, 0.1) },
  { name: 'dotProductAttention', inputs: [{ shape: [1, 3, 2, 2] }, { shape: [1, 3, 2, 2] }, { shape: [1, 3, 2, 3] }], compute: (tf, q, k, v) => tf.dotProductAttention(q, k, v, { isCausal: true }) },
  {
    name: 'dotProductAttention with a mask and a bias',
    inputs: [{ shape: [1, 2, 1, 2] }, { shape: [1, 3, 1, 2] }, { shape: [1, 3, 1, 2] }, { shape: [2, 3] }],
    compute: (tf, q, k, v, bias) => tf.dotProductAttention(q, k, v, { bias, scale: 0.7, mask: tf.tensor2d([[1, 0, 1], [1, 1, 0]], undefined, 'bool') }),
  },
  { name: 'ctcLoss', inputs: [{ shape: [2, 4, 3] }], compute: (tf, x) => tf.ctcLoss([[1, 2, 1], [2, 2, 0]], x, [3, 2], [4, 3]) },
  { name: 'ctcLoss with another mask', inputs: [{ shape: [1, 3, 4] }], compute: (tf, x) => tf.ctcLoss([[1, 0]], x, [2], [3], 3) },
  { name: 'clipByGlobalNorm', inputs: [{ shape: [3] }, { shape: [2, 2] }], compute: (tf, a, b) => { const [[x, y]] = tf.clipByGlobalNorm([a, b], 0.2) as [[Tensor, Tensor], Tensor]; return tf.concat([x.flatten(), y.flatten()]); } },
];
