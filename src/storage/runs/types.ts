/** Tracked trainings as they are kept, apart from their points. */
import type { JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';

/** `cut`: the tab, the kernel or the machine ended under it. */
export type TrackedStatus = 'running' | 'done' | 'stopped' | 'failed' | 'cut';

export interface TrackedRun {
  readonly id: string;
  readonly name: string;
  readonly kind: 'fit' | 'trainer' | 'log' | 'imported';
  readonly status: TrackedStatus;
  /** What failed. */
  readonly message?: string;
  /** The notebook and the text of the cell as they were. */
  readonly notebook: { readonly id: string; readonly name: string };
  readonly cell: { readonly id: string; readonly source: string };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly settings: JsonObject;
  readonly device: { readonly kind: string; readonly name: string } | null;
  readonly seed: number | null;
  readonly packages: Readonly<Record<string, string>>;
  readonly data: { readonly fingerprint: string; readonly description: string } | null;
  readonly parameters: { readonly total: number; readonly trainable: number } | null;
  readonly group: string | null;
  /** By name, as they stand now. */
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly items: readonly KeptItem[];
  readonly tags: readonly string[];
  readonly notes: string;
  readonly starred: boolean;
  readonly archived: boolean;
}

/** Of the finite values, NaN where there are none; `last` is the latest of all, NaN included. */
export interface MetricSummary {
  readonly count: number;
  readonly last: number;
  readonly lastStep: number;
  readonly min: number;
  readonly minStep: number;
  readonly max: number;
  readonly maxStep: number;
}

export interface KeptItem {
  readonly type: string;
  readonly name: string;
  /** There is one item of a slot: the latest. */
  readonly slot?: string;
  readonly step: number;
  readonly at: number;
  readonly data: MimeBundle;
}

/** Every point of one metric, in the order of its steps; arrays of one length. */
export interface MetricSeries {
  readonly step: Float64Array;
  readonly epoch: Float64Array;
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** What the reader may change of a run. */
export type RunEdit = Partial<Pick<TrackedRun, 'name' | 'tags' | 'notes' | 'starred' | 'archived' | 'group'>>;
