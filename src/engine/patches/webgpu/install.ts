import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorFlow } from '../../api';
import { patchCumulativeKey } from './cumulative-key';
import { patchSyncRead } from './sync-read';

/** Mends the WebGPU backend, once, before it becomes current. */
export async function patchWebgpu(_tf: TensorFlow, backend: WebGPUBackend): Promise<void> {
  patchCumulativeKey(backend);
  patchSyncRead(backend);
}
