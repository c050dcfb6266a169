/** One run of one cell: what it is, where its output goes, what it still waits for. */
import type { ExecuteRequest } from '../../../protocol/kernel';
import type { RunOutput } from '../output/run-output';

export interface KernelRun {
  readonly runId: string;
  readonly cellId: string;
  readonly ordinal: number;
  readonly seen: number;
  readonly program: ExecuteRequest['program'];
  readonly output: RunOutput;
  /** Displays whose values are still being read; the run is not over before they are. */
  readonly pending: Set<Promise<void>>;
  /** Trainings under way; one that is stopped ends within a batch. */
  readonly fits: Set<Promise<void>>;
}

export function createKernelRun({ runId, cellId, ordinal, seen, program }: ExecuteRequest, output: RunOutput): KernelRun {
  return { runId, cellId, ordinal, seen, program, output, pending: new Set(), fits: new Set() };
}

/** Keeps the work in the set until it is over. */
export function track(set: Set<Promise<void>>, work: Promise<void>): void {
  const tracked: Promise<void> = work.catch(() => undefined).finally(() => set.delete(tracked));
  set.add(tracked);
}
