import type { KernelCall } from '../cpu/runtime';
import type { TensorInfo } from '../tensors';
import type { RandomAttrs } from './kernel';
import { DISTRIBUTIONS, dtypeOf, sizeOf } from './kernel';
import { plainRandomValues } from './plain';

/** Groups of eight numbers worth another thread's while. */
const GRAIN = 512;

export function randomValues({ attrs, cpu }: KernelCall<RandomAttrs>): TensorInfo {
  const { distribution, shape, a, b, key } = attrs;
  const made = cpu.allocate(shape, dtypeOf(distribution));
  const size = sizeOf(shape);
  if (size === 0) return made;
  if (cpu.kernels === null) {
    const values = plainRandomValues(attrs);
    cpu.view(made).set(values);
    return made;
  }
  const whole = distribution === 'integer';
  const floats = whole ? [0, 0] : [a, distribution === 'uniform' ? b - a : b];
  const integers = whole ? [a, b - a] : [0, 0];
  const kind = DISTRIBUTIONS.indexOf(distribution);
  cpu.kernels.run('randomValues', Math.ceil(size / 8), GRAIN, [cpu.address(made), size, key[0], key[1], kind, ...floats, ...integers] as never);
  return made;
}
