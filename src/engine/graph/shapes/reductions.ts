import type { TensorSpec } from '../ir';
import type { RuleCall, ShapeRule, ShapeRules } from './rule';
import { at, axisOf, every, first, float, like, likeFirst, number, numbers } from './rule';

/** The shape that is left of `x` once the axes of the attributes are gone, or 1 each if `keepDims`. */
function reduced({ shape }: TensorSpec, { axis: named, reductionIndices, keepDims }: RuleCall['attrs']): readonly number[] {
  const axis = named ?? reductionIndices;
  const gone = new Set(axis === undefined || axis === null ? shape.keys() : numbers(axis, 'axis').map((one) => axisOf(one, shape.length)));
  return keepDims === true ? shape.map((length, index) => (gone.has(index) ? 1 : length)) : shape.filter((_, index) => !gone.has(index));
}

const reduction =
  (dtypeOf: (x: TensorSpec) => TensorSpec['dtype']): ShapeRule =>
  ({ all, attrs }) => [{ shape: reduced(first(all), attrs), dtype: dtypeOf(first(all)) }];

const same = ({ dtype }: TensorSpec): TensorSpec['dtype'] => dtype;

const argument: ShapeRule = ({ input, attrs }) => [{ shape: reduced(input('x'), { axis: attrs['axis'] ?? 0 }), dtype: 'int32' }];

const withLast = (shape: readonly number[], last: number): readonly number[] => [...shape.slice(0, -1), last];

const rowLosses: ShapeRule = ({ input }) => {
  const rows = float([at(input('logits').shape, 0)]);
  return [rows, rows];
};

export const reductionRules: ShapeRules = {
  ...every(['Max', 'Min'], reduction(same)),
  ...every(['All', 'Any'], reduction(() => 'bool')),
  Sum: reduction(({ dtype }) => (dtype === 'bool' ? 'int32' : dtype)),
  Prod: reduction(({ dtype }) => (dtype === 'bool' ? 'int32' : dtype)),
  Mean: reduction(() => 'float32'),
  ...every(['ArgMax', 'ArgMin'], argument),
  ...every(['Cumsum', 'Cumprod'], like('x')),
  ...every(['Softmax', 'LogSoftmax'], like('logits')),
  FusedBatchNorm: like('x'),
  /** Of x, mean, variance, scale and offset, whether or not there is a scale. */
  FusedBatchNormGrad: ({ input }) => [input('x'), input('mean'), input('mean'), input('mean'), input('mean')],
  LRN: like('x'),
  LRNGrad: like('x'),
  TopK: ({ input, attrs }) => {
    const x = input('x');
    const shape = withLast(x.shape, number(attrs['k'], 'k'));
    return [{ shape, dtype: x.dtype }, { shape, dtype: 'int32' }];
  },
  UnsortedSegmentSum: ({ input, attrs }) => {
    const [x, ids] = [input('x'), input('segmentIds')];
    return [{ shape: [number(attrs['numSegments'], 'numSegments'), ...x.shape.slice(ids.shape.length)], dtype: x.dtype }];
  },
  Bincount: ({ input, attrs }) => [{ shape: [number(attrs['size'], 'size')], dtype: input('weights').dtype }],
  DenseBincount: ({ input, attrs }) => {
    const [x, size] = [input('x'), number(attrs['size'], 'size')];
    return [{ shape: x.shape.length === 1 ? [size] : [at(x.shape, 0), size], dtype: input('weights').dtype }];
  },
  SearchSorted: ({ input }) => [{ shape: input('values').shape, dtype: 'int32' }],
  ...every(['LowerBound', 'UpperBound'], ({ input }) => [{ shape: input('values').shape, dtype: 'int32' }]),

  LayerNorm: ({ input }) => {
    const x = input('x');
    const one = float(withLast(x.shape, 1));
    return [x, one, one];
  },
  LayerNormGrad: ({ input }) => [input('x'), input('gamma'), input('gamma')],
  RmsNorm: ({ input }) => [input('x'), float(withLast(input('x').shape, 1))],
  RmsNormGrad: ({ input }) => [input('x'), input('gamma')],
  ...every(['SparseSoftmaxCrossEntropy', 'SoftmaxCrossEntropy'], rowLosses),
  ...every(['SparseSoftmaxCrossEntropyGrad', 'SoftmaxCrossEntropyGrad'], like('logits')),
  MaskedSoftmax: like('x'),
  MaskedSoftmaxGrad: like('y'),
  ...every(['RotateWithOffset', 'FlipLeftRight'], likeFirst),
  Reverse: ({ input, attrs, tf }) => {
    const x = input('x');
    tf.util.parseAxisParam(attrs['dims'] as number[], [...x.shape]);
    return [x];
  },
  MatrixBandPart: like('input'),
  Diag: ({ input }) => {
    const x = input('x');
    return [{ shape: [...x.shape, ...x.shape], dtype: x.dtype }];
  },
  Einsum: ({ all, attrs, tf }) => {
    const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(String(attrs['equation']), all.length);
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, all.map((spec) => ({ ...spec, shape: [...spec.shape] })) as never);
    const lengths: number[] = [];
    idDims.forEach((dims, index) => dims.forEach((dim, axis) => (lengths[dim] = at(all[index]?.shape ?? [], axis))));
    return [{ shape: lengths.slice(0, allDims.length - summedDims.length), dtype: first(all).dtype }];
  },
};

