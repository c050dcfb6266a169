/** Rows picked by number, and its gradient. */
import type { GatherV2Attrs, UnsortedSegmentSumAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import type { KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** Columns that one item of segmentSum takes care of. */
const COLUMNS = 16;

function gather({ inputs, attrs, cpu }: KernelCall<GatherV2Attrs>, kernels: Kernels): TensorInfo | null {
  const [x, indices] = [required(inputs, 'x'), required(inputs, 'indices')];
  const axis = cpu.tf.util.parseAxisParam(attrs.axis, x.shape)[0] ?? 0;
  const size = x.shape[axis] ?? 0;
  if (indices.dtype !== 'int32' || (x.dtype !== 'float32' && x.dtype !== 'int32' && x.dtype !== 'bool')) return null;
  const ids = cpu.view(indices);
  for (const id of ids) {
    if (id < 0 || id >= size) throw new Error(`GatherV2: the index value ${id} is not in [0, ${size - 1}]`);
  }
  const { batchDims } = attrs;
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
  const outer = sizeOf(x.shape.slice(0, axis));
  const batch = sizeOf(x.shape.slice(0, batchDims));
  const count = batch === 0 ? 0 : ids.length / batch;
  const bytes = (x.dtype === 'bool' ? 1 : 4) * sizeOf(x.shape.slice(axis + 1));
  const made = cpu.allocate(shape, x.dtype);
  if (sizeOf(shape) === 0) return made;
  const tensors = [cpu.address(x), cpu.address(indices), cpu.address(made)] as const;
  kernels.run('gatherRows', outer * count, rowsOf(4 * STREAMED, bytes), [...tensors, size, count, outer / batch, bytes]);
  return made;
}

function segmentSum({ inputs, attrs, cpu }: KernelCall<UnsortedSegmentSumAttrs>, kernels: Kernels): TensorInfo | null {
  const [x, segmentIds] = [required(inputs, 'x'), required(inputs, 'segmentIds')];
  if (segmentIds.dtype !== 'int32' || (x.dtype !== 'float32' && x.dtype !== 'int32')) return null;
  const { numSegments } = attrs;
  const rest = x.shape.slice(segmentIds.shape.length);
  const made = cpu.allocate([numSegments, ...rest], x.dtype);
  const [count, width] = [sizeOf(segmentIds.shape), sizeOf(rest)];
  const blocks = Math.ceil(width / COLUMNS);
  const tensors = [cpu.address(x), cpu.address(segmentIds), cpu.address(made)] as const;
  kernels.run('segmentSum', blocks, rowsOf(STREAMED, count * COLUMNS), [...tensors, count, width, numSegments, x.dtype === 'int32' ? 1 : 0]);
  return made;
}

export const GATHER: FastKernels = {
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
};
