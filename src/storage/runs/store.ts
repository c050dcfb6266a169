/** Where tracked runs lie between visits. */
import type { KeptItem, MetricSeries, RunEdit, TrackedRun } from './types';

export interface StoredRun {
  readonly run: TrackedRun;
  /** The page that writes it; null once it has ended. */
  readonly owner: string | null;
  /** When it was last written, milliseconds since the epoch. */
  readonly seenAt: number;
  /** What the reader changed; `run` has it already. */
  readonly edits: RunEdit;
}

export interface RunStore {
  /** In no order; what cannot be read is left out. */
  list(): Promise<readonly StoredRun[]>;
  read(runId: string): Promise<StoredRun | null>;
  /** Replaces it whole or not at all. */
  writeHead(stored: Omit<StoredRun, 'edits'>): Promise<void>;
  /** What the reader changed lies apart from the head, which the page that trains may be writing meanwhile. Adds to earlier changes. */
  writeEdits(runId: string, edits: RunEdit): Promise<void>;
  appendPoints(runId: string, points: readonly { readonly metric: string; readonly series: MetricSeries }[]): Promise<void>;
  appendItems(runId: string, items: readonly KeptItem[]): Promise<void>;
  series(runId: string, metric: string): Promise<MetricSeries | null>;
  items(runId: string): Promise<readonly KeptItem[]>;
  /** Deletes the points and items of later steps than this one, checkpoints aside. @returns the points that stay, by metric */
  truncate(runId: string, after: number): Promise<ReadonlyMap<string, MetricSeries>>;
  remove(runId: string): Promise<void>;
}
