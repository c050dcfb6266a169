/** The tracked runs of all notebooks, as the page shows them. */
import type { StoreApi } from 'zustand/vanilla';
import type { RunsHelper } from './helper/client';
import type { KeptItem, MetricSeries, RunEdit, TrackedRun } from '../../storage/runs/types';

export type { KeptItem, MetricSeries, MetricSummary, RunEdit, TrackedRun, TrackedStatus } from '../../storage/runs/types';

export interface RunsState {
  /** Newest first. Null until the first look at them has been read from the store. */
  readonly runs: readonly TrackedRun[] | null;
  /** Counts up, at most once a frame, whenever points of that run came: a view asks for its series again. */
  readonly pointsOf: Readonly<Record<string, number>>;
}

export interface Runs {
  readonly store: StoreApi<RunsState>;
  /** Reads the list once; later calls do nothing. */
  load(): Promise<void>;
  /** Points kept so far, those of a live run included; null where there are none. The arrays are not to be changed. */
  series(runId: string, metric: string): Promise<MetricSeries | null>;
  /** All that the run keeps beside its numbers, whole: in the list, bundles over 4 KB are left out (`data` is empty there). */
  items(runId: string): Promise<readonly KeptItem[]>;
  edit(runId: string, change: RunEdit): Promise<void>;
  remove(runIds: readonly string[]): Promise<void>;
  /** Adds a run from elsewhere, such as an imported event file; its name is made unique. @throws Error if a run of that id is there */
  add(run: TrackedRun, series: Readonly<Record<string, MetricSeries>>): Promise<void>;
  /** Adds a run whose points and items are on disk already; its name is made unique. @throws Error if a run of that id is there */
  adopt(run: TrackedRun): Promise<void>;
  /** Works on many points away from the page's thread; null where there are no workers. */
  helper(): Promise<RunsHelper | null>;
}
