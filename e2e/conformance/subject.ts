/** Starts what is judged: a device of ours, or for comparison a backend of TensorFlow.js as it comes. */
import type { StockTensorFlow } from '../../src/engine/api';
import { createEngine } from '../../src/engine/create';
import type { RemoteLink } from '../../src/protocol/remote-port';
import { useServer } from '../../bench/harness/remote';

export type DeviceName = 'cpu' | 'webgpu' | 'webgl' | 'tpu';

export type Subject =
  | { readonly kind: 'ours'; readonly device: DeviceName }
  /** The backend that our device builds on, without what we add. */
  | { readonly kind: 'stock'; readonly device: Exclude<DeviceName, 'tpu'> }
  /** The backend in plain JavaScript: what it fails, the surroundings cannot do. */
  | { readonly kind: 'plain' };

const BACKENDS = { cpu: 'wasm', webgpu: 'webgpu', webgl: 'webgl', tpu: 'tpu' } as const;

/** The flags under which each backend's own authors run the suite: nothing small is left to plain JavaScript. */
const FLAGS: Readonly<Record<string, Record<string, boolean | number>>> = {
  webgpu: { WEBGPU_CPU_FORWARD: false },
  webgl: { WEBGL_VERSION: 2, WEBGL_CPU_FORWARD: false, WEBGL_SIZE_UPLOAD_UNIFORM: 0 },
};

/**
 * @param link to the XLA server that the TPU device computes on
 * @throws Error if the device does not start, or another one started in its place.
 */
export async function startSubject(subject: Subject, link: RemoteLink | null): Promise<{ tf: StockTensorFlow; name: string }> {
  const backend = subject.kind === 'plain' ? 'cpu' : BACKENDS[subject.device];
  const { tf, name } = subject.kind === 'ours' ? await startOurs(link) : await startStock();
  const started = await tf.setBackend(backend);
  if (!started || tf.getBackend() !== backend) throw new Error(`the ${backend} backend did not start; ${tf.getBackend()} is in use`);
  return { tf, name: `${name}: ${backend}` };
}

/** What the suite's own set-up is told of a backend. Some specs take `name` for the backend's; it also ends up in the names of specs. */
export function testEnvironment(subject: Subject, backendName: string) {
  const flags = FLAGS[backendName];
  // A worker cannot wait for WebGPU, so specs that read synchronously are not for it.
  return { name: backendName, backendName, ...(flags && { flags }), isDataSync: subject.kind === 'plain' || subject.device !== 'webgpu' };
}

const wasmPath = (): string => new URL('/assets/wasm/', location.origin).href;

async function startOurs(link: RemoteLink | null) {
  const engine = await createEngine({
    wasmPath: wasmPath(),
    hardwareConcurrency: navigator.hardwareConcurrency,
    isolated: crossOriginIsolated,
  });
  if (link !== null) await useServer(engine, link);
  return { tf: engine.tf, name: 'gradbook' };
}

async function startStock() {
  const tf = await import('@tensorflow/tfjs');
  const [wasm] = await Promise.all([import('@tensorflow/tfjs-backend-wasm'), import('@tensorflow/tfjs-backend-webgpu')]);
  wasm.setWasmPaths(wasmPath());
  return { tf, name: `TensorFlow.js ${tf.version_core}` };
}
