import type { MemoryReport } from '../../protocol/kernel';
import type { TensorFlow } from '../api';
import { budgetOf } from './budget';

/** What the backends of devices tell besides the tensors; which of it depends on the backend. */
interface DeviceMemory {
  readonly numBytesInHeap?: number;
  readonly numBytesInGPU?: number;
  readonly numBytesAllocatedInGPU?: number;
  readonly numBytesInGPUAllocated?: number;
}

export function reportMemory(tf: TensorFlow): MemoryReport {
  const memory: DeviceMemory & { readonly numTensors: number; readonly numBytes: number } = tf.memory();
  const used = memory.numBytesInHeap ?? memory.numBytesInGPU;
  const allocated = memory.numBytesAllocatedInGPU ?? memory.numBytesInGPUAllocated ?? used;
  const report = { tensors: memory.numTensors, bytes: memory.numBytes };
  if (used === undefined || allocated === undefined) return report;
  return { ...report, device: { used, allocated, limit: limitMemory(tf) } };
}

/** Sets how much the current device may allocate, in bytes; answers how much it may. */
export function limitMemory(tf: TensorFlow, bytes?: number): number {
  if (bytes !== undefined && !(bytes > 0)) throw new RangeError(`a memory limit is a positive number of bytes, not ${bytes}`);
  const budget = budgetOf(tf, tf.getBackend(), Infinity);
  if (bytes !== undefined) budget.limit = bytes;
  return budget.limit;
}
