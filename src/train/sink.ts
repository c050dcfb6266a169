/** What a `fit` tells, and to whom. The kernel injects the sink of the run that called `fit`. */

import type { TrackedPlace } from './durable/types';
import type { TrackedFit } from './runs/types';

/** Loss and metrics by name, as tfjs names them: `loss`, `acc`, `val_loss`, …. */
export type FitLogs = Readonly<Record<string, number>>;

export interface FitInfo {
  /** Identity of the model: a later `fit` of the same model goes on in the same charts. */
  readonly model: object;
  readonly modelName: string;
  /** Index of the last epoch plus 1, as in `fit`'s arguments. */
  readonly epochs: number;
  readonly initialEpoch: number;
  /** null where a dataset does not know its length. */
  readonly stepsPerEpoch: number | null;
  /** Batches of this training before it was cut off; its first one now is the next. Absent for one that begins. */
  readonly resumedAfter?: number;
  /** Names the folder of its checkpoints, with the run that it goes on with, if it was one of; absent for one that keeps none. */
  readonly kept?: { readonly training: string; readonly track: TrackedPlace | null };
  /** What is kept of it as a run; absent for one that is not kept, such as a trial of the code. */
  readonly tracked?: TrackedFit;
}

export type FitEnd = 'done' | 'stopped' | 'failed';

export interface FitSink {
  begin(info: FitInfo): FitReport;
  /** Asked after every batch; true ends the fit there, as `model.stopTraining = true` does. */
  shouldStop(): boolean;
}

/** Calls come in order, batches of an epoch before its end; they may lag behind training by a fraction of a second. */
export interface FitReport {
  /** `step` counts the batches of this fit from 1. `at`: when it was done, in milliseconds as `now()`; now unless told. */
  batch(step: number, logs: FitLogs, at?: number): void;
  /** `epoch` counts from 0; logs are means over the epoch and `val_*`. */
  epoch(epoch: number, logs: FitLogs, at?: number): void;
  /** `message`: what failed. */
  end(status: FitEnd, message?: string): void;
}

/** The line of progress of a fit; `done` and `total` count steps over all its epochs. */
export interface FitProgress {
  readonly label: string;
  readonly done: number;
  readonly total?: number;
  readonly epoch?: { readonly current: number; readonly total: number };
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
  readonly msPerStep?: number;
  readonly etaSeconds?: number;
  readonly elapsedSeconds: number;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
}

/** The part of a chart's description that a fit uses. */
export interface FitChartSpec {
  readonly chartId: string;
  readonly title: string;
  readonly x: { readonly label: string; readonly integer: true };
  readonly y: { readonly label?: string };
  readonly group: string;
  readonly series: readonly {
    readonly name: string;
    readonly mark: 'line';
    readonly dashed: boolean;
    readonly smoothing: number;
    /** The lowest or highest point is marked. */
    readonly best?: 'min' | 'max';
  }[];
  readonly live: boolean;
}

/** Where in its fits a point stands: epochs passed, with their fraction, NaN where their length is unknown; seconds since the first began. */
export interface FitMoment {
  readonly epoch: number;
  readonly time: number;
}

/** Where the charts of a fit go; a chart sink of the kernel has this shape. */
export interface FitCharts {
  open(spec: FitChartSpec): void;
  points(chartId: string, series: string, x: number, y: number, moment?: FitMoment): void;
  update(spec: FitChartSpec): void;
  close(chartId: string): void;
}
