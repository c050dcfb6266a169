/** The small tools of `train`. */
import { Optimizer } from '@tensorflow/tfjs';
import type { Scalar, Tensor, TensorLike, Variable } from '@tensorflow/tfjs';

type Given = Tensor | TensorLike;

export interface LearningRateFound {
  readonly learningRates: number[];
  readonly losses: number[];
  readonly smoothed: number[];
  /** Where the smoothed loss falls most steeply; null where it never falls. */
  readonly suggestion: number | null;
  readonly isDiverged: boolean;
}
/**
 * Trains with a growing rate, puts the variables back, and draws the losses with the suggested rate marked: where the
 * loss falls most steeply (Smith, 2017).
 */
export function findLearningRate(search: {
  /** Does a step with this rate and gives its loss. */
  readonly step: (learningRate: number) => Scalar | number | Promise<Scalar | number>;
  readonly variables: readonly Variable[];
  readonly from?: number;
  readonly to?: number;
  readonly steps?: number;
  readonly smoothing?: number;
  readonly divergence?: number;
}): Promise<LearningRateFound>;

/**
 * The same of a module or a compiled `tf.LayersModel`, by its own steps over its data; weights, optimizers and random
 * numbers are as before afterwards.
 *
 * ```ts
 * const { suggestion } = await train.findLearningRate(model, { x, y });
 * ```
 */
export function findLearningRate(
  module: object,
  data?: any,
  options?: { readonly from?: number; readonly to?: number; readonly steps?: number; readonly smoothing?: number; readonly divergence?: number; readonly seed?: number },
): Promise<LearningRateFound>;

/** Batches made ahead. */
export interface Infeed extends AsyncIterable<any> {
  /** Of an epoch; undefined where unknown. */
  readonly batches?: number;
}
/** Makes up to `prefetch` (2) batches while earlier ones are trained on; for a Trainer, `accelerate` or `for await`, an epoch each time. Who takes a batch frees it. */
export function infeed(data: any, options?: { readonly prefetch?: number; readonly seed?: number }): Infeed;

export interface DatasetBenchmark {
  readonly batches: number;
  readonly items: number;
  readonly seconds: number;
  readonly itemsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Milliseconds until the first batch. */
  readonly firstBatchMs: number;
  /** Milliseconds a batch, without the first. */
  readonly msPerBatch: number;
  /** Share of the time of training that waits for data; null unless `msPerStep` was given. */
  readonly stallShare: number | null;
}
/** Reads an epoch of the data, or so many `batches`, as training would, and prints items per second and the result as JSON. `msPerStep`: what a step of training takes, for the share of time that it would wait. */
export function benchmarkDataset(data: any, options?: { readonly batches?: number; readonly msPerStep?: number; readonly print?: (line: string) => void }): Promise<DatasetBenchmark>;

export interface HardExample {
  readonly index: number;
  readonly loss: number;
  readonly label: number;
  readonly predicted: number;
  readonly probability: number;
}
/** The examples of the highest cross-entropy, highest first. */
export function topLosses(yTrue: Given, yPred: Given, options?: { readonly count?: number; readonly fromLogits?: boolean }): Promise<HardExample[]>;
/** What classes count so that all count the same; for `fit`'s `classWeight`. */
export function classWeights(labels: Given, options?: { readonly numClasses?: number }): Promise<Record<number, number>>;
/** One-hot labels of which a share (0.1) is spread over all classes. */
export function labelSmoothing(labels: Given, smoothing?: number, options?: { readonly numClasses?: number }): Tensor;
/** Mixtures of two examples of a batch each, by shares of Beta(alpha, alpha); alpha is 0.2 unless told. */
export function mixup(x: Tensor, y: Tensor, alpha?: number, options?: { readonly perBatch?: boolean }): { readonly x: Tensor; readonly y: Tensor };

export interface WeightAverage {
  update(): void;
  /** Puts the average into the variables and keeps their values. */
  apply(): void;
  /** Puts the variables' own values back. */
  restore(): void;
  using<T>(fn: () => T | Promise<T>): Promise<T>;
  dispose(): void;
}
/** An exponential moving average of variables. */
export function ema(variables: readonly Variable[], options?: { readonly decay?: number; readonly warmup?: boolean }): WeightAverage;
/** The mean of variables over updates. */
export function averageWeights(variables: readonly Variable[]): WeightAverage;

/** L2 norms of gradients; one read. */
export function gradientNorms(gradients: Readonly<Record<string, Tensor>>): Promise<{ readonly global: number; readonly byName: Readonly<Record<string, number>> }>;
/** L2 norm of all gradients together, on the device. */
export function globalNorm(gradients: Readonly<Record<string, Tensor>> | readonly Tensor[]): Scalar;

/** Scales losses so that float16 gradients do not vanish; skips steps that are not finite, halving the scale. */
export class LossScaleOptimizer extends Optimizer {
  constructor(inner: Optimizer, options?: { readonly fixed: number } | { readonly initialScale?: number; readonly growthSteps?: number });
  readonly innerOptimizer: Optimizer;
  /** [scale, finite steps since it changed, skipped steps], on the device. */
  readonly lossScaleState: Variable;
  getScaledLoss(loss: Scalar): Scalar;
  getUnscaledGradients<G extends Record<string, Tensor>>(gradients: G): G;
  readLossScale(): Promise<{ readonly scale: number; readonly goodSteps: number; readonly skipped: number }>;
  getConfig(): any;
  applyGradients(gradients: any): void;
}
