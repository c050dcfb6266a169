/** Sweeps over settings. */

/** How the values of one setting of a sweep are drawn: made by `train.uniform` and its kin. */
export interface Distribution<T> {
  readonly kind: 'uniform' | 'logUniform' | 'int' | 'normal' | 'choice';
  readonly value?: T;
}

/** Any number in [low, high), each as likely. @throws RangeError unless low < high */
export function uniform(low: number, high: number): Distribution<number>;
/** A number in [low, high) whose logarithm is uniform: for learning rates. Both are the values themselves, such as 1e-4, above 0. */
export function logUniform(low: number, high: number): Distribution<number>;
/** A number of the normal distribution. */
export function normal(mean: number, deviation: number): Distribution<number>;
/** A whole number from low to high, both included. */
export function int(low: number, high: number): Distribution<number>;
/** One of some values, each as likely; a plain list in the space means the same. */
export function choice<const T>(values: readonly T[]): Distribution<T>;

/** What the settings of a trial are, by their space. */
export type SweepSettings<S> = {
  [K in keyof S]: S[K] extends Distribution<infer T> ? T : S[K] extends readonly (infer T)[] ? T : S[K] extends (...args: any[]) => any ? S[K] : S[K] extends object ? SweepSettings<S[K]> : S[K];
};

export interface TrialContext {
  /** From 1. */
  readonly trial: number;
  /** What the trial may spend, such as epochs: grows from rung to rung with method 'halving'; else `budget` of the options, 1 unless told. */
  readonly budget: number;
  /** A value of the metric along the way; charted in the trial's run. */
  report(step: number, value: number): void;
  /**
   * Whether the trial's best so far is worse than the median of the other trials' best up to the same step, once four
   * have reported (the median rule of Google Vizier, 2017): return then.
   */
  shouldPrune(): boolean;
}

export interface SweepOptions {
  /**
   * 'random' (unless told) draws settings; 'grid' walks through all combinations of lists and whole numbers; 'halving'
   * gives many draws a small budget and goes on with the best 1/eta of them and eta times the budget (successive
   * halving: Jamieson and Talwalkar, 2016). Each trial trains anew.
   */
  readonly method?: 'random' | 'grid' | 'halving';
  /** 20 unless told; of a grid all; of halving as many as leave one at the end. */
  readonly trials?: number;
  /** The same seed draws the same settings. Random unless told; the result tells it. */
  readonly seed?: number;
  /** By which trials are judged: 'val_loss' unless told. */
  readonly metric?: string;
  /** Whether lower or higher is better; by the metric's name unless told. */
  readonly goal?: 'min' | 'max';
  /** A number for every trial, or {min, max, eta} of halving; eta is 3 unless told. */
  readonly budget?: number | { readonly min: number; readonly max: number; readonly eta?: number };
  /** Of the table and the runs; 'sweep' unless told. */
  readonly name?: string;
  /**
   * 'none' (unless told): below the cell stand one table and one line of progress; charts and figures of the trials are in
   * the runs. 'each': every trial draws its charts, figures and summary below the cell, as a fit by itself does.
   */
  readonly charts?: 'none' | 'each';
}

export interface Trial<S = Record<string, any>> {
  /** From 1. */
  readonly trial: number;
  readonly settings: S;
  readonly budget: number;
  /** Of the metric; NaN where there is none. */
  readonly value: number;
  readonly status: 'running' | 'done' | 'pruned' | 'failed' | 'stopped';
  /** What failed. */
  readonly message?: string;
  readonly reported: readonly { readonly step: number; readonly value: number }[];
  readonly seconds: number;
}

export interface SweepResult<S = Record<string, any>> {
  /** Among the trials of the largest budget; null where none has succeeded. */
  readonly best: Trial<S> | null;
  readonly trials: readonly Trial<S>[];
  readonly metric: string;
  readonly goal: 'min' | 'max';
  readonly seed: number;
  /** Of its runs, in the Runs panel. */
  readonly group: string;
  readonly status: 'done' | 'stopped';
}

/**
 * Tries settings one after the other; each trial is a run of one group, and a table below the cell shows them with the
 * best so far; their charts are in the runs, unless `charts: 'each'`. The function trains and returns a number, an object with the metric, or what `trainer.fit` or
 * `model.fit` resolved with, whose best epoch counts; or it calls `report`. A trial that throws or gives NaN is
 * recorded and the sweep goes on, until three fail in a row.
 *
 * ```ts
 * const { best } = await train.sweep(
 *   { lr: train.logUniform(1e-4, 1e-1), units: [16, 32, 64] },
 *   async ({ lr, units }) => new train.Trainer({ maxEpochs: 5 }).fit(new Net({ lr, units }), { train: data, validation }),
 *   { trials: 20, metric: 'val_loss', seed: 1 },
 * );
 * ```
 * @throws TypeError, RangeError naming the parameter or option; Error after three failures in a row, or where the metric is not among what the function gave
 */
export function sweep<const S extends object>(space: S, run: (settings: SweepSettings<S>, context: TrialContext) => unknown, options?: SweepOptions): Promise<SweepResult<SweepSettings<S>>>;
export namespace sweep {
  /** The latest sweep, also while it runs and after it was stopped; null before the first. */
  const last: SweepResult | null;
}
