import type { TensorFlow } from '../api';
import type { Backends } from '../backends';
import { ledgerOf } from '../memory/ledger';
import type { LiveData } from '../patches/live-data';
import type { DataId, KernelBackend, Values } from '../tensors';
import type { Copies } from './copies';
import { createLostBackend } from './lost-backend';
import type { Watch } from './watch';

/** What became of the tensors of a device that was lost. */
export interface Recovered {
  /** What happened and what to do, for people. */
  readonly message: string;
  /** The backend that is current now. */
  readonly backend: string;
  readonly restored: number;
  readonly lost: number;
}

/** What takes a device's place, the best first; the last one always starts. */
const SUCCESSORS: Readonly<Record<string, readonly string[]>> = { webgpu: ['webgpu', 'webgl', 'wasm'], webgl: ['webgl', 'wasm'], tpu: ['tpu', 'wasm'] };

/** Puts a new device in the place of a lost one, with every tensor that has values on the host. */
export class Recovery {
  readonly #tf: TensorFlow;
  readonly #live: LiveData;
  readonly #backends: Backends;
  readonly #copies: Copies;
  readonly #commit: (name: string) => void;

  constructor(parts: { readonly tf: TensorFlow; readonly live: LiveData; readonly backends: Backends; readonly copies: Copies; commit(name: string): void }) {
    this.#tf = parts.tf;
    this.#live = parts.live;
    this.#backends = parts.backends;
    this.#copies = parts.copies;
    this.#commit = parts.commit;
  }

  /** Whether there is a device to replace. */
  get needed(): boolean {
    return [...this.#backends.watches()].some((watch) => watch.lost() !== null);
  }

  /** Null where no device was lost. */
  async recover(): Promise<Recovered | null> {
    let last: Recovered | null = null;
    for (const watch of this.#backends.watches()) {
      const loss = watch.lost();
      if (loss !== null) last = await this.#replace(watch, loss.message);
    }
    return last;
  }

  async #replace(watch: Watch, why: string): Promise<Recovered> {
    const wasCurrent = this.#tf.getBackend() === watch.name;
    this.#backends.forget(watch.name);
    const successor = await this.#successor(watch.name);
    // From here on nothing awaits: no cell sees half of it.
    const count = this.#carry(watch, successor.backend);
    if (wasCurrent) this.#commit(successor.name);
    try {
      watch.backend.dispose();
    } catch {
      // What is left of the device is nobody's concern.
    }
    return { ...count, backend: this.#tf.getBackend(), message: `${firstSentence(why)}. ${outcome(watch.name, successor.name, count)}` };
  }

  async #successor(name: string): Promise<{ readonly name: string; readonly backend: KernelBackend }> {
    for (const candidate of SUCCESSORS[name] ?? []) {
      const backend = await this.#backends.ready(candidate);
      if (backend !== null) return { name: candidate, backend };
    }
    throw new Error(`no device takes the place of ${name}`);
  }

  #carry(watch: Watch, target: KernelBackend): { readonly restored: number; readonly lost: number; readonly oldest: number | null } {
    const tombs = createLostBackend(this.#tf);
    let [restored, lost] = [0, 0];
    let oldest: number | null = null;
    for (const id of this.#live.all()) {
      const record = this.#live.record(id);
      if (record === undefined || record.backend !== watch.backend) continue;
      const { shape, dtype } = record;
      const references = Math.max(1, watch.backend.refCount(id));
      const values = this.#known(watch, id, dtype);
      if (values === null) {
        tombs.bury(id, { shape, dtype, references, place: ledgerOf(this.#tf)?.placeOf(id) ?? null });
        record.backend = tombs;
        lost++;
        continue;
      }
      target.move(id, values.values, shape, dtype, references);
      record.backend = target;
      restored++;
      if (values.at !== null) oldest = Math.min(oldest ?? Infinity, values.at);
    }
    return { restored, lost, oldest };
  }

  /** Values on the host; `at` tells when they were copied, null where they cannot have changed since. */
  #known(watch: Watch, id: DataId, dtype: string): { readonly values: Values; readonly at: number | null } | null {
    // Complex numbers consist of two other buffers, whose owners may be gone.
    if (dtype === 'complex64') return null;
    const values = watch.hostValues(id);
    return values === null ? (this.#copies.of(id) ?? null) : { values, at: null };
  }
}

function outcome(name: string, successor: string, { restored, lost, oldest }: { readonly restored: number; readonly lost: number; readonly oldest: number | null }): string {
  const device = successor === name ? 'A new device was started' : `It did not start again, so ${successor} took its place`;
  const age = oldest === null ? '' : `, variables as they were ${Math.max(1, Math.round((performance.now() - oldest) / 1000))} s ago`;
  const gone = lost === 0 ? '' : `; ${count(lost)} had no copy, and says which cell to run again when it is used`;
  return `${device}: ${count(restored)} restored${age}${gone}.`;
}

const count = (number: number): string => `${number} tensor${number === 1 ? '' : 's'}`;
const firstSentence = (text: string): string => text.replace(/: .*$/s, '').replace(/^./, (letter) => letter.toUpperCase());
