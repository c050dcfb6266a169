import type { BackendName } from '../protocol/kernel';
import type { TensorFlow } from './api';
import { completeKernels } from './ops/composed';
import type { KernelBackend } from './tensors';
import { patchWebgl } from './patches/webgl/install';
import { patchWebgpu } from './patches/webgpu/install';

/** Loads, initialises and patches backends, each once. */
export class Backends {
  readonly #tf: TensorFlow;
  readonly #ready = new Map<string, KernelBackend>();

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  /** Null where the backend is not known or cannot start here. */
  async ready(name: string): Promise<KernelBackend | null> {
    const known = this.#ready.get(name);
    if (known !== undefined) return known;
    const made = await this.#make(name as BackendName);
    if (made !== null) completeKernels(this.#tf, name);
    if (made !== null) this.#ready.set(name, made);
    return made;
  }

  async #make(name: BackendName): Promise<KernelBackend | null> {
    switch (name) {
      case 'webgpu': {
        const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
        const backend = await this.#initialise(name);
        if (!(backend instanceof WebGPUBackend)) return null;
        await patchWebgpu(this.#tf, backend);
        return backend;
      }
      case 'webgl': {
        const backend = await this.#initialise(name);
        if (backend !== null) await patchWebgl(this.#tf, backend);
        return backend;
      }
      case 'wasm':
      case 'cpu':
      case 'tpu':
        return this.#initialise(name);
      default:
        name satisfies never;
        return this.#initialise(name);
    }
  }

  /** Makes the backend without making it current, which the public `setBackend` cannot. */
  async #initialise(name: string): Promise<KernelBackend | null> {
    const engine = this.#tf.engine() as unknown as Initialiser;
    if (!(name in engine.registryFactory)) return null;
    if (engine.registry[name] === undefined) await engine.initializeBackend(name).success;
    return engine.registry[name] ?? null;
  }
}

/** Members of TensorFlow.js's engine that its declarations keep private. */
interface Initialiser {
  readonly registry: Readonly<Record<string, KernelBackend | undefined>>;
  readonly registryFactory: object;
  initializeBackend(name: string): { readonly success: boolean | Promise<boolean> };
}
