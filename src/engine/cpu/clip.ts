import type { ClipByValueAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { KernelCall } from './runtime';
import { required } from './runtime';

/** Limits values to a range. NaN stays NaN: the stock kernel turns it into the lower limit, which hides a diverged loss. */
export function clipByValue({ inputs, attrs, cpu }: KernelCall<ClipByValueAttrs>): TensorInfo {
  const x = required(inputs, 'x');
  const { clipValueMin: low, clipValueMax: high } = attrs;
  const made = cpu.allocate(x.shape, x.dtype);
  const from = cpu.view(x);
  const to = cpu.view(made);
  for (let index = 0; index < to.length; index++) {
    const value = from[index] ?? 0;
    to[index] = value < low ? low : value > high ? high : value;
  }
  return made;
}
