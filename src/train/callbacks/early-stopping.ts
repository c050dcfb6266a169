import { Monitor, type MonitorOptions } from './monitor';
import type { Callback, TrainEvent } from './types';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement before training ends; 3 unless told. */
  readonly patience?: number;
  /** Takes back the weights of the best epoch. */
  readonly restoreBest?: boolean;
}

/** Ends training when a metric has not improved for a while (Prechelt, "Early stopping, but when?", 1998). */
export class EarlyStopping implements Callback {
  readonly name = 'EarlyStopping';
  readonly #monitor: Monitor;
  readonly #patience: number;
  readonly #restoreBest: boolean;
  #waited = 0;
  #best: Float32Array[] | null = null;

  constructor({ patience = 3, restoreBest = false, ...monitor }: EarlyStoppingOptions = {}) {
    if (!Number.isInteger(patience) || patience < 0) throw new RangeError(`patience of EarlyStopping is a whole number of epochs from 0 on; here is ${String(patience)}`);
    this.#monitor = new Monitor('EarlyStopping', monitor);
    this.#patience = patience;
    this.#restoreBest = restoreBest;
  }

  /** The best value so far; null before the first. */
  get best(): number | null {
    return this.#monitor.best;
  }

  async onEpochEnd({ trainer, module, logs }: TrainEvent): Promise<void> {
    const value = this.#monitor.read(logs);
    if (this.#monitor.improves(value)) {
      this.#waited = 0;
      if (this.#restoreBest) this.#best = await Promise.all(module.variables.map(async (variable) => Float32Array.from(await variable.data())));
    } else if (++this.#waited >= this.#patience) {
      trainer.stop(`${this.#monitor.name} has not improved on ${this.#monitor.best} for ${this.#waited} epoch${this.#waited === 1 ? '' : 's'}`);
    }
  }

  onFitEnd({ module, trainer }: TrainEvent): void {
    const best = this.#best;
    if (best === null) return;
    module.variables.forEach((variable, index) => trainer.assign(variable, best[index] as Float32Array));
  }

  state(): unknown {
    return { best: this.#monitor.best, waited: this.#waited };
  }
  restore(state: unknown): void {
    const { best, waited } = state as { readonly best: number | null; readonly waited: number };
    this.#monitor.best = best;
    this.#waited = waited;
  }
}
