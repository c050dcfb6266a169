import type { TensorFlow } from '../api';

export type KernelFunc = Parameters<TensorFlow['registerKernel']>[0]['kernelFunc'];

/** Puts another function in a kernel's place, which may call the stock one. */
export function overrideKernel(tf: TensorFlow, kernelName: string, backendName: string, make: (stock: KernelFunc) => KernelFunc): void {
  const { kernelFunc, ...rest } = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...rest, kernelName, backendName, kernelFunc: make(kernelFunc) });
}
