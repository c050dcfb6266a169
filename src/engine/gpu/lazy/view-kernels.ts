/** TensorFlow.js's kernels that only choose elements, and its reductions: both read formulas where they stand. */
import type { TensorInfo } from '../../tensors';
import type { IndexMap } from './index-map';
import { broadcast, slice, transpose } from './index-map';
import type { LazyCall, LazyKernel } from './kernels';
import type { Reduction } from './shaders';

function view({ fusion }: LazyCall, x: TensorInfo, shape: readonly number[], map: IndexMap | null) {
  if (x.dtype !== 'float32' && x.dtype !== 'int32' && x.dtype !== 'bool') return null;
  return fusion.apply(x.dtype === 'float32' ? 'same' : 'samei', [fusion.operand(x, shape, map)], shape, x.dtype);
}

function sliced(call: LazyCall) {
  const { tf, inputs: { x }, attrs: { begin, size } } = call;
  if (!x) return null;
  const [from, lengths] = tf.slice_util.parseSliceParams(x as never, begin as number[], size as number[]) as [number[], number[]];
  tf.slice_util.assertParamsValid(x as never, from, lengths);
  return view(call, x, lengths, slice(x.shape, from, lengths));
}

function split(call: LazyCall) {
  const { tf, inputs: { x }, attrs: { numOrSizeSplits, axis } } = call;
  if (!x) return null;
  const at = tf.util.parseAxisParam(axis as number, x.shape)[0] ?? 0;
  const lengths = tf.backend_util.prepareSplitSize(x as never, numOrSizeSplits as number[], at);
  return parts(call, x, at, lengths, (length) => x.shape.map((full, index) => (index === at ? length : full)));
}

function unpack(call: LazyCall) {
  const { tf, inputs: { value: x }, attrs: { axis } } = call;
  if (!x) return null;
  const at = tf.util.parseAxisParam(axis as number, x.shape)[0] ?? 0;
  const shape = x.shape.filter((_, index) => index !== at);
  return parts(call, x, at, new Array<number>(x.shape[at] ?? 0).fill(1), () => shape);
}

/** Slices along an axis, one after the other; null where one cannot be put off, none of them then. */
function parts(call: LazyCall, x: TensorInfo, axis: number, lengths: readonly number[], shapeOf: (length: number) => number[]) {
  const made: TensorInfo[] = [];
  let from = 0;
  for (const length of lengths) {
    const begin = x.shape.map((_, index) => (index === axis ? from : 0));
    const size = x.shape.map((full, index) => (index === axis ? length : full));
    const part = view(call, x, shapeOf(length), slice(x.shape, begin, size));
    if (part === null) {
      for (const info of made) call.backend.disposeData(info.dataId);
      return null;
    }
    made.push(part);
    from += length;
  }
  return made;
}

function transposed(call: LazyCall) {
  const { inputs: { x }, attrs } = call;
  const perm = attrs['perm'] as number[] | undefined;
  // Where the last axis moves, the stock shader's tiles read memory in better order.
  if (!x || perm === undefined || (perm.at(-1) !== x.shape.length - 1 && x.shape.length > 1)) return null;
  return view(call, x, perm.map((axis) => x.shape[axis] ?? 1), transpose(x.shape, perm));
}

/** Tiles that only repeat along axes of length 1 are broadcasts. */
function tiled(call: LazyCall) {
  const { inputs: { x }, attrs } = call;
  const reps = attrs['reps'] as number[];
  if (!x || x.shape.some((length, axis) => length !== 1 && reps[axis] !== 1)) return null;
  const shape = x.shape.map((length, axis) => length * (reps[axis] ?? 1));
  return view(call, x, shape, broadcast(x.shape, shape));
}

const reduction = (kind: Reduction): LazyKernel => ({ fusion, tf, inputs: { x }, attrs: { axis, reductionIndices, keepDims } }) => {
  if (!x || (x.dtype !== 'float32' && kind !== 'all' && kind !== 'any')) return null;
  const axes = tf.util.parseAxisParam((reductionIndices ?? axis ?? null) as number[], x.shape);
  if (axes.length === 0) return null;
  const shape = x.shape.flatMap((length, index) => (axes.includes(index) ? (keepDims ? [1] : []) : [length]));
  return fusion.reduce(kind, x, [...axes].sort((a, b) => a - b), shape, x.dtype);
};

export const VIEW_KERNELS: Readonly<Record<string, LazyKernel>> = {
  Slice: sliced,
  SplitV: split,
  Unpack: unpack,
  Transpose: transposed,
  Tile: tiled,
  Sum: reduction('sum'),
  Mean: reduction('mean'),
  Max: reduction('max'),
  Min: reduction('min'),
  Prod: reduction('prod'),
  All: reduction('all'),
  Any: reduction('any'),
};
