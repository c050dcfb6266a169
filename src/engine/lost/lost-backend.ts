import type { TensorFlow } from '../api';
import type { DataId, KernelBackend } from '../tensors';
import { TensorLostError } from './errors';

/** What is left of a tensor. */
interface Remains {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly place: string | null;
  references: number;
}

/** Where lost tensors are; nothing can be read there, but they can be disposed. */
export type LostBackend = KernelBackend & { bury(id: DataId, remains: Remains): void };

const lostBackends = new WeakSet<KernelBackend>();

/** Whether what lives on the backend can no longer be read. */
export const isLost = (backend: KernelBackend): boolean => lostBackends.has(backend);

/**
 * A backend that no tensor is made on. TensorFlow.js moves a tensor of another backend by reading it when a kernel
 * needs it, and so, on every device, a lost tensor says what to do when it is used and not before.
 */
export function createLostBackend(tf: TensorFlow): LostBackend {
  class Lost extends tf.KernelBackend {
    readonly #remains = new Map<DataId, Remains>();

    bury(id: DataId, remains: Remains): void {
      this.#remains.set(id, remains);
    }
    override refCount(id: DataId): number {
      return this.#remains.get(id)?.references ?? 0;
    }
    override incRef(id: DataId): void {
      const remains = this.#remains.get(id);
      if (remains) remains.references++;
    }
    override disposeData(id: DataId, force = false): boolean {
      const remains = this.#remains.get(id);
      if (remains === undefined) return true;
      if (--remains.references > 0 && !force) return false;
      this.#remains.delete(id);
      return true;
    }
    override readSync(id: DataId): never {
      const remains = this.#remains.get(id);
      throw new TensorLostError(remains?.shape ?? [], remains?.dtype ?? 'unknown', remains?.place ?? null);
    }
    override read(id: DataId): Promise<never> {
      return new Promise(() => this.readSync(id));
    }
    override numDataIds(): number {
      return this.#remains.size;
    }
    override memory(): { unreliable: boolean } {
      return { unreliable: false };
    }
    override dispose(): void {
      this.#remains.clear();
    }
  }
  const backend = new Lost();
  lostBackends.add(backend);
  return backend;
}
