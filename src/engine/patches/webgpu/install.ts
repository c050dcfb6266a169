import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorFlow } from '../../api';
import { quickenWebgpu } from '../../gpu/install';
import { patchCumulativeKey } from './cumulative-key';
import { patchSyncRead } from './sync-read';

/** Mends the WebGPU backend, once, before it becomes current. */
export async function patchWebgpu(tf: TensorFlow, backend: WebGPUBackend): Promise<void> {
  quickenWebgpu(tf, backend);
  patchCumulativeKey(backend);
  patchSyncRead(backend);
}
