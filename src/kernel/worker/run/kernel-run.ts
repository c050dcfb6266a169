/** One run of one cell: what it is, where its output goes, what it still waits for. */
import type { ExecuteRequest } from '../../../protocol/kernel';
import type { RunTimers, Timers } from '../../../language/compile/runtime/run-timers';
import type { Platform } from '../output/platform';
import type { RunOutput } from '../output/run-output';
import { createTimerReport, type TimerReport } from './timer-report';

export interface KernelRun {
  readonly runId: string;
  readonly cellId: string;
  readonly ordinal: number;
  readonly seen: number;
  readonly program: ExecuteRequest['program'];
  /** Of every Trainer, whatever the cell says. */
  readonly trainer: ExecuteRequest['trainer'];
  readonly output: RunOutput;
  /** Displays whose values are still being read; the run is not over before they are. */
  readonly pending: Set<Promise<void>>;
  /** Trainings under way; one that is stopped ends within a batch. */
  readonly fits: Set<Promise<void>>;
  readonly timers: RunTimers;
  readonly timerReport: TimerReport;
}

export function createKernelRun(
  { runId, cellId, ordinal, seen, trainer, program }: ExecuteRequest,
  { output, timers, platform }: { readonly output: RunOutput; readonly timers: Timers; readonly platform: Platform },
): KernelRun {
  const timerReport = createTimerReport(output.timers, platform);
  return { runId, cellId, ordinal, seen, trainer, program, output, pending: new Set(), fits: new Set(), timers: timers.open(timerReport.changed), timerReport };
}

/** Keeps the work in the set until it is over. */
export function track(set: Set<Promise<void>>, work: Promise<void>): void {
  const tracked: Promise<void> = work.catch(() => undefined).finally(() => set.delete(tracked));
  set.add(tracked);
}
