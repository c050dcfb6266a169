/** What a worker of the page does for runs, and the messages by which it is asked: a port for each call. */
import type { MetricSeries, KeptItem, TrackedRun } from '../../../storage/runs/types';
import type { ExportedFile, ImportedRuns } from '../../../share/runs/types';
import type { RunsFormat } from '../formats';

export type HelperCall =
  /** Of a run on disk. */
  | { readonly kind: 'series'; readonly runId: string; readonly metric: string }
  /** `path`: with the folders that a file was chosen in, which its copy in a worker does not know. */
  | { readonly kind: 'import'; readonly files: readonly { readonly path: string; readonly file: Blob }[] }
  | { readonly kind: 'export'; readonly runs: readonly TrackedRun[]; readonly format: RunsFormat }
  | { readonly kind: 'report'; readonly runs: readonly TrackedRun[] };

export interface HelperResults {
  readonly series: MetricSeries | null;
  /** `stored`: points and items are on disk, by the run's id, and `series` are empty; what is left is to add the runs to the list. */
  readonly import: ImportedRuns & { readonly stored: boolean };
  readonly export: ExportedFile;
  /** Markdown. */
  readonly report: string;
}

/** To the worker; answers and questions come by the port. */
export interface HelperRequest {
  readonly call: HelperCall;
  readonly port: MessagePort;
}

export type HelperEvent =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly message: string }
  /** How much is done, from 0 to 1. */
  | { readonly type: 'progress'; readonly share: number }
  /** Of runs as the page has them, one question at a time: points from one index on. */
  | { readonly type: 'points'; readonly runId: string; readonly metric: string; readonly from: number }
  | { readonly type: 'items'; readonly runId: string };

export type HelperReply =
  /** Nobody waits for the call any more. */
  | { readonly type: 'stop' }
  | { readonly type: 'points'; readonly total: number; readonly part: MetricSeries }
  | { readonly type: 'none' }
  | { readonly type: 'items'; readonly items: readonly KeptItem[] }
  | { readonly type: 'failed'; readonly message: string };
