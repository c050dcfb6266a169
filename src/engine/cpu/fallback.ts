import type { TensorFlow } from '../api';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo, Values } from '../tensors';
import { heapOf } from '../tensors';
import type { CpuRuntime, KernelCall } from './runtime';

/** The plain JavaScript backend's class. */
export type PlainBackend = typeof import('@tensorflow/tfjs-backend-cpu').MathBackendCPU;
type Plain = InstanceType<PlainBackend>;

/**
 * Runs a kernel that wasm lacks in plain JavaScript, straight on the values in the wasm heap. Slow, but
 * everything that TensorFlow.js can do works and trains on the CPU device.
 */
export function plainKernel(kernelName: string, MathBackendCPU: PlainBackend) {
  return ({ inputs, attrs, cpu }: KernelCall<NamedAttrMap>): TensorInfo | TensorInfo[] => {
    // A backend of its own for each call: whatever the kernel leaves behind goes with it.
    const plain = new MathBackendCPU();
    const made = cpu.tf.getKernel(kernelName, 'cpu').kernelFunc({ inputs: lend(cpu, plain, inputs), attrs, backend: plain });
    return Array.isArray(made) ? made.map((one) => adopt(cpu, plain, one)) : adopt(cpu, plain, made);
  };
}

function lend(cpu: CpuRuntime, plain: Plain, inputs: NamedTensorInfoMap): NamedTensorInfoMap {
  // Some kernels take a list of inputs, or a list as one of them, though the declarations say otherwise.
  const lendAny = (input: unknown): unknown => {
    if (input === undefined || input === null) return input;
    if (Array.isArray(input)) return input.map(lendAny);
    return lendOne(cpu, plain, input as TensorInfo);
  };
  const lent = Array.isArray(inputs)
    ? lendAny(inputs)
    : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, lendAny(input)]));
  return lent as NamedTensorInfoMap;
}

function lendOne(cpu: CpuRuntime, plain: Plain, tensor: TensorInfo): TensorInfo {
  const { shape, dtype } = tensor;
  if (dtype === 'complex64') return lendComplex(cpu.tf, plain, tensor, Float32Array.from(cpu.view(tensor)));
  const values = dtype === 'string' ? cpu.backend.readSync(tensor.dataId) : cpu.view(tensor);
  return { dataId: plain.write(values, shape, dtype), shape, dtype };
}

function lendComplex(tf: TensorFlow, plain: Plain, { shape }: TensorInfo, values: Float32Array): TensorInfo {
  const { real, imag } = tf.backend_util.splitRealAndImagArrays(values);
  const made = tf.getKernel('Complex', 'cpu').kernelFunc({
    inputs: { real: plain.makeTensorInfo(shape, 'float32', real), imag: plain.makeTensorInfo(shape, 'float32', imag) },
    attrs: {},
    backend: plain,
  });
  return Array.isArray(made) ? made[0] as TensorInfo : made;
}

/** Copies an output of the plain backend into the heap. */
function adopt(cpu: CpuRuntime, plain: Plain, made: TensorInfo): TensorInfo {
  return cpu.backend.makeOutput(made.shape, made.dtype, undefined, outOfHeap(cpu, plain.readSync(made.dataId), made.dtype));
}

/** Values typed for `dtype`, and not a view of the heap: making the output may move the heap. */
function outOfHeap(cpu: CpuRuntime, values: Values, dtype: TensorInfo['dtype']): Values {
  switch (dtype) {
    case 'string':
      return values;
    case 'float32':
    case 'complex64':
      return owned(cpu, values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>));
    case 'int32':
      return owned(cpu, values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>));
    case 'bool':
      return owned(cpu, values instanceof Uint8Array ? values : Uint8Array.from(values as ArrayLike<number>));
    default:
      throw new Error(`tensors of type '${String(dtype satisfies never)}' are not known`);
  }
}

const owned = <T extends Float32Array | Int32Array | Uint8Array>(cpu: CpuRuntime, values: T): T =>
  values.buffer === heapOf(cpu.backend) ? (values.slice() as T) : values;
