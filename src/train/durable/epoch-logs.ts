/** Losses and metrics of the batches of an epoch, to be told again when the epoch goes on. */
import type { FitLogs } from '../sink';
import type { SavedTensor } from '../trainer/checkpoint';

export class EpochLogs {
  #values = new Map<string, number[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(logs: FitLogs): void {
    this.#count++;
    for (const [name, value] of Object.entries(logs)) {
      const values = this.#values.get(name);
      if (values === undefined) this.#values.set(name, [value]);
      else values.push(value);
    }
  }

  clear(): void {
    this.#values = new Map();
    this.#count = 0;
  }

  value(name: string, batch: number): number {
    return this.#values.get(name)?.[batch] ?? NaN;
  }

  /** As float32, which losses are. */
  saved(): SavedTensor[] {
    return [...this.#values].map(([name, values]) => ({ name, shape: [values.length], dtype: 'float32', values: Float32Array.from(values) }));
  }

  restore(saved: readonly SavedTensor[]): void {
    this.clear();
    for (const { name, values } of saved) {
      this.#values.set(name, [...values]);
      this.#count = values.length;
    }
  }
}
