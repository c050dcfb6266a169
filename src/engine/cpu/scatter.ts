/** Slices put, or added, to places of a tensor that are listed by index. */
import type { ScatterNdAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** Floats that one item of segmentSum takes care of, and bytes one of scatterRows. */
const COLUMNS = 16;
const BLOCK_BYTES = 256;

interface Places {
  /** Address of the number of each update's slice; scratch memory. */
  readonly numbers: number;
  readonly count: number;
  /** Slices of the tensor, and the values of each. */
  readonly slices: number;
  readonly size: number;
}

/** @throws Error if an index lies outside `shape`, naming it. */
function placesOf(cpu: CpuRuntime, kernels: Kernels, indices: TensorInfo, shape: readonly number[]): Places {
  // A list of numbers is one of indices of one number each.
  const depth = indices.shape.length > 1 ? (indices.shape.at(-1) ?? 1) : 1;
  const count = cpu.sizeOf(indices) / Math.max(1, depth);
  const indexed = shape.slice(0, depth);
  const numbers = kernels.scratch(4 * (count + 1 + depth));
  const [bad, lengths] = [numbers + 4 * count, numbers + 4 * count + 4];
  cpu.words(bad, 1 + depth).set([0, ...indexed]);
  kernels.run('sliceNumbers', count, STREAMED, [cpu.address(indices), lengths, depth, numbers, bad]);
  if (cpu.words(bad, 1)[0] === 1) throw outside(cpu.view(indices), indexed, shape);
  return { numbers, count, slices: sizeOf(indexed), size: sizeOf(shape.slice(depth)) };
}

function outside(indices: ArrayLike<number>, lengths: readonly number[], shape: readonly number[]): Error {
  const at = Array.from(indices).findIndex((index, place) => index < 0 || index >= (lengths[place % lengths.length] ?? 1));
  const axis = at % lengths.length;
  const index = Array.from(indices).slice(at - axis, at - axis + lengths.length);
  return new Error(`Invalid indices: ${index.join()} does not index into ${shape.join()}; axis ${axis} goes from 0 to ${(lengths[axis] ?? 1) - 1}`);
}

const isPlain = ({ dtype }: TensorInfo): boolean => dtype === 'float32' || dtype === 'int32';

/** The slices of `updates` added to a tensor of 0, in their order. */
function scatter({ inputs, attrs, cpu }: KernelCall<ScatterNdAttrs>, kernels: Kernels): TensorInfo | null {
  const [indices, updates] = [required(inputs, 'indices'), required(inputs, 'updates')];
  const { shape } = attrs;
  if (indices.dtype !== 'int32' || !isPlain(updates) || sizeOf(shape) === 0) return null;
  const { numbers, count, slices, size } = placesOf(cpu, kernels, indices, shape);
  if (cpu.sizeOf(updates) !== count * size) return null;
  const made = cpu.allocate(shape, updates.dtype);
  const grain = rowsOf(STREAMED, (count + slices) * COLUMNS);
  kernels.run('segmentSum', Math.ceil(size / COLUMNS), grain, [cpu.address(updates), numbers, cpu.address(made), count, size, slices, updates.dtype === 'int32' ? 1 : 0]);
  return made;
}

/** A copy of `tensor` with slices in the place of its own; of two for one place the later. */
function update({ inputs, cpu }: KernelCall<unknown>, kernels: Kernels): TensorInfo | null {
  const [tensor, indices, updates] = [required(inputs, 'tensor'), required(inputs, 'indices'), required(inputs, 'updates')];
  if (indices.dtype !== 'int32' || !isPlain(tensor) || updates.dtype !== tensor.dtype || cpu.sizeOf(tensor) === 0) return null;
  const { numbers, count, size } = placesOf(cpu, kernels, indices, tensor.shape);
  const [bytes, given] = [4 * size, cpu.sizeOf(updates)];
  if (given !== count * size && !(given === 1 && size === 1)) return null;
  const made = cpu.allocate(tensor.shape, tensor.dtype);
  cpu.view(made).set(cpu.view(tensor));
  const step = given === count * size ? bytes : 0;
  kernels.run('scatterRows', Math.ceil(bytes / BLOCK_BYTES), rowsOf(16 * STREAMED, count * BLOCK_BYTES), [cpu.address(updates), numbers, cpu.address(made), count, bytes, step]);
  return made;
}

export const SCATTER: FastKernels = { ScatterNd: scatter, TensorScatterUpdate: update };
