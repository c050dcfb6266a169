import type { UnsortedSegmentSumAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { KernelCall } from './runtime';
import { required } from './runtime';

/**
 * Adds up the slices of `x` [...ids.shape, ...rest] that carry the same segment id; the gradient of an
 * embedding. Slices with an id outside 0 … numSegments − 1 are left out.
 * @returns [numSegments, ...rest]
 */
export function unsortedSegmentSum({ inputs, attrs, cpu }: KernelCall<UnsortedSegmentSumAttrs>): TensorInfo {
  const x = required(inputs, 'x');
  const segmentIds = required(inputs, 'segmentIds');
  const { numSegments } = attrs;
  const rest = x.shape.slice(segmentIds.shape.length);
  const sum = cpu.allocate([numSegments, ...rest], x.dtype);
  const width = cpu.tf.util.sizeFromShape(rest);
  const ids = cpu.view(segmentIds);
  const from = cpu.view(x);
  const to = cpu.view(sum);
  to.fill(0);
  for (let slice = 0; slice < ids.length; slice++) {
    const id = ids[slice] ?? -1;
    if (id < 0 || id >= numSegments) continue;
    const source = slice * width;
    const goal = id * width;
    for (let offset = 0; offset < width; offset++) {
      to[goal + offset] = (to[goal + offset] ?? 0) + (from[source + offset] ?? 0);
    }
  }
  return sum;
}
