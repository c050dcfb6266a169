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
const BLOCK_BYTES = 64;

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
  const depth = indices.shape.length < 1 ? 1 : (indices.shape.at(-1) ?? 1);
  const count = cpu.sizeOf(indices) / Math.max(1, depth);
  const indexed = shape.slice(0, depth);
  const numbers = kernels.scratch(4 * Math.max(1, count));
  const [from, to] = [cpu.view(indices), cpu.words(numbers, count)];
  for (let update = 0, at = 0; update < count; update++) {
    let number = 0;
    for (let axis = 0; axis < depth; axis++, at++) {
      const [index, length] = [from[at] ?? 0, indexed[axis] ?? 1];
      if (index < 0 || index >= length) {
        const all = [...from.subarray(update * depth, (update + 1) * depth)];
        throw new Error(`Invalid indices: ${all.join()} does not index into ${shape.join()}; axis ${axis} goes from 0 to ${length - 1}`);
      }
      number = number * length + index;
    }
    to[update] = number;
  }
  return { numbers, count, slices: sizeOf(indexed), size: sizeOf(shape.slice(depth)) };
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
  kernels.run('scatterRows', Math.ceil(bytes / BLOCK_BYTES), rowsOf(4 * STREAMED, count * BLOCK_BYTES), [cpu.address(updates), numbers, cpu.address(made), count, bytes, step]);
  return made;
}

export const SCATTER: FastKernels = { ScatterNd: scatter, TensorScatterUpdate: update };
