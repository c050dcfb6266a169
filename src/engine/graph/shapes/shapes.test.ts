import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorFlow } from '../../api';
import { NETWORK_NAMES, workload } from '../../checks/networks';
import { startOracle } from '../../cpu/oracle';
import type { TensorSpec } from '../ir';
import { layersWorkloads } from '../recorder/workloads';
import { infer, shapeRules } from './index';

let tf: TensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
  await tf.setBackend('wasm');
}, 60_000);

/** Runs work and compares, call by call, what kernels made with what rules say. @returns kernels seen. */
async function compare(work: () => unknown): Promise<Set<string>> {
  const engine = tf.engine();
  const { runKernel } = engine;
  const seen = new Set<string>();
  let depth = 0;
  engine.runKernel = ((kernel: string, inputs: Record<string, Tensor>, attrs: Record<string, unknown>) => {
    depth++;
    const made = (() => {
      try {
        return Reflect.apply(runKernel, engine, [kernel, inputs, attrs]) as Tensor | Tensor[];
      } finally {
        depth--;
      }
    })();
    if (depth > 0) return made;
    seen.add(kernel);
    const isList = Array.isArray(inputs);
    const names = isList ? null : Object.keys(inputs).filter((name) => inputs[name] != null);
    const given = isList ? (inputs as Tensor[]) : (names ?? []).map((name) => inputs[name] as Tensor);
    const inferred = infer(tf, { kernel, names, inputs: given.map(spec), attrs: attrs ?? {} });
    expect({ kernel, made: inferred.map(plain) }).toEqual({ kernel, made: [made].flat().map((one) => plain(spec(one))) });
    return made;
  }) as unknown as typeof engine.runKernel;
  try {
    await work();
  } finally {
    engine.runKernel = runKernel;
  }
  return seen;
}

const spec = ({ shape, dtype }: Tensor): TensorSpec => ({ shape, dtype });
const plain = ({ shape, dtype }: TensorSpec) => ({ shape: [...shape], dtype });

describe('rules say what kernels make', () => {
  it.each(NETWORK_NAMES)('in a step of %s', async (network) => {
    const trained = workload(tf, { network, batch: 2, width: 0.125 });
    expect((await compare(() => trained.step())).size).toBeGreaterThan(5);
    trained.dispose();
  }, 60_000);

  it.each(Object.entries(layersWorkloads))('in %s', async (_, train) => {
    expect((await compare(() => train(tf))).size).toBeGreaterThan(5);
  }, 60_000);

  it.each(Object.entries(operations()))('in %s', async (_, compute) => {
    await compare(() => tf.dispose(tf.tidy(() => compute() as never)));
  });
});

function operations(): Readonly<Record<string, () => unknown>> {
  const image = (): Tensor4D => tf.range(0, 72).reshape([1, 6, 6, 2]);
  const x = (): Tensor => tf.range(1, 13).reshape([3, 4]);
  return {
    'reductions with and without kept axes': () => [x().max(), x().min(0, true), x().mean([0, 1]), x().prod(-1), x().argMin(1), x().toBool().any(0), x().toBool().sum(), x().toBool().all([1], true)],
    'gathering with batches': () => [tf.gather(x(), [[0, 1], [2, 2]], 1), tf.gather(x(), tf.tensor2d([[0, 1], [2, 3], [1, 0]], [3, 2], 'int32'), 1, 1)],
    'gathering by coordinates and scattering': () => [tf.gatherND(x(), tf.tensor2d([[0, 1], [2, 2]], [2, 2], 'int32')), tf.scatterND(tf.tensor2d([[1], [3]], [2, 1], 'int32'), tf.ones([2, 4]), [5, 4])],
    'slices and strides': () => [x().slice([1, 0], [-1, 2]), x().stridedSlice([0, 1], [3, 4], [2, 2]), x().stridedSlice([0, 0], [1, 4], [1, 1], 0, 0, 0, 0, 1), x().pad([[1, 2], [0, 3]]), tf.mirrorPad(x(), [[1, 1], [0, 2]], 'reflect')],
    'stacks and splits': () => [tf.stack([x(), x()], -1), ...tf.unstack(x(), 1), ...tf.split(x(), [1, 3], 1), tf.concat([x(), x()], -1), x().tile([2, 3]), x().expandDims(-1), tf.broadcastTo(tf.ones([4]), [3, 4])],
    'blocks in space and depth': () => [tf.depthToSpace(tf.ones([1, 2, 2, 4]), 2), tf.spaceToBatchND(tf.ones([1, 4, 4, 1]), [2, 2], [[0, 0], [0, 0]]), tf.batchToSpaceND(tf.ones([4, 2, 2, 1]), [2, 2], [[0, 0], [0, 0]])],
    'convolutions of every kind': () => [
      tf.conv2d(image(), tf.ones([3, 3, 2, 4]), 2, 'same'),
      tf.conv2d(image(), tf.ones([3, 3, 2, 4]), 1, 'valid', 'NHWC', 2),
      tf.conv2d(tf.ones([1, 2, 6, 6]) as Tensor4D, tf.ones([3, 3, 2, 4]), 1, 'same', 'NCHW'),
      tf.depthwiseConv2d(image(), tf.ones([3, 3, 2, 2]), 1, 'same'),
      tf.conv2dTranspose(image(), tf.ones([3, 3, 4, 2]), [1, 12, 12, 4], 2, 'same'),
      tf.conv1d(tf.ones([1, 8, 2]) as Tensor3D, tf.ones([3, 2, 4]), 1, 'same'),
      tf.conv3d(tf.ones([1, 4, 4, 4, 2]) as Tensor5D, tf.ones([2, 2, 2, 2, 3]), 1, 'valid'),
      tf.fused.conv2d({ x: image(), filter: tf.ones([3, 3, 2, 4]), strides: 1, pad: 'same', activation: 'relu', bias: tf.ones([4]) }),
      tf.dilation2d(image(), tf.ones([2, 2, 2]), 1, 'same'),
    ],
    'pools and resized images': () => [
      tf.maxPool(image(), 3, 2, 'same'), tf.avgPool(image(), 2, 1, 1, 'floor'), tf.maxPool3d(tf.ones([1, 4, 4, 4, 1]) as Tensor5D, 2, 2, 'valid'),
      tf.image.resizeBilinear(image(), [4, 5]), tf.image.resizeNearestNeighbor(image(), [3, 3]),
      tf.image.cropAndResize(image(), [[0, 0, 1, 1]], [0], [2, 3]), tf.image.flipLeftRight(image()), tf.image.rotateWithOffset(image(), 0.1),
      tf.grad((a) => tf.image.resizeBilinear(a as Tensor4D, [4, 4]).sum())(image()),
    ],
    'sums that scan, sort and count': () => [x().cumsum(1), tf.cumprod(x(), 0), tf.topk(x(), 2), tf.bincount(tf.tensor1d([1, 2, 2], 'int32'), tf.ones([3]), 4), tf.oneHot([1, 0], 3), tf.unsortedSegmentSum(x(), tf.tensor1d([0, 1, 1], 'int32'), 4), tf.searchSorted([1, 2, 3], [2, 4])],
    'einsum and Fourier transforms': () => [tf.einsum('ij,kj->ik', x() as Tensor3D, x() as Tensor3D), tf.spectral.rfft(x()), tf.spectral.irfft(tf.spectral.rfft(x())), tf.abs(tf.complex([1], [2]))],
    'sparse tensors and shapes as values': () => [
      tf.sparseToDense(tf.tensor1d([1, 3], 'int32'), tf.tensor1d([5, 6]), [6]),
      Object.values(tf.sparse.sparseReshape(tf.tensor2d([[0, 1], [2, 3]], [2, 2], 'int32'), tf.tensor1d([3, 4], 'int32'), tf.tensor1d([2, -1, 2], 'int32'))),
      tf.broadcastTo(tf.ones([4]), [3, 4]),
      tf.engine().runKernel('BroadcastArgs', { s0: tf.tensor1d([3, 1], 'int32'), s1: tf.tensor1d([4], 'int32') }),
    ],
    'choices and comparisons': () => [tf.where(x().greater(3), x(), tf.zerosLike(x())), tf.logicalXor(x().toBool(), x().less(3)), x().isNaN(), tf.prelu(x(), tf.scalar(0.1))],
    'series and fills': () => [tf.range(5, 0, -2), tf.range(4, -2), tf.range(0, 3, 2), tf.linspace(0, 1, 4), tf.fill([2, 2], 3), tf.eye(3), tf.linalg.bandPart(x(), 1, 1), tf.diag(tf.ones([2]))],
  };
}

it.each<readonly [string, string, object, object]>([
  ['stacking different shapes', 'Pack', [[2], [3]], { axis: 0 }],
  ['joining where other axes differ', 'Concat', [[2, 2], [2, 3]], { axis: 0 }],
  ['an axis beyond the new one', 'ExpandDims', { input: [2] }, { dim: -3 }],
  ['turning around an axis that is not there', 'Reverse', { x: [2, 2] }, { dims: [2] }],
  ['coordinates that are too long', 'GatherNd', { params: [3], indices: [1, 2] }, {}],
  ['products along axes of different lengths', 'Einsum', [[2, 3], [2, 3]], { equation: 'ij,jk->ik' }],
  ['products of no equation', 'Einsum', [[2, 2], [2, 2]], { equation: 'ij,jk' }],
  ['an image without a batch', 'MaxPoolWithArgmax', { x: [4, 4, 1] }, { filterSize: [2, 2], strides: [2, 2], pad: 'valid' }],
])('%s is refused before it is recorded', (_, kernel, given, attrs) => {
  const inputs = Object.values(given).map((shape: number[]) => ({ shape, dtype: 'float32' as const }));
  expect(() => infer(tf, { kernel, names: Array.isArray(given) ? null : Object.keys(given), inputs, attrs: attrs as Record<string, unknown> })).toThrow(`kernel '${kernel}'`);
});

it('every kernel that TensorFlow.js computes of shapes alone has a rule', () => {
  // What is left depends on values, takes text, or draws.
  const missing = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName).filter((name) => shapeRules[name] === undefined);
  expect(missing.sort()).toEqual([
    'Draw', 'Multinomial', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5', 'RaggedGather', 'RaggedRange', 'RaggedTensorToTensor',
    'SparseFillEmptyRows', 'SparseSegmentMean', 'SparseSegmentSum', 'StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast', 'Unique',
  ]);
});
