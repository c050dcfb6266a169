/** What the WebGPU backend keeps private but dispatching has to reach. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { DataId, TensorInfo, Values } from '../../../tensors';

/** One buffer's record in the backend's table. */
export interface Stored {
  readonly dtype: TensorInfo['dtype'];
  values?: Values | null;
  refCount: number;
  resource?: GPUBuffer | GPUTexture | GPUExternalTexture | null;
  /** The caller's own buffer, never released. */
  external?: boolean;
  complexTensorInfos?: { readonly real: TensorInfo; readonly imag: TensorInfo } | null;
}

/** A shader and how many workgroups of it to run, as stock kernels describe them. */
export interface Program {
  shaderKey: string;
  readonly outputShape: number[];
  readonly variableNames: readonly string[];
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[]; readonly y?: readonly number[]; readonly z?: readonly number[] };
  dispatch: [number, number, number];
  readonly size?: boolean;
  readonly outputComponent?: number;
  readonly pixelsOpType?: number | null;
}

export interface UniformField {
  readonly type: 'int32' | 'uint32' | 'float32';
  readonly data: readonly number[];
}

export interface BufferManager {
  numUsedBuffers: number;
  numFreeBuffers: number;
  numBytesUsed: number;
  numBytesAllocated: number;
  acquireBuffer(size: number, usage: GPUBufferUsageFlags, mappedAtCreation?: boolean, reuse?: boolean): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
  /** Destroys the buffers that wait for reuse; nothing recorded with them may be waiting to be submitted. */
  trim?(): void;
  dispose(): void;
}

type RunProgram = (program: Program, inputs: readonly TensorInfo[], dtype: TensorInfo['dtype'], uniforms?: readonly UniformField[] | null, output?: TensorInfo) => TensorInfo;

export interface DispatchBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly tensorMap: { get(id: DataId): Stored; has(id: DataId): boolean; set(id: DataId, stored: Stored): void; delete(id: DataId): boolean };
  readonly bufferManager: BufferManager;
  readonly textureManager: { releaseTexture(texture: GPUTexture): void };
  readonly pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline> | undefined>;
  readonly activeTimers?: readonly unknown[] | null;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(id: DataId): void;
  disposeData(id: DataId, force?: boolean): boolean;
  shouldExecuteOnCPU(inputs: readonly TensorInfo[], sizeThreshold?: number): boolean;
  makeTensorInfo(shape: readonly number[], dtype: TensorInfo['dtype'], values?: Values): TensorInfo;
  runWebGPUProgram: RunProgram;
}

export const dispatchBackend = (backend: WebGPUBackend): DispatchBackend => backend as unknown as DispatchBackend;

/** What buffers of tensors are for. */
export const TENSOR_USAGE = (): GPUBufferUsageFlags => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
