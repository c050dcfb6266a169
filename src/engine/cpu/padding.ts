/** Tensors with a constant, or their own reflection, put around them. */
import type { MirrorPadAttrs, PadV2Attrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import type { KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** An axis of the input, and how many values are put before and after it. */
interface Axis {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

const whole = ({ before, after }: Axis): boolean => before === 0 && after === 0;

/** In the order of assembly/pad.ts. */
const MODES = ['constant', 'reflect', 'symmetric'] as const;

function padded(
  { inputs, attrs, cpu }: KernelCall<{ readonly paddings: readonly (readonly [number, number])[] }>, kernels: Kernels, mode: (typeof MODES)[number], constant: number,
): TensorInfo | null {
  const x = required(inputs, 'x');
  const value = wordOf(x.dtype, constant);
  if (value === null) return null;
  const axes = x.shape.map((size, axis): Axis => ({ size, before: attrs.paddings[axis]?.[0] ?? 0, after: attrs.paddings[axis]?.[1] ?? 0 }));
  const shape = axes.map(({ size, before, after }) => before + size + after);
  const last = axes.findLastIndex((axis) => !whole(axis));
  // What lies within the last axis that is padded moves as one.
  const bytes = sizeOf(x.shape.slice(last + 1)) * (x.dtype === 'bool' ? 1 : 4);
  const inner = axes[last] ?? { size: 1, before: 0, after: 0 };
  const outer = joined(axes.slice(0, Math.max(0, last)));
  if (outer.length > 3) return null;
  const made = cpu.allocate(shape, x.dtype);
  const at = (axis: number): Axis => outer.at(-1 - axis) ?? { size: 1, before: 0, after: 0 };
  const rows = outer.reduce((count, { size, before, after }) => count * (before + size + after), 1);
  const lengthOf = ({ size, before, after }: Axis): number => before + size + after;
  const grain = rowsOf(4 * STREAMED, lengthOf(inner) * bytes);
  kernels.run('pad', sizeOf(shape) === 0 ? 0 : rows, grain, [
    MODES.indexOf(mode), value, cpu.address(x), cpu.address(made), bytes, inner.size, inner.before, inner.after,
    lengthOf(at(0)), at(0).size, at(0).before, lengthOf(at(1)), at(1).size, at(1).before, at(2).size, at(2).before,
  ]);
  return made;
} // prettier-ignore

/** Neighbours that nothing is put around, as one. */
function joined(axes: readonly Axis[]): Axis[] {
  const kept: Axis[] = [];
  for (const axis of axes) {
    const before = kept.at(-1);
    if (before !== undefined && whole(before) && whole(axis)) kept[kept.length - 1] = { ...axis, size: before.size * axis.size };
    else kept.push(axis);
  }
  return kept;
}

/** The value as four bytes of a tensor of that type; null for types that are not plain memory. */
function wordOf(dtype: TensorInfo['dtype'], value: number): number | null {
  switch (dtype) {
    case 'float32':
      return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
    case 'int32':
      return value | 0;
    case 'bool':
      return value ? 0x01010101 : 0;
    default:
      return null;
  }
}

export const PADDING: FastKernels = {
  PadV2: (call: KernelCall<PadV2Attrs>, kernels: Kernels) => padded(call, kernels, 'constant', call.attrs.constantValue),
  MirrorPad: (call: KernelCall<MirrorPadAttrs>, kernels: Kernels) => padded(call, kernels, call.attrs.mode, 0),
};
