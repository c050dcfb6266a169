import type { TensorFlow } from '../api';
import type { KernelBackend, NamedAttrMap, NamedTensorInfoMap, TensorInfo, Values } from '../tensors';
import { hostValues } from './host-values';
import type { KernelFunc } from './override-kernel';

/** The plain JavaScript backend's class. */
export type PlainBackend = typeof import('@tensorflow/tfjs-backend-cpu').MathBackendCPU;
type Plain = InstanceType<PlainBackend>;

/** A GPU's backend: what plain kernels need of it. */
type Gpu = KernelBackend & { makeTensorInfo(shape: readonly number[], dtype: TensorInfo['dtype'], values?: Values): TensorInfo };

/**
 * Gives a GPU every kernel that it lacks, in plain JavaScript: those of strings, of ragged and sparse tensors,
 * `unique`, `bitwiseAnd`. Their output's shape depends on values, or their inputs never go to a GPU, so on WebGPU they
 * work on values that the host knows, and name what to await where it does not; WebGL can be read at once.
 */
export function installHostKernels(tf: TensorFlow, backendName: 'webgpu' | 'webgl', MathBackendCPU: PlainBackend): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    // Asked for a kernel that is not there, TensorFlow.js answers undefined, whatever its declarations say.
    if ((tf.getKernel(kernelName, backendName) as object | undefined) !== undefined) continue;
    tf.registerKernel({ kernelName, backendName, kernelFunc: hostKernel(tf, kernelName, MathBackendCPU) });
  }
}

/** The plain kernel on values that the host knows. */
export function hostKernel(tf: TensorFlow, kernelName: string, MathBackendCPU: PlainBackend): KernelFunc {
  const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
  return ({ inputs, attrs, backend }) => {
    const gpu = backend as Gpu;
    // A backend of its own for each call: whatever the kernel leaves behind goes with it.
    const plain = new MathBackendCPU();
    const lent = lend(plain, gpu, inputs, kernelName);
    const made = kernelFunc({ inputs: lent, attrs: attrs as NamedAttrMap, backend: plain });
    const adopt = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => gpu.makeTensorInfo(shape, dtype, plain.readSync(dataId) as Values);
    return Array.isArray(made) ? made.map(adopt) : adopt(made);
  };
}

/** Whether every input's values are known on the host. */
export function areOnHost(backend: KernelBackend, inputs: readonly TensorInfo[]): boolean {
  return inputs.every(({ dataId, dtype }) => dtype === 'string' || hostValues(backend, dataId) !== null);
}

function lend(plain: Plain, gpu: Gpu, inputs: NamedTensorInfoMap, kernelName: string): NamedTensorInfoMap {
  // Some kernels take a list of inputs, or a list as one of them, though the declarations say otherwise.
  const lendAny = (input: unknown): unknown => {
    if (input === undefined || input === null) return input;
    if (Array.isArray(input)) return input.map(lendAny);
    const { dataId, shape, dtype } = input as TensorInfo;
    const values = hostValues(gpu, dataId) ?? readNow(gpu, kernelName, { dataId, shape, dtype });
    // Some kernels ask for a rank, as if every input were a tensor.
    return { dataId: plain.write(values, shape, dtype), shape, dtype, rank: shape.length };
  };
  const lent = Array.isArray(inputs) ? lendAny(inputs) : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, lendAny(input)]));
  return lent as NamedTensorInfoMap;
}

/** @throws Error naming the kernel, where the GPU cannot be read synchronously. */
function readNow(gpu: Gpu, kernelName: string, { dataId, shape, dtype }: TensorInfo): Values {
  try {
    return gpu.readSync(dataId);
  } catch (failure) {
    if (dtype === 'string') throw failure;
    throw new Error(onlyOnHost(kernelName, shape), { cause: failure });
  }
}

const onlyOnHost = (kernelName: string, shape: readonly number[]): string =>
  `${kernelName} works on values that are known outside the GPU, and those of the tensor [${shape.join(', ')}] are not. ` +
  'Use `await x.data()` on it first, or choose CPU in the Runtime menu.';
