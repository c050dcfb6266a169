import type { TensorFlow } from '../api';
import type { BackendWasm, NamedAttrMap, NamedTensorInfoMap, TensorInfo, TypedArray } from '../tensors';
import { heapOf } from '../tensors';
import type { Kernels } from './wasm/kernels';

/** What a kernel of the CPU device works with: stock kernels to compose, and the heap where tensors lie. */
export class CpuRuntime {
  constructor(
    readonly tf: TensorFlow,
    readonly backend: BackendWasm,
    /** Our own kernels; null where WebAssembly has no SIMD. */
    readonly kernels: Kernels | null,
  ) {}

  /** Where the values lie in the heap, as our own kernels take it. */
  address(tensor: TensorInfo): number {
    return this.backend.getMemoryOffset(tensor.dataId);
  }

  /** Runs another kernel of this device that has a single output. */
  run(kernelName: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap = {}): TensorInfo {
    const made = this.tf.getKernel(kernelName, 'wasm').kernelFunc({ inputs, attrs, backend: this.backend });
    const only = Array.isArray(made) ? made[0] : made;
    if (only === undefined) throw new Error(`kernel ${kernelName} made no output`);
    return only;
  }

  /** A new tensor; its memory holds whatever was there before. */
  allocate(shape: readonly number[], dtype: TensorInfo['dtype']): TensorInfo {
    return this.backend.makeOutput([...shape], dtype);
  }

  /** The values in place; any later allocation may invalidate the view. */
  view(tensor: TensorInfo): TypedArray {
    if (tensor.dtype === 'complex64') {
      const offset = this.backend.getMemoryOffset(tensor.dataId);
      return new Float32Array(heapOf(this.backend), offset, 2 * this.sizeOf(tensor));
    }
    return this.backend.typedArrayFromHeap(tensor);
  }

  /** 32-bit words at an address of the heap; any later allocation may invalidate the view. */
  words(address: number, length: number): Int32Array {
    return new Int32Array(heapOf(this.backend), address, length);
  }

  sizeOf(tensor: TensorInfo): number {
    return this.tf.util.sizeFromShape(tensor.shape);
  }

  release(...tensors: readonly TensorInfo[]): void {
    for (const { dataId } of tensors) this.backend.disposeData(dataId);
  }

  /** A new owner of the same buffer, as a kernel returns when its output is its input. */
  share(tensor: TensorInfo, shape: readonly number[] = tensor.shape): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
  }

  /** Transposes [a, b, c] by `order`; a tensor of any shape is taken as [a, b, c]. The caller releases it. */
  transpose3(tensor: TensorInfo, as: readonly [number, number, number], perm: readonly [number, number, number]): TensorInfo {
    return this.run('Transpose', { x: { ...tensor, shape: [...as] } }, { perm: [...perm] });
  }
}

/** One call of a kernel; `attrs` as TensorFlow.js documents them for the kernel's name. */
export interface KernelCall<Attrs> {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: Attrs;
  readonly cpu: CpuRuntime;
}

/** The input that the kernel cannot do without. */
export function required(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new Error(`the kernel's input '${name}' is missing`);
  return tensor;
}
