import type { CastAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { KernelCall } from './runtime';
import { required } from './runtime';

/** Converts values to another type; anything but 0 becomes true, and complex numbers keep their real part. */
export function cast({ inputs, attrs, cpu }: KernelCall<CastAttrs>): TensorInfo {
  const x = required(inputs, 'x');
  const { dtype } = attrs;
  if (dtype === x.dtype) return cpu.share(x);
  if (x.dtype === 'string' || dtype === 'string') {
    throw new Error(`cannot cast ${x.dtype} to ${dtype}; strings do not convert to other types`);
  }
  const made = cpu.allocate(x.shape, dtype);
  const from = cpu.view(x);
  const to = cpu.view(made);
  const step = x.dtype === 'complex64' ? 2 : 1;
  if (dtype === 'complex64') {
    for (let index = 0; index < from.length; index++) {
      to[2 * index] = from[index] ?? 0;
      to[2 * index + 1] = 0;
    }
  } else if (dtype === 'bool') {
    for (let index = 0; index < to.length; index++) to[index] = from[index * step] === 0 ? 0 : 1;
  } else if (step === 1) {
    to.set(from);
  } else {
    for (let index = 0; index < to.length; index++) to[index] = from[index * step] ?? 0;
  }
  return made;
}
