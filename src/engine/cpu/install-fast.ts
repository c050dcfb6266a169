import type { NamedAttrMap, TensorInfo } from '../tensors';
import { ALONG_AXIS } from './along-axis';
import { BATCH_NORM } from './batch-norm';
import { CONV3D } from './conv3d';
import { COPIES } from './copies';
import { EINSUM } from './einsum';
import { ELEMENT_CHAIN } from './element-chain';
import { ELEMENTWISE } from './elementwise';
import type { AnyFastKernel } from './fast';
import { FOURIER } from './fourier';
import { GATHER } from './gather';
import { NORM } from './norm';
import { PADDING } from './padding';
import { POOLING } from './pooling';
import { REDUCE } from './reduce';
import type { CpuRuntime, KernelCall } from './runtime';
import { SCATTER } from './scatter';
import { SOFTMAX } from './softmax';

type AnyKernel = (call: KernelCall<NamedAttrMap>) => TensorInfo | TensorInfo[];

const FAST = {
  ...ELEMENTWISE, ...ELEMENT_CHAIN, ...REDUCE, ...ALONG_AXIS, ...COPIES, ...PADDING, ...GATHER, ...SCATTER, ...SOFTMAX, ...NORM, ...BATCH_NORM,
  ...POOLING, ...CONV3D, ...EINSUM, ...FOURIER,
}; // prettier-ignore

/**
 * Puts our wasm kernels before those that are registered; what they do not take goes on to these.
 * @param before the kernel registered under a name, null if there is none
 */
export function installFastKernels(cpu: CpuRuntime, register: (name: string, kernel: AnyKernel) => void, before: (name: string) => AnyKernel | null): void {
  const { kernels } = cpu;
  if (kernels === null) return;
  for (const [name, kernel] of Object.entries(FAST)) {
    const fast = kernel as AnyFastKernel;
    const rest = before(name);
    register(name, (call) => {
      const made = fast(call, kernels) ?? rest?.(call);
      if (made === undefined) throw new Error(`kernel ${name} does not take ${typesOf(call)} on the CPU device; cast to float32 first`);
      return made;
    });
  }
}

const typesOf = ({ inputs }: KernelCall<unknown>): string =>
  Object.entries(inputs).map(([name, input]) => `${name} of type ${input?.dtype ?? 'none'}`).join(' and ');
