import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorFlow } from '../api';
import { dispatchBackend } from '../patches/webgpu/dispatch/backend';
import { quickenBuffers } from '../patches/webgpu/dispatch/buffers';
import { quickenPrograms } from '../patches/webgpu/dispatch/programs';
import { Recorder } from '../patches/webgpu/dispatch/recorder';
import { halved } from './half';
import { fuseElementWise } from './lazy/install';
import { offerPrecision } from '../precision';
import { installRowKernels } from './rows/install';
import { shortenViews } from './views';

const quick = new WeakSet<object>();

/** Makes a step cost less on WebGPU: cheaper dispatches, and fewer of them. Before other patches of the same backend. */
export function quickenWebgpu(tf: TensorFlow, webgpu: WebGPUBackend): void {
  const backend = dispatchBackend(webgpu);
  const recorder = new Recorder(backend);
  quickenBuffers(backend.bufferManager, backend.device);
  const precision = offerPrecision(webgpu, backend.device.features.has('shader-f16') ? ['mixed_float16'] : []);
  quickenPrograms(tf, backend, recorder, { asked: () => precision() === 'mixed_float16', rewrite: halved });
  quick.add(webgpu);
  shortenViews(tf, (other) => quick.has(other));
  installRowKernels(tf, backend, recorder, fuseElementWise(tf, backend, recorder));
}
