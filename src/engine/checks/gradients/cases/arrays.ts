import type { FullTensorFlow } from '../../../api';
import type { GradientCase, Tensor } from '../gradient-case';

const whole = (tf: FullTensorFlow, values: number[], shape?: number[]): Tensor => tf.tensor(values, shape, 'int32');
const one = (name: string, shape: readonly number[], compute: (tf: FullTensorFlow, x: Tensor) => Tensor): GradientCase => ({ name, inputs: [{ shape }], compute });

export const arrayCases: readonly GradientCase[] = [
  one('batchToSpaceND', [4, 2, 1, 1], (tf, x) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [0, 0]])),
  one('spaceToBatchND', [1, 3, 4, 1], (tf, x) => tf.spaceToBatchND(x, [2, 2], [[1, 0], [0, 0]])),
  one('broadcastTo', [2, 1], (tf, x) => tf.broadcastTo(x, [3, 2, 2])),
  { name: 'concat', inputs: [{ shape: [2, 2] }, { shape: [2, 1] }], compute: (tf, a, b) => tf.concat([a, b], 1) },
  one('depthToSpace', [1, 2, 1, 8], (tf, x) => tf.depthToSpace(x as never, 2)),
  one('diag', [3], (tf, x) => tf.diag(x)),
  one('diag of a matrix', [2, 2], (tf, x) => tf.diag(x)),
  one('expandDims and squeeze', [2, 1, 3], (_, x) => x.squeeze([1]).expandDims(0)),
  one('gather', [4, 3], (tf, x) => tf.gather(x, whole(tf, [2, 0, 2]))),
  one('gather along the last axis', [2, 4], (tf, x) => tf.gather(x, whole(tf, [3, 0, 0, 1], [2, 2]), 1)),
  one('gather with a batch', [2, 4, 2], (tf, x) => tf.gather(x, whole(tf, [3, 0, 1, 1], [2, 2]), 1, 1)),
  one('gather with two batches', [2, 2, 3], (tf, x) => tf.gather(x, whole(tf, [2, 0, 1, 1, 0, 0, 2, 1], [2, 2, 2]), 2, 2)),
  one('gatherND', [3, 2, 2], (tf, x) => tf.gatherND(x, whole(tf, [0, 1, 2, 0, 0, 1], [3, 2]))),
  one('scatterND', [3, 2], (tf, x) => tf.scatterND(whole(tf, [1, 3, 1], [3, 1]), x, [4, 2])),
  { name: 'tensorScatterUpdate', inputs: [{ shape: [4, 2] }, { shape: [2, 2] }], compute: (tf, x, u) => tf.tensorScatterUpdate(x, whole(tf, [2, 0], [2, 1]), u) },
  one('mirrorPad reflect', [3, 3], (tf, x) => tf.mirrorPad(x, [[1, 2], [2, 0]], 'reflect')),
  one('mirrorPad symmetric', [2, 3], (tf, x) => tf.mirrorPad(x, [[2, 1], [0, 3]], 'symmetric')),
  one('pad', [2, 2], (tf, x) => tf.pad(x, [[1, 0], [2, 1]], 0.5)),
  one('reshape and transpose', [2, 3, 2], (_, x) => x.transpose([2, 0, 1]).reshape([3, 4])),
  one('reverse', [2, 3], (tf, x) => tf.reverse(x, 1)),
  one('slice', [3, 4], (tf, x) => tf.slice(x, [1, 0], [2, 3])),
  { name: 'stack', inputs: [{ shape: [2, 2] }, { shape: [2, 2] }], compute: (tf, a, b) => tf.stack([a, b.square()], 1) },
  one('unstack', [2, 3], (tf, x) => tf.unstack(x, 1).reduce((sum, part, index) => sum.add(part.mul(index)), tf.zeros([2]))),
  one('split', [2, 5], (tf, x) => (tf.split(x, [2, 3], 1)[1] as Tensor).square()),
  one('stridedSlice', [4, 5], (tf, x) => tf.stridedSlice(x, [0, 4], [4, 0], [2, -2])),
  one('stridedSlice with masks', [3, 4, 2], (tf, x) => tf.stridedSlice(x, [1, 0], [3, -1], [1, 2], 0, 0, 0, 0, 0)),
  one('stridedSlice that drops an axis', [3, 4], (tf, x) => tf.stridedSlice(x, [1, 0], [2, 3], [1, 1], 0, 2, 0, 0, 1)),
  one('tile', [2, 2], (tf, x) => tf.tile(x, [2, 3])),
  one('topk', [2, 5], (tf, x) => tf.topk(x, 3).values),
  one('sorting by topk', [5], (tf, x) => tf.topk(x, 5, true).values),
  one('tril', [2, 3, 3], (tf, x) => tf.tril(x, -1)),
  one('triu', [3, 4], (tf, x) => tf.triu(x, 1)),
  { name: 'where', inputs: [{ shape: [2, 3] }, { shape: [3] }], compute: (tf, a, b) => tf.where(tf.tensor([1, 0, 1, 0, 0, 1], [2, 3], 'bool'), a, b) },
  { name: 'addN', inputs: [{ shape: [2] }, { shape: [2] }], compute: (tf, a, b) => tf.addN([a, b, a]) },
  { name: 'meshgrid', inputs: [{ shape: [2] }, { shape: [3] }], compute: (tf, a, b) => { const [x, y] = tf.meshgrid(a, b); return (x as Tensor).mul(y as Tensor); } },
];
