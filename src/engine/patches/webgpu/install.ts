import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorFlow } from '../../api';
import { patchCumulativeKey } from './cumulative-key';
import { patchSyncRead } from './sync-read';

/** Mends the WebGPU backend, once, before it becomes current. */
export async function patchWebgpu(tf: TensorFlow, backend: WebGPUBackend): Promise<void> {
  // Loaded only now: it imports TensorFlow.js, which must not load before the engine.
  const { quickenWebgpu } = await import('../../gpu/install');
  quickenWebgpu(tf, backend);
  patchCumulativeKey(backend);
  patchSyncRead(backend);
}
