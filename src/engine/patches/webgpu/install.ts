import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorFlow } from '../../api';
import { patchFromPixels } from '../canvas-pixels';
import { patchDraw } from '../draw';
import { installHostKernels } from '../host-kernels';
import { patchIndexChecks } from '../index-checks';
import { patchCumulativeKey } from './cumulative-key';
import { failAfterFaults } from './faults';
import { patchBincount } from './flat-bincount';
import { patchLateRead } from './late-read';
import { patchShaders } from './shader-text';
import { patchSharedTransform } from './shared-transform';
import { patchSyncRead } from './sync-read';

/** TensorFlow.js keeps kernels apart from backends, so those of a second device are in place already. */
const withKernels = new WeakSet<TensorFlow>();

/** Mends the WebGPU backend, once for each device, before it becomes current. */
export async function patchWebgpu(tf: TensorFlow, backend: WebGPUBackend): Promise<void> {
  patchShaders(backend.device);
  // Loaded only now: it imports TensorFlow.js, which must not load before the engine.
  const { quickenWebgpu } = await import('../../gpu/install');
  quickenWebgpu(tf, backend);
  patchCumulativeKey(backend);
  patchLateRead(backend as never);
  patchSyncRead(backend);
  failAfterFaults(tf, backend as never);
  if (withKernels.has(tf)) return;
  withKernels.add(tf);
  const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
  installHostKernels(tf, 'webgpu', MathBackendCPU);
  patchDraw(tf, 'webgpu', MathBackendCPU);
  patchIndexChecks(tf, MathBackendCPU);
  patchFromPixels(tf, 'webgpu');
  patchBincount(tf);
  patchSharedTransform(tf);
}
