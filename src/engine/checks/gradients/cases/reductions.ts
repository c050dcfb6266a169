import type { FullTensorFlow } from '../../../api';
import type { GradientCase, Tensor } from '../gradient-case';

const one = (name: string, shape: readonly number[], compute: (tf: FullTensorFlow, x: Tensor) => Tensor): GradientCase => ({ name, inputs: [{ shape }], compute });
const einsum = (equation: string, ...shapes: readonly (readonly number[])[]): GradientCase => ({
  name: `einsum ${equation}`,
  inputs: shapes.map((shape) => ({ shape })),
  compute: (tf, ...xs) => tf.einsum(equation, ...xs),
});

export const reductionCases: readonly GradientCase[] = [
  one('sum', [2, 3], (tf, x) => tf.sum(x.square(), 0)),
  one('mean', [2, 3, 2], (tf, x) => tf.mean(x.square(), [0, 2], true)),
  one('max', [2, 4], (tf, x) => tf.max(x, 1)),
  one('min', [2, 4], (tf, x) => tf.min(x, 0, true)),
  one('prod', [2, 3, 2], (tf, x) => tf.prod(x, 1)),
  one('prod of some axes', [2, 2, 3], (tf, x) => tf.prod(x, [0, 2])),
  one('prod of all with one zero', [4], (tf, x) => tf.prod(x.mul(tf.tensor([1, 0, 1, 1])).add(tf.tensor([0, 0, 0, 0])).add(x.mul(tf.tensor([0, 0, 0.5, 0]))))),
  one('cumsum', [3, 3], (tf, x) => tf.cumsum(x, 0)),
  one('cumsum along a middle axis', [2, 3, 2], (tf, x) => tf.cumsum(x, 1, true, true)),
  one('cumprod', [2, 4], (tf, x) => tf.cumprod(x, 1)),
  one('cumprod exclusive and reverse', [3, 2], (tf, x) => tf.cumprod(x, 0, true, true)),
  one('cumprod with a zero', [4], (tf, x) => tf.cumprod(x.mul(tf.tensor([1, 0, 1, 1])))),
  one('logSumExp', [2, 3], (tf, x) => tf.logSumExp(x, 1)),
  one('softmax', [2, 4], (tf, x) => tf.softmax(x)),
  one('logSoftmax', [2, 4], (tf, x) => tf.logSoftmax(x)),
  one('norm', [2, 3], (tf, x) => tf.norm(x, 'euclidean', 1)),
  one('moments', [3, 2], (tf, x) => { const { mean, variance } = tf.moments(x, 0); return mean.mul(variance); }),
  one('all the same as a comparison', [2, 3], (tf, x) => tf.where(tf.all(x.greater(-9), 1, true), x, x.square())),
  one('unsortedSegmentSum', [4, 2], (tf, x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, 2], 'int32'), 3)),
  one('localResponseNormalization', [1, 2, 2, 5], (tf, x) => tf.localResponseNormalization(x as never, 2, 1, 0.8, 0.6)),
  {
    name: 'batchNorm',
    inputs: [{ shape: [2, 2, 1, 3] }, { shape: [3] }, { shape: [3], domain: 'positive' }, { shape: [3] }, { shape: [3] }],
    compute: (tf, x, mean, variance, offset, scale) => tf.batchNorm(x as never, mean as never, variance as never, offset as never, scale as never, 1e-3),
  },
  ...([[false, false], [true, false], [false, true], [true, true]] as const).map(([a, b]): GradientCase => ({
    name: `matMul${a ? ' aᵀ' : ''}${b ? ' bᵀ' : ''}`,
    inputs: [{ shape: a ? [2, 3, 2] : [2, 2, 3] }, { shape: b ? [4, 3] : [3, 4] }],
    compute: (tf, x, y) => tf.matMul(x, y.expandDims(0).tile([2, 1, 1]), a, b),
  })),
  { name: 'matMul broadcast', inputs: [{ shape: [2, 2, 3] }, { shape: [1, 3, 2] }], compute: (tf, a, b) => tf.matMul(a, b) },
  { name: 'dot', inputs: [{ shape: [3] }, { shape: [3, 2] }], compute: (tf, a, b) => tf.dot(a, b) },
  { name: 'fused matMul', inputs: [{ shape: [2, 3] }, { shape: [3, 2] }, { shape: [2] }], compute: (tf, a, b, bias) => tf.fused.matMul({ a, b, bias: bias.add(0.4), activation: 'relu' }) },
  einsum('ij,jk->ik', [2, 3], [3, 2]),
  einsum('bij,bjk->bik', [2, 2, 2], [2, 2, 3]),
  einsum('ij->ji', [2, 3]),
  einsum('ij->i', [2, 3]),
  einsum('ij->', [2, 3]),
  einsum('i,j->ij', [2], [3]),
  einsum('bthd,bshd->bhts', [1, 2, 2, 2], [1, 3, 2, 2]),
  einsum('ij,ij->', [2, 3], [2, 3]),
];
