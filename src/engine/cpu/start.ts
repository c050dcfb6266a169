import type { EngineOptions, TensorFlow } from '../api';
import { refuseWhenFull } from './full-memory';
import { installCpuKernels } from './install';
import { completeKernels } from '../ops/composed';
import { Kernels } from './wasm/kernels';

/** What the CPU device runs on. */
export interface CpuFacts {
  /** Our own kernels, null without SIMD. For measuring; no cell is given it. */
  readonly kernels: Kernels | null;
  readonly simd: boolean;
  readonly threads: number;
  readonly cores: number;
}

/** The stock thread pool has room for no more. */
const MOST_THREADS = 8;

/**
 * Starts the wasm backend with its threads and makes it current. Threads are workers, so this must run
 * before anything takes away the right to start them.
 */
export async function startCpu(tf: TensorFlow, options: EngineOptions): Promise<CpuFacts> {
  const [wasm, plain] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('@tensorflow/tfjs-backend-cpu'),
  ]);
  const cores = Math.max(1, options.hardwareConcurrency);
  const wanted = options.isolated ? Math.min(cores, MOST_THREADS) : 1;
  wasm.setWasmPaths(options.wasmPath);
  wasm.setThreadsCount(wanted);
  // The stock backend takes at most half of the cores it is told of.
  const started = await withCores(2 * wanted, () => tf.setBackend('wasm'));
  const backend = started ? tf.findBackend('wasm') : null;
  if (!(backend instanceof wasm.BackendWasm)) {
    throw new Error(`the WebAssembly runtime did not start; check that its files can be read from ${options.wasmPath}`);
  }
  refuseWhenFull(tf, backend);
  const [simd, threaded] = await Promise.all([
    tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'),
    tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'),
  ]);
  const threads = simd === true && threaded === true ? wasm.getThreadsCount() : 1;
  const read = options.readWasm ?? ((name) => fetchBytes(new URL(options.wasmPath + name, location.href)));
  const kernels = simd === true ? await Kernels.start({ backend, threads, read }) : null;
  installCpuKernels(tf, backend, plain.MathBackendCPU, kernels);
  completeKernels(tf, 'wasm');
  completeKernels(tf, 'cpu');
  // Once more, so that the kernels put in place since are set up.
  await tf.setBackend('wasm');
  return { kernels, simd: simd === true, threads, cores };
}

async function fetchBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} could not be loaded (${response.status}); it belongs to the app's own files`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Runs `work` while the browser claims to have `cores` cores. */
async function withCores<T>(cores: number, work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined') return work();
  Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, value: cores });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}
