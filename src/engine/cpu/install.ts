import type { TensorFlow } from '../api';
import type { BackendWasm, NamedAttrMap, TensorInfo } from '../tensors';
import { cast } from './cast';
import { complex, imaginaryPart, readComplex, realPart } from './complex';
import { conv2dFilterGradient, conv2dInputGradient } from './conv2d-gradients';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-gradients';
import type { PlainBackend } from './fallback';
import { plainKernel } from './fallback';
import { fastMatMul } from './matmul';
import type { KernelCall } from './runtime';
import { CpuRuntime } from './runtime';
import { unsortedSegmentSum } from './segment-sum';

/**
 * Completes the wasm backend so that everything trains on it. Must run after the backend has been made
 * and before it becomes current.
 */
export function installCpuKernels(tf: TensorFlow, backend: BackendWasm, MathBackendCPU: PlainBackend): void {
  const cpu = new CpuRuntime(tf, backend);
  readComplex(backend);

  /** Puts a kernel in place, keeping the set-up of the stock one that it may call. */
  function register<Attrs>(kernelName: string, kernel: (call: KernelCall<Attrs>) => TensorInfo | TensorInfo[]): void {
    const stock: { setupFunc?: (backend: object) => void } | null = tf.getKernel(kernelName, 'wasm');
    if (stock !== null && stock !== undefined) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      ...(stock?.setupFunc && { setupFunc: stock.setupFunc }),
      kernelFunc: ({ inputs, attrs }) => kernel({ inputs, attrs: attributesOf<Attrs>(attrs), cpu }),
    });
  }

  for (const kernelName of ['BatchMatMul', '_FusedMatMul']) {
    const { kernelFunc } = tf.getKernel(kernelName, 'wasm');
    register(kernelName, fastMatMul(
      ({ inputs, attrs }) => single(kernelFunc({ inputs, attrs, backend })),
      (call) => single(plainKernel(kernelName, MathBackendCPU)(call)),
    ));
  }
  register('Cast', cast);
  register('Complex', complex);
  register('Real', realPart);
  register('Imag', imaginaryPart);
  register('Conv2DBackpropFilter', conv2dFilterGradient);
  register('Conv2DBackpropInput', conv2dInputGradient);
  register('DepthwiseConv2dNativeBackpropFilter', depthwiseFilterGradient);
  register('DepthwiseConv2dNativeBackpropInput', depthwiseInputGradient);
  register('UnsortedSegmentSum', unsortedSegmentSum);
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (!tf.getKernel(kernelName, 'wasm')) register(kernelName, plainKernel(kernelName, MathBackendCPU));
  }
}

/** TensorFlow.js types attributes loosely; their names and types are fixed by the kernel's name. */
const attributesOf = <Attrs>(attrs: NamedAttrMap | undefined): Attrs => (attrs ?? {}) as Attrs;

const single = (made: TensorInfo | TensorInfo[]): TensorInfo => {
  const only = Array.isArray(made) ? made[0] : made;
  if (only === undefined) throw new Error('the kernel made no output');
  return only;
};

