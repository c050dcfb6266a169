import type { FullTensorFlow } from '../../../api';
import type { GradientCase, Tensor, Variable } from '../gradient-case';

/** The gradient of a computation's weighted sum, whose own gradient is checked; with respect to all inputs, flattened. */
const twice = (name: string, shapes: readonly (readonly number[])[], compute: (tf: FullTensorFlow, ...xs: Tensor[]) => Tensor, tolerance = 4e-3): GradientCase => ({
  name: `second order: ${name}`,
  inputs: shapes.map((shape): Variable => ({ shape })),
  compute: (tf, ...xs) => {
    const gradients = tf.grads((...inputs: Tensor[]) => {
      const y = compute(tf, ...inputs);
      return tf.sum(tf.mul(y, tf.add(tf.sin(tf.range(1, y.size + 1)), 0.3).reshape(y.shape)));
    })(xs);
    return tf.concat(gradients.map((gradient) => gradient.flatten()));
  },
  tolerance,
});

export const secondOrderCases: readonly GradientCase[] = [
  twice('exp', [[3]], (tf, x) => tf.exp(x)),
  twice('conv2d', [[1, 4, 3, 1], [2, 2, 1, 2]], (tf, x, w) => tf.square(tf.conv2d(x as never, w as never, 1, 'same'))),
  twice('conv2d strided and dilated', [[1, 5, 5, 1], [2, 2, 1, 1]], (tf, x, w) => tf.square(tf.conv2d(tf.conv2d(x as never, w as never, 1, 'valid', 'NHWC', 2), w as never, 2, 'valid'))),
  twice('depthwiseConv2d', [[1, 3, 3, 2], [2, 2, 2, 1]], (tf, x, w) => tf.square(tf.depthwiseConv2d(x as never, w as never, 1, 'same'))),
  twice('maxPool', [[1, 4, 4, 1]], (tf, x) => tf.square(tf.maxPool(x as never, 2, 2, 'valid'))),
  twice('maxPool that overlaps', [[1, 4, 4, 1]], (tf, x) => tf.pow(tf.maxPool(x as never, 3, 1, 'same'), 3)),
  twice('avgPool', [[1, 4, 4, 1]], (tf, x) => tf.square(tf.avgPool(x as never, 3, 2, 'same'))),
  twice('localResponseNormalization', [[1, 1, 2, 3]], (tf, x) => tf.localResponseNormalization(x as never, 1, 1.5, 0.7, 0.6)),
  twice('elu', [[4]], (tf, x) => tf.elu(x)),
  twice('gelu', [[4]], (tf, x) => tf.gelu(x)),
  twice('silu', [[4]], (tf, x) => tf.silu(x)),
  twice('layerNorm', [[2, 3], [3]], (tf, x, gamma) => tf.square(tf.layerNorm(x, gamma, null, -1, 0.1))),
  twice('rmsNorm', [[2, 3], [3]], (tf, x, gamma) => tf.square(tf.rmsNorm(x, gamma, -1, 0.1))),
  twice('sparseSoftmaxCrossEntropy', [[2, 3]], (tf, x) => tf.losses.sparseSoftmaxCrossEntropy(tf.tensor1d([2, 0], 'int32'), x, undefined, 0.1)),
  twice('softmaxCrossEntropy', [[2, 3]], (tf, x) => tf.losses.softmaxCrossEntropy(tf.tensor2d([[0.2, 0.8, 0], [1, 0, 0]]), x)),
  twice('ctcLoss', [[1, 3, 3]], (tf, x) => tf.square(tf.ctcLoss([[1, 2]], x, [2], [3]))),
  twice('dotProductAttention', [[1, 2, 1, 2], [1, 2, 1, 2]], (tf, q, k) => tf.dotProductAttention(q, k, q, { isCausal: true })),
  twice('einsum', [[2, 2], [2, 2]], (tf, a, b) => tf.square(tf.einsum('ij,jk->ki', a, b))),
  twice('gather', [[3, 2]], (tf, x) => tf.square(tf.gather(x, tf.tensor1d([1, 1, 0], 'int32')))),
  twice('cumprod', [[3]], (tf, x) => tf.cumprod(x)),
  twice('resizeBilinear', [[1, 2, 2, 1]], (tf, x) => tf.square(tf.image.resizeBilinear(x as never, [3, 3]))),
];
