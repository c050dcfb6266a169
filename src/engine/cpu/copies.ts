/** Kernels that only move values: transposes, slices, joins, repetitions and choices. */
import type { ConcatAttrs, PackAttrs, ReverseAttrs, SliceAttrs, SplitVAttrs, TileAttrs, TransposeAttrs, UnpackAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** An axis of the output: its length, and how far apart its values lie in the input, in values. */
interface Axis {
  readonly length: number;
  readonly step: number;
}

/** Bytes a value takes; null where values are not plain memory or not of a fixed size. */
function bytesOf(tensor: TensorInfo): number | null {
  switch (tensor.dtype) {
    case 'float32':
    case 'int32':
      return 4;
    case 'bool':
      return 1;
    default:
      return null;
  }
}

const stridesOf = (shape: readonly number[]): number[] => {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
};

/** Adjacent axes that are walked as one are made one; innermost first. */
function merged(axes: readonly Axis[]): Axis[] {
  const kept: Axis[] = [];
  for (let index = axes.length - 1; index >= 0; index--) {
    const axis = axes[index] as Axis;
    if (axis.length === 1) continue;
    const inside = kept.at(-1);
    if (inside !== undefined && axis.step === inside.step * inside.length) {
      kept[kept.length - 1] = { length: inside.length * axis.length, step: inside.step };
    } else {
      kept.push(axis);
    }
  }
  return kept;
}

interface Picking {
  /** The value of `x` to start at. */
  readonly offset?: number;
  /** The output's shape where it is not `lengths`. */
  readonly shape?: readonly number[];
}

/** Values of `x` walked by axes of `lengths` and `steps`; null if that takes more than five axes. */
function picked(
  cpu: CpuRuntime, kernels: Kernels, x: TensorInfo,
  lengths: readonly number[], steps: readonly number[], { offset = 0, shape = lengths }: Picking = {},
): TensorInfo | null {
  if (bytesOf(x) !== 4) return null;
  const axes = merged(lengths.map((length, axis) => ({ length, step: steps[axis] ?? 0 })));
  if (axes.length > 5) return null;
  const made = cpu.allocate(shape, x.dtype);
  const size = sizeOf(shape);
  if (size === 0) return made;
  const at = (axis: number): Axis => axes[axis] ?? { length: 1, step: 0 };
  // A single value is a run of one.
  const [inner, step] = [at(0).length, axes.length === 0 ? 1 : at(0).step];
  const outer = [at(1).length, at(1).step, at(2).length, at(2).step, at(3).length, at(3).step, at(4).step] as const;
  kernels.run('pick', size / inner, rowsOf(STREAMED, inner), [cpu.address(x), cpu.address(made), offset, inner, step, ...outer]);
  return made;
}

function transpose({ inputs, attrs, cpu }: KernelCall<TransposeAttrs>, kernels: Kernels): TensorInfo | null {
  const x = required(inputs, 'x');
  if (bytesOf(x) !== 4) return null;
  const { perm } = attrs;
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  const strides = stridesOf(x.shape);
  const steps = perm.map((axis) => strides[axis] ?? 0);
  const axes = merged(shape.map((length, axis) => ({ length, step: steps[axis] ?? 0 })));
  const [inner, ...others] = placed(axes);
  const read = others.find(({ step }) => step === 1);
  if (inner === undefined || read === undefined || axes.length > 5) return picked(cpu, kernels, x, shape, steps);
  const made = cpu.allocate(shape, x.dtype);
  const around = others.filter((axis) => axis !== read);
  const at = (axis: number): PlacedAxis => around[axis] ?? { length: 1, step: 0, to: 0 };
  const items = around.reduce((count, { length }) => count * length, Math.ceil(read.length / 16));
  kernels.run('transpose', items, rowsOf(STREAMED, 16 * inner.length), [
    cpu.address(x), cpu.address(made), inner.length, inner.step, read.length, read.to,
    at(0).length, at(0).step, at(0).to, at(1).length, at(1).step, at(1).to, at(2).step, at(2).to,
  ]);
  return made;
} // prettier-ignore

interface PlacedAxis extends Axis {
  /** How far apart its values lie in the output. */
  readonly to: number;
}

function placed(axes: readonly Axis[]): PlacedAxis[] {
  let to = 1;
  return axes.map((axis) => {
    const at = to;
    to *= axis.length;
    return { ...axis, to: at };
  });
}

function tile({ inputs, attrs, cpu }: KernelCall<TileAttrs>, kernels: Kernels): TensorInfo | null {
  const x = required(inputs, 'x');
  const strides = stridesOf(x.shape);
  // Each axis as how often it is repeated, and what is repeated.
  const lengths = x.shape.flatMap((length, axis) => [attrs.reps[axis] ?? 1, length]);
  const steps = x.shape.flatMap((_, axis) => [0, strides[axis] ?? 0]);
  return picked(cpu, kernels, x, lengths, steps, { shape: x.shape.map((length, axis) => length * (attrs.reps[axis] ?? 1)) });
}

function slice({ inputs, attrs, cpu }: KernelCall<SliceAttrs>, kernels: Kernels): TensorInfo | null {
  const x = required(inputs, 'x');
  if (bytesOf(x) !== 4) return null;
  const [begin, size] = cpu.tf.slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [number[], number[]];
  const strides = stridesOf(x.shape);
  const offset = begin.reduce((total, start, axis) => total + start * (strides[axis] ?? 0), 0);
  return picked(cpu, kernels, x, size, strides, { offset });
}

function reverse({ inputs, attrs, cpu }: KernelCall<ReverseAttrs>, kernels: Kernels): TensorInfo | null {
  const x = required(inputs, 'x');
  const turned = new Set(cpu.tf.util.parseAxisParam(attrs.dims, x.shape));
  const strides = stridesOf(x.shape);
  const steps = strides.map((stride, axis) => (turned.has(axis) ? -stride : stride));
  const offset = strides.reduce((total, stride, axis) => total + (turned.has(axis) ? stride * ((x.shape[axis] ?? 1) - 1) : 0), 0);
  return picked(cpu, kernels, x, x.shape, steps, { offset });
}

/** Copies `outer` pieces of `bytes` bytes, `fromStep` apart, to places `toStep` apart. */
function copyPieces(kernels: Kernels, from: number, to: number, outer: number, fromStep: number, toStep: number, bytes: number): void {
  if (bytes > 0) kernels.run('copyRows', outer, rowsOf(4 * STREAMED, bytes), [from, to, fromStep, toStep, bytes]);
}

/** Cuts x along `axis` into pieces of `lengths`; each comes out in the shape that `shapeOf` gives for its length. */
function cut(cpu: CpuRuntime, kernels: Kernels, x: TensorInfo, axis: number, lengths: readonly number[], shapeOf: (length: number) => number[]): TensorInfo[] | null {
  const width = bytesOf(x);
  if (width === null) return null;
  const outer = sizeOf(x.shape.slice(0, axis));
  const inner = sizeOf(x.shape.slice(axis + 1)) * width;
  const step = (x.shape[axis] ?? 1) * inner;
  let start = 0;
  return lengths.map((length) => {
    const piece = cpu.allocate(shapeOf(length), x.dtype);
    const bytes = length * inner;
    if (outer > 0) copyPieces(kernels, cpu.address(x) + start, cpu.address(piece), outer, step, bytes, bytes);
    start += bytes;
    return piece;
  });
}

function split({ inputs, attrs, cpu }: KernelCall<SplitVAttrs>, kernels: Kernels): TensorInfo[] | null {
  const x = required(inputs, 'x');
  const axis = cpu.tf.util.parseAxisParam(attrs.axis, x.shape)[0] ?? 0;
  const lengths = cpu.tf.backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis);
  return cut(cpu, kernels, x, axis, lengths, (length) => x.shape.map((all, index) => (index === axis ? length : all)));
}

function unpack({ inputs, attrs, cpu }: KernelCall<UnpackAttrs>, kernels: Kernels): TensorInfo[] | null {
  const value = required(inputs, 'value');
  const axis = attrs.axis < 0 ? attrs.axis + value.shape.length : attrs.axis;
  const shape = value.shape.filter((_, index) => index !== axis);
  return cut(cpu, kernels, value, axis, new Array<number>(value.shape[axis] ?? 0).fill(1), () => [...shape]);
}

/** Puts the pieces one after the other along an axis, before which all have the same `outer` size. */
function joined(cpu: CpuRuntime, kernels: Kernels, pieces: readonly TensorInfo[], shape: readonly number[], outer: number): TensorInfo | null {
  const [first] = pieces;
  const width = first === undefined ? null : bytesOf(first);
  if (first === undefined || width === null || pieces.some(({ dtype }) => dtype !== first.dtype)) return null;
  const made = cpu.allocate(shape, first.dtype);
  if (outer === 0) return made;
  const row = (sizeOf(shape) / outer) * width;
  let start = 0;
  for (const piece of pieces) {
    const bytes = (sizeOf(piece.shape) / outer) * width;
    copyPieces(kernels, cpu.address(piece), cpu.address(made) + start, outer, bytes, row, bytes);
    start += bytes;
  }
  return made;
}

/** Kernels that take a list of tensors have it in the place of their inputs. */
const listOf = (inputs: KernelCall<unknown>['inputs']): readonly TensorInfo[] => inputs as unknown as readonly TensorInfo[];

function concat({ inputs, attrs, cpu }: KernelCall<ConcatAttrs>, kernels: Kernels): TensorInfo | null {
  const all = listOf(inputs);
  const [first] = all;
  if (first === undefined) return null;
  const axis = cpu.tf.util.parseAxisParam(attrs.axis, first.shape)[0] ?? 0;
  const shapes = all.map(({ shape }) => shape);
  cpu.tf.backend_util.assertParamsConsistent(shapes, axis);
  const shape = cpu.tf.backend_util.computeOutShape(shapes, axis);
  return joined(cpu, kernels, all, shape, sizeOf(shape.slice(0, axis)));
}

function pack({ inputs, attrs, cpu }: KernelCall<PackAttrs>, kernels: Kernels): TensorInfo | null {
  const all = listOf(inputs);
  const [first] = all;
  if (first === undefined || all.some(({ shape }) => shape.join() !== first.shape.join())) return null;
  const axis = attrs.axis < 0 ? attrs.axis + first.shape.length + 1 : attrs.axis;
  const shape = [...first.shape.slice(0, axis), all.length, ...first.shape.slice(axis)];
  return joined(cpu, kernels, all, shape, sizeOf(shape.slice(0, axis)));
}

/** Null where the condition is one value a row, or of another type. */
function select({ inputs, cpu }: KernelCall<unknown>, kernels: Kernels): TensorInfo | null {
  const [condition, t, e] = [required(inputs, 'condition'), required(inputs, 't'), required(inputs, 'e')];
  const size = sizeOf(t.shape);
  if (condition.dtype !== 'bool' || bytesOf(t) !== 4 || e.dtype !== t.dtype || sizeOf(condition.shape) !== size || sizeOf(e.shape) !== size) return null;
  const made = cpu.allocate(t.shape, t.dtype);
  kernels.run('select', size, STREAMED, [cpu.address(condition), cpu.address(t), cpu.address(e), cpu.address(made)]);
  return made;
}

export const COPIES: FastKernels = {
  Select: select,
  Transpose: transpose,
  Tile: tile,
  Slice: slice,
  Reverse: reverse,
  SplitV: split,
  Unpack: unpack,
  Concat: concat,
  Pack: pack,
};
