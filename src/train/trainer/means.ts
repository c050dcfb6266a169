import type { FitLogs } from '../sink';

/** What JSON holds; `sum` is null where it is no number. */
export type MeansState = readonly { readonly name: string; readonly sum: number | null; readonly weight: number }[];

/** Means of an epoch's batches, weighted by their examples. */
export class EpochMeans {
  readonly #sums = new Map<string, { sum: number; weight: number }>();

  add(logs: FitLogs, size: number): void {
    for (const [name, value] of Object.entries(logs)) {
      const { sum, weight } = this.#sums.get(name) ?? { sum: 0, weight: 0 };
      this.#sums.set(name, { sum: sum + value * size, weight: weight + size });
    }
  }

  get state(): MeansState {
    return [...this.#sums].map(([name, { sum, weight }]) => ({ name, sum: Number.isFinite(sum) ? sum : null, weight }));
  }
  restore(state: MeansState): void {
    this.#sums.clear();
    for (const { name, sum, weight } of state) this.#sums.set(name, { sum: sum ?? NaN, weight });
  }

  /** And begins anew. */
  take(): Record<string, number> {
    const means = Object.fromEntries([...this.#sums].map(([name, { sum, weight }]) => [name, sum / weight]));
    this.#sums.clear();
    return means;
  }
}
