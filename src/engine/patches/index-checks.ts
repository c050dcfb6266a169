import type { TensorFlow } from '../api';
import type { KernelBackend, TensorInfo } from '../tensors';
import { hostValues } from './host-values';
import { overrideKernel } from './override-kernel';
import type { PlainBackend } from './host-kernels';
import { areOnHost, hostKernel } from './host-kernels';

/**
 * Refuses indices that do not exist, as plain JavaScript does. A shader clamps them silently, and nothing on the GPU can
 * throw; so they are checked where the host still knows them, which is where mistakes are made: in what a cell wrote.
 */
export function patchIndexChecks(tf: TensorFlow, MathBackendCPU: PlainBackend): void {
  overrideKernel(tf, 'GatherV2', 'webgpu', (stock) => (call) => {
    const { x, indices } = call.inputs;
    const axis = Number(call.attrs?.['axis'] ?? 0);
    if (x !== undefined && indices !== undefined) checkIndices(call.backend as KernelBackend, indices, x.shape.at(axis) ?? 0);
    return stock(call);
  });
  for (const kernelName of ['SparseSegmentMean', 'SparseSegmentSum']) {
    const plain = hostKernel(tf, kernelName, MathBackendCPU);
    overrideKernel(tf, kernelName, 'webgpu', (stock) => (call) => {
      const { data, indices, segmentIds } = call.inputs;
      const inputs = [data, indices, segmentIds].filter((input) => input !== undefined);
      return (areOnHost(call.backend as KernelBackend, inputs) ? plain : stock)(call);
    });
  }
}

function checkIndices(backend: KernelBackend, { dataId }: TensorInfo, size: number): void {
  const values = hostValues(backend, dataId);
  if (values === null) return;
  for (const index of values as Int32Array) {
    if (!(index >= 0 && index < size)) throw new Error(`GatherV2: the index value ${index} is not in [0, ${size - 1}]`);
  }
}
