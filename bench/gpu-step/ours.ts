/** Training steps on Gradbook's GPU device. */
import { createEngine } from '../../src/engine/create';
import { compiled } from '../../src/engine/graph/compiled/compiled';
import { answer } from '../harness/answer';
import type { Workload } from '../../src/engine/checks/networks';
import { countDispatches, meter } from './meter';
import { peak } from './peak';

const dispatched = countDispatches();

async function start() {
  const { tf, use } = await createEngine({
    wasmPath: new URL('/assets/wasm/', location.origin).href,
    hardwareConcurrency: navigator.hardwareConcurrency,
    isolated: crossOriginIsolated,
  });
  const used = await use('gpu');
  if (!used.ok || used.value.device.backend !== 'webgpu') throw new Error(used.ok ? 'WebGPU is not available here' : used.error.message);
  return { tf, device: () => (tf.backend() as unknown as { readonly device: GPUDevice }).device };
}

const ready = start();
const compile = ready.then(({ tf }) => (step: () => ReturnType<Workload['train']>) => compiled(tf, step, {}, { lineOf: () => null, say: (message) => console.error(message) }));
answer({ ...meter(ready, dispatched, compile), peak: async () => peak((await ready).device()) });
