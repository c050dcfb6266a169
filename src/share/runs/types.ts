/** What exports read and imports give: a tracked run and its points, as the store keeps them. */
import type { JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';

export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: 'fit' | 'trainer' | 'log' | 'imported';
  readonly status: 'running' | 'done' | 'stopped' | 'failed' | 'cut';
  readonly message?: string;
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
  readonly metrics: Readonly<Record<string, MetricFacts>>;
  readonly items: readonly RunItem[];
  readonly tags: readonly string[];
  readonly notes: string;
  readonly starred: boolean;
  readonly archived: boolean;
}

/** Of the finite values; `last` is the latest of all, NaN included. */
export interface MetricFacts {
  readonly count: number;
  readonly last: number;
  readonly lastStep: number;
  readonly min: number;
  readonly minStep: number;
  readonly max: number;
  readonly maxStep: number;
}

export interface RunItem {
  readonly type: string;
  readonly name: string;
  readonly step: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly data: MimeBundle;
}

/** Points in the order of their steps; arrays of one length. `epoch` is NaN where unknown, `time` seconds since the run began. */
export interface SeriesRecord {
  readonly step: Float64Array;
  readonly epoch: Float64Array;
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** Where lies what is large of runs. */
export interface RunSource {
  /** Null where there are none. */
  series(runId: string, metric: string): Promise<SeriesRecord | null>;
  /** Whole, where the runs themselves may list items without their data. */
  items(runId: string): Promise<readonly RunItem[]>;
}

/** Points of all metrics of some runs. */
export const pointsOf = (runs: readonly RunRecord[]): number => runs.reduce((sum, { metrics }) => sum + Object.values(metrics).reduce((count, metric) => count + metric.count, 0), 0);

/** A file to be downloaded. */
export interface ExportedFile {
  readonly name: string;
  readonly blob: Blob;
}

/** A file that was chosen or dropped: a browser's `File` fits. A folder's files tell where they lay. */
export interface RunFile {
  readonly name: string;
  readonly webkitRelativePath?: string;
  /** Milliseconds since the epoch. */
  readonly lastModified?: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface ImportedRun {
  readonly run: RunRecord;
  readonly series: Readonly<Record<string, SeriesRecord>>;
}

/** What could be read, and what could not; a file that is damaged after its half gives a run of its first half and a problem. */
export interface ImportedRuns {
  readonly runs: readonly ImportedRun[];
  readonly problems: readonly RunFileProblem[];
}

export type RunFileProblem =
  /** None of the formats. */
  | { readonly kind: 'unknown-format'; readonly file: string }
  | { readonly kind: 'too-large'; readonly file: string; readonly bytes: number; readonly most: number }
  | { readonly kind: 'bad-archive'; readonly file: string; readonly detail: string }
  /** `line` from 1. */
  | { readonly kind: 'bad-csv'; readonly file: string; readonly line: number; readonly column?: { readonly at: number; readonly title: string }; readonly detail: string }
  | { readonly kind: 'bad-json'; readonly file: string; readonly detail: string }
  /** `kept`: events before the damage. */
  | { readonly kind: 'bad-events'; readonly file: string; readonly offset: number; readonly detail: string; readonly kept: number }
  /** Values of kinds that runs do not have, such as audio. */
  | { readonly kind: 'left-out'; readonly file: string; readonly what: string; readonly count: number }
  /** A file that is whole but has no values. */
  | { readonly kind: 'empty'; readonly file: string };
