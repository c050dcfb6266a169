import type { BackendName } from '../protocol/kernel';
import type { TensorFlow } from './api';
import { requestFully } from './gpu/adapter';
import { completeKernels } from './ops/composed';
import type { Watch } from './lost/watch';
import { watchDevice } from './lost/watch';
import type { BufferOwner } from './memory/buffers';
import { limitBuffers } from './memory/buffers';
import type { TextureOwner } from './memory/textures';
import { limitTextures } from './memory/textures';
import type { KernelBackend } from './tensors';
import { patchWebgl } from './patches/webgl/install';
import { patchWebgpu } from './patches/webgpu/install';
import type { TpuDevice } from './xla/device';

/** Loads, initialises and patches backends, each once. */
export class Backends {
  readonly #tf: TensorFlow;
  readonly #ready = new Map<string, KernelBackend>();
  readonly #watches = new Map<string, Watch>();

  constructor(
    tf: TensorFlow,
    private readonly tpu: TpuDevice,
  ) {
    this.#tf = tf;
  }

  /** Null where the backend is not known or cannot start here. */
  async ready(name: string): Promise<KernelBackend | null> {
    const known = this.#ready.get(name);
    if (known !== undefined) return known;
    const made = await this.#make(name as BackendName);
    if (made === null) return null;
    completeKernels(this.#tf, name);
    this.#ready.set(name, made);
    const watch = watchDevice(name, made, name === 'tpu' ? this.tpu.watch : undefined);
    if (watch) this.#watches.set(name, watch);
    return made;
  }

  /** Those whose device can be lost. */
  watches(): Watch[] {
    return [...this.#watches.values()];
  }

  /** Lets the next `ready` make a new one; TensorFlow.js would dispose the old and forget how it is made. */
  forget(name: string): void {
    this.#ready.delete(name);
    this.#watches.delete(name);
    delete (this.#tf.engine() as unknown as Initialiser).registry[name];
  }

  async #make(name: BackendName): Promise<KernelBackend | null> {
    switch (name) {
      case 'webgpu': {
        const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
        requestFully();
        const backend = await this.#initialise(name);
        if (!(backend instanceof WebGPUBackend)) return null;
        await patchWebgpu(this.#tf, backend);
        limitBuffers(this.#tf, backend as unknown as BufferOwner);
        return backend;
      }
      case 'webgl': {
        const backend = await this.#initialise(name);
        if (backend === null) return null;
        await patchWebgl(this.#tf, backend);
        limitTextures(this.#tf, backend as unknown as TextureOwner);
        return backend;
      }
      case 'wasm':
      case 'cpu':
        return this.#initialise(name);
      case 'tpu':
        return (await this.tpu.start()) === null ? null : this.#initialise(name);
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
  readonly registry: Record<string, KernelBackend | undefined>;
  readonly registryFactory: object;
  initializeBackend(name: string): { readonly success: boolean | Promise<boolean> };
}
