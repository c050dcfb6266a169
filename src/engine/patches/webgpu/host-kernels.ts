import type { TensorFlow } from '../../api';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo, Values } from '../../tensors';
import type { KernelFunc } from '../override-kernel';
import type { GpuBackend } from './backend';

/** The plain JavaScript backend's class. */
export type PlainBackend = typeof import('@tensorflow/tfjs-backend-cpu').MathBackendCPU;
type Plain = InstanceType<PlainBackend>;

/**
 * Gives WebGPU every kernel that it lacks, in plain JavaScript: those of strings, of ragged and sparse tensors,
 * `unique`, `bitwiseAnd`. Their output's shape depends on values, or their inputs never go to a GPU, so they work on
 * values that the host knows, and name what to await where it does not.
 */
export function installHostKernels(tf: TensorFlow, MathBackendCPU: PlainBackend): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (tf.getKernel(kernelName, 'webgpu')) continue;
    tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc: hostKernel(tf, kernelName, MathBackendCPU) });
  }
}

/** The plain kernel on values that the host knows. */
export function hostKernel(tf: TensorFlow, kernelName: string, MathBackendCPU: PlainBackend): KernelFunc {
  const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
  return ({ inputs, attrs, backend }) => {
    const gpu = backend as GpuBackend;
    // A backend of its own for each call: whatever the kernel leaves behind goes with it.
    const plain = new MathBackendCPU();
    const lent = lend(plain, gpu, inputs, kernelName);
    const made = kernelFunc({ inputs: lent, attrs: attrs as NamedAttrMap, backend: plain });
    const adopt = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => gpu.makeTensorInfo(shape, dtype, plain.readSync(dataId) as Values);
    return Array.isArray(made) ? made.map(adopt) : adopt(made);
  };
}

/** Whether every input's values are known on the host. */
export function areOnHost(backend: GpuBackend, inputs: readonly TensorInfo[]): boolean {
  return inputs.every(({ dataId, dtype }) => dtype === 'string' || backend.tensorMap.get(dataId).values != null);
}

function lend(plain: Plain, gpu: GpuBackend, inputs: NamedTensorInfoMap, kernelName: string): NamedTensorInfoMap {
  // Some kernels take a list of inputs, or a list as one of them, though the declarations say otherwise.
  const lendAny = (input: unknown): unknown => {
    if (input === undefined || input === null) return input;
    if (Array.isArray(input)) return input.map(lendAny);
    const { dataId, shape, dtype } = input as TensorInfo;
    const values = gpu.tensorMap.get(dataId).values ?? (dtype === 'string' ? gpu.readSync(dataId) : null);
    if (values === null) throw new Error(onlyOnHost(kernelName, shape));
    return { dataId: plain.write(values, shape, dtype), shape, dtype };
  };
  const lent = Array.isArray(inputs) ? lendAny(inputs) : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, lendAny(input)]));
  return lent as NamedTensorInfoMap;
}

const onlyOnHost = (kernelName: string, shape: readonly number[]): string =>
  `${kernelName} works on values that are known outside the GPU, and those of the tensor [${shape.join(', ')}] are not. ` +
  'Use `await x.data()` on it first, or choose CPU in the Runtime menu.';
