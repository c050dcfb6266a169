/** Points that were read from disk, the last used ones, up to a number of bytes. */
import { bytesOf } from '../../storage/runs/columns';
import type { MetricSeries } from '../../storage/runs/types';

export class SeriesCache {
  /** By run, then metric; the first used least recently. */
  readonly #kept = new Map<string, { readonly runId: string; readonly series: MetricSeries }>();
  #bytes = 0;

  constructor(private readonly limit: number) {}

  async get(runId: string, metric: string, read: () => Promise<MetricSeries | null>): Promise<MetricSeries | null> {
    const key = `${runId} ${metric}`;
    const found = this.#kept.get(key);
    if (found) {
      this.#kept.delete(key);
      this.#kept.set(key, found);
      return found.series;
    }
    const series = await read();
    if (series === null || bytesOf(series) > this.limit) return series;
    this.#drop(key);
    this.#kept.set(key, { runId, series });
    this.#bytes += bytesOf(series);
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.limit) break;
      this.#drop(oldest);
    }
    return series;
  }

  forget(runId: string): void {
    for (const [key, entry] of this.#kept) if (entry.runId === runId) this.#drop(key);
  }

  #drop(key: string): void {
    const entry = this.#kept.get(key);
    if (entry === undefined) return;
    this.#bytes -= bytesOf(entry.series);
    this.#kept.delete(key);
  }
}
