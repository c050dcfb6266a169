/** What the kernels that have a wasm version of our own are to the CPU device. */
import type { NamedAttrMap, TensorInfo } from '../tensors';
import type { KernelCall } from './runtime';
import type { Kernels } from './wasm/kernels';

/** Computes the call, or answers null where it is not made for the inputs, and whatever was registered before must do. */
export type FastKernel<Attrs> = (call: KernelCall<Attrs>, kernels: Kernels) => TensorInfo | TensorInfo[] | null;

/** By kernel name; the attributes' types are fixed by the name. */
export type FastKernels = Readonly<Record<string, FastKernel<never>>>;

export type AnyFastKernel = FastKernel<NamedAttrMap>;

/** Items that are worth another thread's while: values a cheap kernel streams over, and values whose functions take long. */
export const STREAMED = 32_768;
export const COMPUTED = 4_096;

/** How many rows of `length` values are worth another thread's while. */
export const rowsOf = (values: number, length: number): number => Math.max(1, Math.ceil(values / Math.max(1, length)));

export const sizeOf = (shape: readonly number[]): number => {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
};
