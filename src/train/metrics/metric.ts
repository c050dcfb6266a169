/** What every metric of `train.metrics` is: numbers of many batches, gathered on the device and read once. */
import type { Tensor, TensorLike } from '@tensorflow/tfjs';

/** A tensor, or numbers that become one; whole numbers become int32. */
export type Given = Tensor | TensorLike;

/** Labels, predictions, and what each example counts (1 unless told): shaped like the labels or their leading dimensions. */
export type Pairs = readonly [yTrue: Given, yPred: Given, sampleWeight?: Given | null];

/** A metric's numbers as JSON, for checkpoints; null for what has gathered nothing yet. */
export type MetricState = readonly ({ readonly shape: readonly number[]; readonly values: readonly number[] } | null)[];

/**
 * Gathers over batches. `update` reads nothing: what it gathers stays on the device, in variables that no optimizer
 * trains, so it may stand inside `tf.tidy`. Sums are float32: counts are exact up to 2²⁴, and right to 6 digits beyond.
 */
export interface Metric<R = number, Args extends readonly unknown[] = Pairs> {
  readonly name: string;
  /** Takes a batch. @throws Error naming both shapes where they do not fit */
  update(...args: Args): void;
  /** Keras's name of `update`. */
  updateState(...args: Args): void;
  /** Reads once; the batches so far stay gathered. NaN where nothing was gathered. */
  result(): Promise<R>;
  /** Forgets all batches. */
  reset(): void;
  /** Keras's name of `reset`. */
  resetStates(): void;
  /** Frees its tensors; the metric may not be updated any more. */
  dispose(): void;
  /** What was gathered, for a checkpoint; one read. */
  state(): Promise<MetricState>;
  /** Goes on from `state()` of a metric made with the same options. @throws Error for the state of another kind */
  restore(state: MetricState): void;
}
