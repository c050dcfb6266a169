import type { TensorFlow } from '../api';
import { registerSinglePass } from '../gradients/single-pass';
import { optimizerStep } from '../optimizers/kernel/cpu';
import { OPTIMIZER_STEP } from '../optimizers/kernel/kernel';
import { randomValues } from '../random/cpu';
import { RANDOM_VALUES } from '../random/kernel';
import type { BackendWasm, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../tensors';
import { cast } from './cast';
import { clipByValue } from './clip';
import { complex, imaginaryPart, readComplex, realPart } from './complex';
import { conv2dFilterGradient, conv2dInputGradient } from './conv2d-gradients';
import { conv2d } from './convolutions';
import { CORRECTIONS, STOCK_CORRECTIONS } from './corrections';
import { depthwiseConv2d, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
import type { PlainBackend } from './fallback';
import { plainKernel } from './fallback';
import { installFastKernels } from './install-fast';
import { matMul } from './matmul';
import type { KernelCall } from './runtime';
import { CpuRuntime, required } from './runtime';
import { unsortedSegmentSum } from './segment-sum';
import { convolution } from './stock-convolutions';
import { fastMatMul } from './stock-matmul';
import type { Kernels } from './wasm/kernels';

/** Kernels that only pass buffers on, and so take values of any type. */
const ANY_TYPE = new Set(['Identity', 'Reshape', 'ExpandDims', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast']);

/**
 * Completes the wasm backend so that everything trains on it. Must run after the backend has been made
 * and before it becomes current.
 */
export function installCpuKernels(tf: TensorFlow, backend: BackendWasm, MathBackendCPU: PlainBackend, kernels: Kernels | null): void {
  const cpu = new CpuRuntime(tf, backend, kernels);
  const plain = (kernelName: string) => plainKernel(kernelName, MathBackendCPU);
  readComplex(backend);

  /** Puts a kernel in place, keeping the set-up of the stock one that it may call. */
  function register<Attrs>(kernelName: string, kernel: (call: KernelCall<Attrs>) => TensorInfo | TensorInfo[]): void {
    const stock: { setupFunc?: (backend: object) => void } | null = tf.getKernel(kernelName, 'wasm');
    if (stock) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      ...(stock?.setupFunc && { setupFunc: stock.setupFunc }),
      kernelFunc: ({ inputs, attrs }) => kernel({ inputs, attrs: attributesOf<Attrs>(attrs), cpu }),
    });
  }
  const stockOf = (kernelName: string) => {
    const { kernelFunc } = tf.getKernel(kernelName, 'wasm');
    return ({ inputs, attrs }: KernelCall<NamedAttrMap>) => kernelFunc({ inputs, attrs, backend });
  };
  const singleStockOf = (kernelName: string) => {
    const stock = stockOf(kernelName);
    return (call: KernelCall<NamedAttrMap>) => single(stock(call));
  };

  const singlePlainOf = (kernelName: string) => {
    const slow = plain(kernelName);
    return (call: KernelCall<NamedAttrMap>) => single(slow(call));
  };

  for (const { kernelName } of tf.getKernelsForBackend('wasm')) {
    if (ANY_TYPE.has(kernelName) || !tf.getKernel(kernelName, 'cpu')) continue;
    const [stock, slow] = [stockOf(kernelName), plain(kernelName)];
    register<NamedAttrMap>(kernelName, (call) => (beyondWasm(call.inputs) ? slow(call) : stock(call)));
  }
  for (const kernelName of ['BatchMatMul', '_FusedMatMul']) {
    const rare = singlePlainOf(kernelName);
    if (kernels === null) register(kernelName, fastMatMul(singleStockOf(kernelName), rare));
    else register(kernelName, matMul(kernels, rare));
  }
  for (const kernelName of ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']) {
    register(kernelName, convolution(singleStockOf(kernelName), singlePlainOf(kernelName), kernelName.includes('Depthwise')));
  }
  if (kernels !== null) {
    for (const kernelName of ['Conv2D', 'FusedConv2D']) register(kernelName, conv2d(kernels, singlePlainOf(kernelName)));
    for (const kernelName of ['DepthwiseConv2dNative', 'FusedDepthwiseConv2D']) register(kernelName, depthwiseConv2d(kernels, singlePlainOf(kernelName)));
    register('DepthwiseConv2dNativeBackpropFilter', depthwiseFilterGradient(kernels));
    register('DepthwiseConv2dNativeBackpropInput', depthwiseInputGradient(kernels));
    register('Conv2DBackpropFilter', conv2dFilterGradient(kernels, singlePlainOf('Conv2DBackpropFilter')));
    register('Conv2DBackpropInput', conv2dInputGradient(kernels, singleStockOf('Conv2DBackpropInput')));
  }
  // The stock kernel copies.
  register('Identity', ({ inputs }) => cpu.share(required(inputs, 'x')));
  const [fill, fillStrings] = [stockOf('Fill'), plain('Fill')];
  register<NamedAttrMap>('Fill', (call) => (call.attrs['dtype'] === 'string' ? fillStrings(call) : fill(call)));
  register('Cast', cast);
  register('ClipByValue', clipByValue);
  register('Complex', complex);
  register('Real', realPart);
  register('Imag', imaginaryPart);
  register('UnsortedSegmentSum', unsortedSegmentSum);
  register(OPTIMIZER_STEP, optimizerStep);
  register(RANDOM_VALUES, randomValues);
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (!tf.getKernel(kernelName, 'wasm')) register(kernelName, plain(kernelName));
  }
  // What declarations say is always there may not be.
  const known = (kernelName: string) => (tf.getKernel(kernelName, 'wasm') as object | undefined) !== undefined;
  const corrected = (corrections: typeof CORRECTIONS) => {
    for (const [kernelName, correct] of Object.entries(corrections)) register<NamedAttrMap>(kernelName, correct(stockOf(kernelName), plain(kernelName)));
  };
  corrected(STOCK_CORRECTIONS);
  installFastKernels(cpu, register, (kernelName) => (known(kernelName) ? stockOf(kernelName) : null));
  registerSinglePass(tf);
  corrected(CORRECTIONS);
}

/** Whether an input has a type that stock kernels take without complaint and answer with noise. */
function beyondWasm(inputs: NamedTensorInfoMap): boolean {
  for (const name in inputs) {
    const dtype = inputs[name]?.dtype;
    if (dtype === 'string' || dtype === 'complex64') return true;
  }
  return false;
}

/** TensorFlow.js types attributes loosely; their names and types are fixed by the kernel's name. */
const attributesOf = <Attrs>(attrs: NamedAttrMap | undefined): Attrs => (attrs ?? {}) as Attrs;

const single = (made: TensorInfo | TensorInfo[]): TensorInfo => {
  const only = Array.isArray(made) ? made[0] : made;
  if (only === undefined) throw new Error('the kernel made no output');
  return only;
};
