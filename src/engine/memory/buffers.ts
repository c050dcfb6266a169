/** Keeps WebGPU's buffers within a budget, and says what did not fit before the browser's own validation does. */
import type { TensorFlow } from '../api';
import { budgetOf, defaultGpuLimit } from './budget';
import { megabytes, outOfMemory } from './out-of-memory';

/** The part of the WebGPU backend that allocates. */
export interface BufferOwner {
  readonly device: GPUDevice;
  readonly bufferManager: {
    numBytesAllocated: number;
    numBytesUsed: number;
    /** Destroys the buffers that wait for reuse. */
    trim?(): void;
    numFreeBuffers: number;
    readonly freeBuffers?: Map<string, GPUBuffer[]>;
  };
  readonly commandEncoder: GPUCommandEncoder | null;
  endComputePassEncoder(): void;
  submitQueue(): void;
  memory(): object;
}

/** Must come after whatever replaces the backend's pool of buffers. */
export function limitBuffers(tf: TensorFlow, backend: BufferOwner): void {
  const { device, bufferManager: manager } = backend;
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const largest = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const budget = budgetOf(tf, 'webgpu', defaultGpuLimit(largest));
  const create = device.createBuffer.bind(device);
  /** Set where the driver, not we, ran out of memory: it tells only later. */
  let exhausted = false;
  device.addEventListener('uncapturederror', (event) => {
    if (event.error instanceof GPUOutOfMemoryError) exhausted = true;
  });

  device.createBuffer = (descriptor) => {
    const { size } = descriptor;
    if (size > largest) throw outOfMemory(tf, `a tensor of ${megabytes(size)} is larger than the ${megabytes(largest)} that this GPU takes in one piece`);
    const fits = (): boolean => !exhausted && manager.numBytesAllocated + size <= budget.limit;
    if (!fits()) {
      exhausted = false;
      free(backend);
      if (!fits()) throw outOfMemory(tf, fullWords(size, manager.numBytesUsed, budget.limit));
    }
    return create(descriptor);
  };
  const memory = backend.memory.bind(backend);
  backend.memory = () => ({ ...memory(), numBytesInGPULimit: budget.limit });
}

/** Gives back what only waits: buffers of disposed tensors that unsent commands still name, and those kept for reuse. */
function free(backend: BufferOwner): void {
  const { bufferManager: manager } = backend;
  if (backend.commandEncoder !== null) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
  if (manager.trim) return manager.trim();
  for (const buffers of manager.freeBuffers?.values() ?? []) {
    for (const buffer of buffers.splice(0)) {
      manager.numBytesAllocated -= buffer.size;
      manager.numFreeBuffers--;
      buffer.destroy();
    }
  }
}

const fullWords = (bytes: number, used: number, limit: number): string =>
  `a tensor of ${megabytes(bytes)} has no room on the GPU beside ${megabytes(used)} in use; the limit is ${megabytes(limit)} (runtime.memoryLimit(bytes) changes it)`;
