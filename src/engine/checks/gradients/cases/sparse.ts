import type { FullTensorFlow } from '../../../api';
import type { GradientCase, Tensor } from '../gradient-case';

const whole = (tf: FullTensorFlow, values: number[], shape?: number[]): Tensor => tf.tensor(values, shape, 'int32');
const one = (name: string, shape: readonly number[], compute: (tf: FullTensorFlow, x: Tensor) => Tensor): GradientCase => ({ name, inputs: [{ shape }], compute });

export const sparseCases: readonly GradientCase[] = [
  one('bincount: the weights', [5], (tf, weights) => tf.bincount(whole(tf, [2, 0, 2, 7, 1]) as never, weights as never, 4)),
  one('denseBincount: the weights', [2, 3], (tf, weights) => tf.denseBincount(whole(tf, [1, 0, 1, 3, 2, 9], [2, 3]) as never, weights as never, 4)),
  one('sparseSegmentSum', [4, 2], (tf, x) => tf.sparse.sparseSegmentSum(x as never, whole(tf, [3, 0, 3, 1]) as never, whole(tf, [0, 0, 1, 1]) as never)),
  one('sparseSegmentMean', [4, 2], (tf, x) => tf.sparse.sparseSegmentMean(x as never, whole(tf, [3, 0, 2, 1, 1]) as never, whole(tf, [0, 0, 2, 2, 2]) as never)),
  { name: 'sparseToDense', inputs: [{ shape: [3] }, { shape: [] }], compute: (tf, values, rest) => tf.sparseToDense(whole(tf, [0, 1, 2, 0, 1, 2], [3, 2]), values, [3, 3], rest as never) },
  { name: 'sparseFillEmptyRows', inputs: [{ shape: [3] }, { shape: [] }], compute: (tf, values, rest) => tf.sparse.sparseFillEmptyRows(whole(tf, [0, 1, 2, 0, 2, 2], [3, 2]) as never, values as never, whole(tf, [4, 3]) as never, rest as never)['outputValues'] as Tensor },
];
