import type { Checkpoint } from '../trainer/checkpoint';
import { Monitor, type MonitorOptions } from './monitor';
import type { Callback, TrainEvent } from './types';

export interface ModelCheckpointOptions extends MonitorOptions {
  /** How many of the best are kept; 1 unless told, -1 for all. */
  readonly saveTopK?: number;
  /** Also keeps the latest; true unless told. */
  readonly saveLast?: boolean;
  /** Epochs between two; 1 unless told. */
  readonly everyNEpochs?: number;
  /** Name of the files, with {epoch}, {step} and names of metrics in braces; without it checkpoints stay in memory. */
  readonly filename?: string;
}

interface Kept {
  readonly value: number;
  readonly name: string;
  /** Null for one that is in a file alone. */
  readonly checkpoint: Checkpoint | null;
}

/** Keeps checkpoints of the best epochs and the last, in memory or as files of the notebook. */
export class ModelCheckpoint implements Callback {
  readonly name = 'ModelCheckpoint';
  /** A quick run for trying things writes none. */
  readonly savesCheckpoints = true;
  readonly #monitor: Monitor;
  readonly #topK: number;
  readonly #saveLast: boolean;
  readonly #every: number;
  readonly #filename: string | null;
  #kept: Kept[] = [];
  #last: Kept | null = null;

  constructor({ saveTopK = 1, saveLast = true, everyNEpochs = 1, filename, ...monitor }: ModelCheckpointOptions = {}) {
    if (!Number.isInteger(saveTopK) || saveTopK < -1) throw new RangeError(`saveTopK of ModelCheckpoint is a whole number from 0 on, or -1 for all; here is ${String(saveTopK)}`);
    if (!Number.isInteger(everyNEpochs) || everyNEpochs < 1) throw new RangeError(`everyNEpochs of ModelCheckpoint is a whole number from 1 on; here is ${String(everyNEpochs)}`);
    this.#monitor = new Monitor('ModelCheckpoint', monitor);
    this.#topK = saveTopK === -1 ? Infinity : saveTopK;
    this.#saveLast = saveLast;
    this.#every = everyNEpochs;
    this.#filename = filename ?? null;
  }

  /** A checkpoint, or the name of its file, for `trainer.fit(…, {checkpoint})` and `train.fromCheckpoint`; null before the first. */
  get best(): Checkpoint | string | null {
    return entry(this.#kept[0]);
  }
  get last(): Checkpoint | string | null {
    return entry(this.#last ?? undefined);
  }
  get bestValue(): number | null {
    return this.#kept[0]?.value ?? null;
  }
  /** The best first. */
  get kept(): readonly { readonly value: number; readonly checkpoint: Checkpoint | string }[] {
    return this.#kept.map(({ value, name, checkpoint }) => ({ value, checkpoint: checkpoint ?? name }));
  }

  async onEpochEnd({ trainer, epoch, step, logs }: TrainEvent): Promise<void> {
    if ((epoch + 1) % this.#every !== 0) return;
    const value = this.#monitor.read(logs);
    const worst = this.#kept.at(-1);
    const isAmong = this.#topK > 0 && (this.#kept.length < this.#topK || this.#monitor.isBetter(value, worst?.value ?? null));
    if (!isAmong && !this.#saveLast) return;
    const name = this.#nameOf({ ...logs, epoch: epoch + 1, step });
    const checkpoint = this.#filename === null ? await trainer.checkpoint() : await trainer.saveCheckpoint(name);
    const made: Kept = { value, name, checkpoint: this.#filename === null ? checkpoint : null };
    const before = this.#last;
    this.#last = this.#saveLast ? made : null;
    const dropped: Kept[] = before === null ? [] : [before];
    if (isAmong) {
      this.#kept = [...this.#kept, made].sort((a, b) => (this.#monitor.isBetter(a.value, b.value) ? -1 : this.#monitor.isBetter(b.value, a.value) ? 1 : 0));
      dropped.push(...this.#kept.splice(this.#topK));
    }
    for (const one of dropped) {
      const isNeeded = this.#kept.includes(one) || one === this.#last || [...this.#kept, this.#last].some((other) => other?.name === one.name);
      if (this.#filename !== null && !isNeeded) await trainer.deleteCheckpoint(one.name);
    }
  }

  #nameOf(values: Readonly<Record<string, number>>): string {
    const pattern = this.#filename ?? '{epoch}';
    const name = pattern.replace(/\{(\w+)\}/g, (whole, key: string) => {
      const value = values[key];
      return value === undefined ? whole : Number.isInteger(value) ? String(value) : value.toFixed(4);
    });
    // Without a number in it each would replace the one before.
    return this.#filename !== null && !/\{(epoch|step)\}/.test(pattern) ? name.replace(/(\.\w+)?$/, `-${values['epoch']}$1`) : name;
  }

  state(): unknown {
    return this.#filename === null ? null : { kept: this.#kept.map(({ value, name }) => ({ value, name })), last: this.#last && { value: this.#last.value, name: this.#last.name } };
  }
  restore(state: unknown): void {
    const { kept, last } = state as { readonly kept: readonly Omit<Kept, 'checkpoint'>[]; readonly last: Omit<Kept, 'checkpoint'> | null };
    this.#kept = kept.map((one) => ({ ...one, checkpoint: null }));
    this.#last = last && { ...last, checkpoint: null };
  }
}

const entry = (kept: Kept | undefined): Checkpoint | string | null => (kept === undefined ? null : (kept.checkpoint ?? kept.name));
