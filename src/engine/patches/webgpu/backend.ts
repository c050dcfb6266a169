/** The parts of the WebGPU backend that patches reach into; its own declarations leave out most of them. */
import type { DataId, KernelBackend, TensorInfo, Values } from '../../tensors';

/** What the backend keeps of one buffer. */
export interface GpuData {
  /** Known on the host: not uploaded yet, or read back. */
  values?: Values | null;
  readonly dtype: TensorInfo['dtype'];
  readonly shape: readonly number[];
  refCount: number;
  readonly resource?: object | null;
  readonly complexTensorInfos?: { readonly real: TensorInfo; readonly imag: TensorInfo };
}

/** A computation as the backend compiles and dispatches it. */
export interface Program {
  /** Programs with the same key and ranks share a pipeline. */
  shaderKey: string;
  readonly outputShape: readonly number[];
  /** Elements that one invocation reads and writes: 1 or 4. */
  readonly outputComponent?: number;
  getUserCode(): string;
}

export interface GpuBackend extends KernelBackend {
  readonly tensorMap: { has(id: DataId): boolean; get(id: DataId): GpuData };
  makeTensorInfo(shape: readonly number[], dtype: TensorInfo['dtype'], values?: Values): TensorInfo;
  runWebGPUProgram(program: Program, ...rest: readonly unknown[]): TensorInfo;
}
