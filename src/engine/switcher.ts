import type { Result } from '../base/result';
import { err } from '../base/result';
import type { BackendName } from '../protocol/kernel';
import type { SwitchFailure, TensorFlow } from './api';
import { Backends } from './backends';
import { Copies } from './lost/copies';
import type { Recovered } from './lost/recovery';
import { Recovery } from './lost/recovery';
import { Ledger } from './memory/ledger';
import { moveEverything } from './patches/hot-switch';
import { LiveData } from './patches/live-data';
import type { TpuDevice } from './xla/device';

/** The backends whose tensors are moved with all others. */
const DEVICES: ReadonlySet<string> = new Set<BackendName>(['cpu', 'tpu', 'wasm', 'webgl', 'webgpu']);

/** Changes the backend in use and takes everything alive along, one change at a time. */
export class Switcher {
  readonly #tf: TensorFlow;
  readonly #live: LiveData;
  readonly #backends: Backends;
  readonly #recovery: Recovery;
  /** Who made the large tensors. */
  readonly ledger: Ledger;
  /** What outlives a lost device. */
  readonly copies: Copies;
  readonly #commit: (name: string) => Promise<boolean>;
  #last: Promise<unknown> = Promise.resolve();

  /** Must be made before the first tensor; from then on `tf.setBackend` moves tensors too. */
  constructor(tf: TensorFlow, tpu: TpuDevice) {
    this.#tf = tf;
    this.#live = new LiveData(tf);
    this.#backends = new Backends(tf, tpu);
    this.#commit = tf.engine().setBackend.bind(tf.engine());
    this.ledger = new Ledger(tf, this.#live);
    this.copies = new Copies(tf, this.#live);
    const [live, backends, copies] = [this.#live, this.#backends, this.copies];
    this.#recovery = new Recovery({ tf, live, backends, copies, commit: (name) => void this.#commit(name) });
  }

  /** Makes `tf.setBackend` in a cell move tensors, as switching the runtime does. */
  takeOverSetBackend(): void {
    const engine = this.#tf.engine();
    engine.setBackend = async (name) => {
      // TensorFlow.js's own rules hold for a backend that a cell registered: current at once, tensors follow when used.
      if (!DEVICES.has(name) && engine.backendNames().includes(name)) return this.#commit(name);
      const moved = await this.to(name);
      if (!moved.ok && !engine.backendNames().includes(name)) {
        throw new Error(`Backend '${name}' is not known here; backends are: ${engine.backendNames().join(', ')}`);
      }
      return moved.ok;
    };
  }

  /** The value is how many buffers moved. */
  to(name: string): Promise<Result<number, SwitchFailure>> {
    const change = this.#last.then(() => this.#change(name));
    this.#last = change;
    return change;
  }

  /** Lets a backend be made anew when it is next asked for; nothing may live on it. */
  forget(name: string): void {
    this.#backends.forget(name);
  }

  /** Replaces devices that were lost; null where none was. */
  recover(): Promise<Recovered | null> | null {
    if (!this.#recovery.needed) return null;
    const recovery = this.#last.then(() => this.#recovery.recover());
    this.#last = recovery.catch(() => undefined);
    return recovery;
  }

  async #change(name: string): Promise<Result<number, SwitchFailure>> {
    await this.#recovery.recover();
    const target = await this.#backends.ready(name);
    if (target === null) return err({ kind: 'start', message: `the ${name} backend cannot start here` });
    return moveEverything(this.#tf, this.#live, { name, backend: target, commit: () => void this.#commit(name) });
  }
}
