/** Who is told of a Trainer's values. */
import type { JsonObject } from '../../base/json';
import type { TrainFiles } from '../trainer/environment';

export interface LoggedFit {
  /** Of the module. */
  readonly name: string;
  /** The module's hyper-parameters. */
  readonly settings: JsonObject;
  readonly seed: number;
  /** Null outside of cells. */
  readonly files: TrainFiles | null;
}

export interface LoggedAt {
  /** Batches so far. */
  readonly step: number;
  /** From 0. */
  readonly epoch: number;
  /** `epoch`: means over an epoch, and what its validation gave. */
  readonly of: 'batch' | 'epoch';
}

/** Takes the values of every batch and epoch. */
export interface Logger {
  /** Before the first batch; may fail, and the fit with it. */
  begin?(fit: LoggedFit): unknown;
  log(values: Readonly<Record<string, number>>, at: LoggedAt): void;
  /** @param status 'done', 'stopped' or 'failed' */
  end?(status: string): unknown;
}
