/** Losses and metrics of the batches of an epoch, to be told again when the epoch goes on. */
import type { FitLogs } from '../sink';
import type { SavedTensor } from '../trainer/checkpoint';

export class EpochLogs {
  readonly #values = new Map<string, number[]>();
  add(logs: FitLogs): void {
    for (const [name, value] of Object.entries(logs)) {
      const values = this.#values.get(name);
      if (values === undefined) this.#values.set(name, [value]);
      else values.push(value);
    }
  }

  value(name: string, batch: number): number {
    return this.#values.get(name)?.[batch] ?? NaN;
  }

  /** As float32, which losses are. */
  saved(): SavedTensor[] {
    return [...this.#values].map(([name, values]) => ({ name, shape: [values.length], dtype: 'float32', values: Float32Array.from(values) }));
  }

  restore(saved: readonly SavedTensor[]): void {
    for (const { name, values } of saved) this.#values.set(name, [...values]);
  }
}
