/** A run that this page writes: what of it is not on disk yet, and its points while they fit into memory. */
import { withItem } from './change';
import type { MetricBatch } from '../../protocol/tracking';
import { bytesOf, GrowingSeries } from '../../storage/runs/columns';
import type { KeptItem, MetricSeries, TrackedRun } from '../../storage/runs/types';

export interface Unwritten {
  readonly points: readonly { readonly metric: string; readonly series: MetricSeries }[];
  readonly items: readonly KeptItem[];
  confirmPoints(): void;
  confirmItems(): void;
}

export interface Past {
  readonly points: ReadonlyMap<string, MetricSeries>;
  readonly items: readonly KeptItem[];
}

interface Column {
  series: GrowingSeries;
  /** How many of `series` are on disk. */
  written: number;
}

export class LiveRun {
  /** The head differs from what is on disk. */
  headChanged = true;
  readonly #columns = new Map<string, Column>();
  #items: readonly KeptItem[] = [];
  readonly #unwrittenItems = new Set<KeptItem>();
  #dropped = false;

  /** Seconds that a run which was cut off had trained before it went on. */
  readonly #secondsBefore: number = 0;

  /** @param past of a run that goes on, all of which is on disk, if there is one */
  constructor(
    public run: TrackedRun,
    past: Past | null = null,
  ) {
    if (past === null) return;
    for (const [metric, points] of past.points) {
      this.#columns.set(metric, { series: new GrowingSeries(points), written: points.value.length });
      this.#secondsBefore = Math.max(this.#secondsBefore, points.time.at(-1) ?? 0);
    }
    this.#items = past.items;
  }

  append(batch: MetricBatch): void {
    let column = this.#columns.get(batch.metric);
    if (column === undefined) this.#columns.set(batch.metric, (column = { series: new GrowingSeries(), written: 0 }));
    column.series.append(this.#secondsBefore === 0 ? batch : { ...batch, time: batch.time.map((seconds) => seconds + this.#secondsBefore) });
    this.headChanged = true;
  }

  /** All points of a metric at once; the arrays are the run's from here on. */
  take(metric: string, points: MetricSeries): void {
    this.#columns.set(metric, { series: new GrowingSeries(points), written: 0 });
    this.headChanged = true;
  }

  keep(item: KeptItem): void {
    for (const before of this.#items) if (item.slot !== undefined && before.slot === item.slot) this.#unwrittenItems.delete(before);
    this.#items = withItem(this.#items, item);
    this.#unwrittenItems.add(item);
    this.headChanged = true;
  }

  /** False once earlier points were dropped from memory: then the disk has them. */
  get isWhole(): boolean {
    return !this.#dropped;
  }

  points(metric: string): MetricSeries | null {
    return this.#columns.get(metric)?.series.view() ?? null;
  }

  items(): readonly KeptItem[] {
    return this.#items;
  }

  get isWritten(): boolean {
    return !this.headChanged && this.#unwrittenItems.size === 0 && [...this.#columns.values()].every(({ series, written }) => written === series.length);
  }

  /** Points that are not on disk yet. */
  tail(metric: string): MetricSeries | null {
    const column = this.#columns.get(metric);
    return column ? column.series.view(column.written) : null;
  }

  /** What is not on disk yet; each part is confirmed once it is. */
  unwritten(): Unwritten {
    const columns = [...this.#columns].filter(([, { series, written }]) => series.length > written);
    const lengths = columns.map(([, { series }]) => series.length);
    const items = [...this.#unwrittenItems];
    return {
      points: columns.map(([metric, { series, written }]) => ({ metric, series: series.view(written) })),
      items,
      confirmPoints: () => columns.forEach(([, column], index) => (column.written = lengths[index] ?? 0)),
      confirmItems: () => items.forEach((item) => this.#unwrittenItems.delete(item)),
    };
  }

  /** Bytes of points in memory. */
  get bytes(): number {
    let sum = 0;
    for (const { series } of this.#columns.values()) sum += bytesOf(series.view());
    return sum;
  }

  /** Forgets what is on disk. Only after all was written. */
  drop(): void {
    this.#dropped = true;
    this.#columns.clear();
    this.#items = [];
    this.#unwrittenItems.clear();
  }
}
