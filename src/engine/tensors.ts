/** TensorFlow.js names that the engine's own kernels and patches speak in. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataId, KernelBackend, NamedAttrMap, NamedTensorInfoMap, TensorInfo, TypedArray, backend_util } from '@tensorflow/tfjs-core';

export type { BackendWasm, DataId, KernelBackend, NamedAttrMap, NamedTensorInfoMap, TensorInfo, TypedArray };
export type Values = backend_util.BackendValues;

/** What every backend's store keeps of one buffer; the rest differs from backend to backend. */
export interface StoredData {
  refCount: number;
  complexTensorInfos?: { readonly real: TensorInfo; readonly imag: TensorInfo };
}

/** The memory that all tensors of the wasm backend lie in; it changes when it grows, so ask each time. */
export function heapOf(backend: BackendWasm): ArrayBufferLike {
  // The declarations lean on Emscripten's, which are not installed.
  return (backend.wasm as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8.buffer;
}
