import type { TensorFlow } from '../api';
import type { DataId, Values } from '../tensors';
import type { LiveData } from '../patches/live-data';
import { readQuietly } from '../patches/webgpu/faults';

/** A variable's values as they were at `at`, by `performance.now`. */
export interface Copy {
  readonly values: Values;
  readonly at: number;
}

/** More than this is not copied: it would be noticed. */
const MOST_BYTES = 64 * 2 ** 20;
/** While a cell runs, in milliseconds; at its end copies are made as well. */
const EVERY = 30_000;

type Variable = ReturnType<TensorFlow['variable']>;

/**
 * Copies on the host of all variables on a GPU or a server, the optimizers' too, so that a model outlives its device. They are read
 * together, without waiting: the copies fit each other, and no training step waits for them.
 */
export class Copies {
  readonly #tf: TensorFlow;
  readonly #live: LiveData;
  readonly #copies = new WeakMap<Variable, Copy>();
  #begun = -Infinity;
  #reading = false;

  constructor(tf: TensorFlow, live: LiveData) {
    this.#tf = tf;
    this.#live = live;
  }

  /** @param now copies even if the last ones are young */
  async refresh(now: boolean): Promise<void> {
    const at = performance.now();
    if (this.#reading || (!now && at - this.#begun < EVERY)) return;
    const variables = this.#elsewhere();
    if (variables.reduce((bytes, { size }) => bytes + 4 * size, 0) > MOST_BYTES) return;
    this.#begun = at;
    this.#reading = true;
    await Promise.all(variables.map((variable) => this.#copy(variable, at)));
    this.#reading = false;
  }

  /** The copy of the variable that this buffer belongs to now. */
  of(id: DataId): Copy | undefined {
    const variable = this.#variables().find(({ dataId }) => dataId === id);
    return variable && this.#copies.get(variable);
  }

  async #copy(variable: Variable, at: number): Promise<void> {
    const home = this.#live.record(variable.dataId)?.backend;
    if (home === undefined) return;
    try {
      const values = await readQuietly(home, variable.dataId);
      // What was read is also kept by the backend, which an optimizer may bring up to date in place.
      this.#copies.set(variable, { values: (values as Float32Array).slice(), at });
    } catch {
      // Disposed or lost meanwhile, or never computed: the older copy stays.
    }
  }

  #elsewhere(): Variable[] {
    const backends = ['webgpu', 'webgl', 'tpu'].map((name) => this.#tf.findBackend(name) as object | null);
    return this.#variables().filter(({ dataId, dtype }) => {
      const home = this.#live.record(dataId)?.backend;
      return dtype !== 'string' && dtype !== 'complex64' && home !== undefined && backends.includes(home);
    });
  }

  #variables(): Variable[] {
    return Object.values(this.#tf.engine().state.registeredVariables);
  }
}
