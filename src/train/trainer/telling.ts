/** What a training tells: the reader's charts and line of progress, its loggers, its history. */
import type { LoggedFit, Logger } from '../loggers/types';
import type { FitEnd, FitLogs, FitReport } from '../sink';
import { EpochMeans, type MeansState } from './means';

/** What was told before a cut. */
export interface Told {
  readonly logs: FitLogs;
  readonly means: MeansState;
  readonly history: Readonly<Record<string, readonly number[]>>;
}

export class FitTelling {
  /** The latest value of each name. */
  logs: Record<string, number> = {};
  /** A value an epoch. */
  readonly history: Record<string, number[]> = {};
  readonly #means = new EpochMeans();
  #report: FitReport | null = null;

  constructor(private readonly loggers: readonly Logger[]) {}

  get told(): Told {
    return { logs: this.logs, means: this.#means.state, history: this.history };
  }
  restore(logs: FitLogs, told: Pick<Told, 'means' | 'history'> | null | undefined): void {
    this.logs = { ...logs };
    this.#means.restore(told?.means ?? []);
    for (const [name, values] of Object.entries(told?.history ?? {})) this.history[name] = [...values];
  }

  /** @throws what a logger's `begin` does */
  async begin(report: FitReport | null, fit: LoggedFit): Promise<void> {
    this.#report = report;
    for (const logger of this.loggers) await logger.begin?.(fit);
  }

  /** A value of the step that goes on: batch `step` of all, in `epoch`, from 0. */
  value(step: number, epoch: number, values: FitLogs): void {
    Object.assign(this.logs, values);
    this.#report?.batch(step, values);
    this.#log(values, { step, epoch, of: 'batch' });
  }

  /** Values of a batch of `size` examples, read late: its step was done `at` milliseconds. */
  batch(step: number, epoch: number, values: FitLogs, size: number, at: number): void {
    Object.assign(this.logs, values);
    this.#means.add(values, size);
    this.#report?.batch(step, values, at);
    this.#log(values, { step, epoch, of: 'batch' });
  }

  /** What validation within an epoch gave. */
  validation(step: number, epoch: number, values: FitLogs): void {
    this.#report?.batch(step, values);
    this.#log(values, { step, epoch, of: 'epoch' });
  }

  /** Means of the epoch's batches, which begin anew. */
  takeMeans(): FitLogs {
    return this.#means.take();
  }

  /** An epoch that is over: `own` is charted now, `validated` where it was not already. */
  epoch(step: number, epoch: number, own: FitLogs, validated: FitLogs, isCharted: boolean): FitLogs {
    const logs = { ...own, ...validated };
    const fresh = isCharted ? own : logs;
    Object.assign(this.logs, logs);
    this.#report?.epoch(epoch, fresh);
    for (const [name, value] of Object.entries(logs)) (this.history[name] ??= []).push(value);
    this.#log(fresh, { step, epoch, of: 'epoch' });
    return logs;
  }

  async end(status: FitEnd, failure: unknown): Promise<void> {
    this.#report?.end(status, status === 'failed' ? (failure instanceof Error ? failure.message : String(failure)) : undefined);
    for (const logger of this.loggers) await logger.end?.(status);
  }

  #log(values: FitLogs, at: Parameters<Logger['log']>[1]): void {
    for (const logger of this.loggers) logger.log(values, at);
  }
}
