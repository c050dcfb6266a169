/** The small tools of `train`, on the one TensorFlow.js that cells see. */
import type { Optimizer, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { TrainDrawing } from '../drawing';
import type { Given } from '../metrics/metric';
import type { FindRateOptions } from '../trainer/find-rate';
import type { LearningRateFound, LearningRateSearch } from './find-learning-rate';
import { findLearningRate } from './find-learning-rate';
import type { GradientNorms } from './gradient-norms';
import { globalNorm, gradientNorms } from './gradient-norms';
import type { BenchmarkOptions, DatasetBenchmark, Infeed, InfeedOptions } from './infeed';
import { benchmarkDataset, infeed } from './infeed';
import type { ClassWeightOptions, LabelSmoothingOptions } from './labels';
import { classWeights, labelSmoothing } from './labels';
import type { LossScaleOptions } from './loss-scale';
import type { LossScaleOptimizer } from './loss-scale-optimizer';
import { createLossScaleOptimizer } from './loss-scale-optimizer';
import type { Mixed, MixupOptions } from './mixup';
import { mixup } from './mixup';
import type { TensorFlow } from './tensorflow';
import type { HardExample, TopLossOptions } from './top-losses';
import { topLosses } from './top-losses';
import type { EmaOptions, WeightAverage } from './weight-average';
import { averageWeights, ema } from './weight-average';

export interface Tools {
  /** Trains with a growing rate, puts the variables back and draws the losses; the suggestion is where the loss falls most steeply. */
  findLearningRate(search: LearningRateSearch): Promise<LearningRateFound>;
  /** The same of a module or a compiled layers model, by its own steps. */
  findLearningRate(module: unknown, data?: unknown, options?: FindRateOptions): Promise<LearningRateFound>;
  /** Batches that are made ahead, while earlier ones are trained on. */
  infeed(data: unknown, options?: InfeedOptions): Infeed;
  /** How fast a data set gives batches, and how much of training would wait for it; prints a line and JSON. */
  benchmarkDataset(data: unknown, options?: BenchmarkOptions): Promise<DatasetBenchmark>;
  /** The examples of the highest cross-entropy, highest first. */
  topLosses(yTrue: Given, yPred: Given, options?: TopLossOptions): Promise<HardExample[]>;
  /** What classes count so that all count the same; for `fit`'s `classWeight`. */
  classWeights(labels: Given, options?: ClassWeightOptions): Promise<Record<number, number>>;
  /** One-hot labels of which a share (0.1) is spread over all classes. */
  labelSmoothing(labels: Given, smoothing?: number, options?: LabelSmoothingOptions): Tensor;
  /** Mixtures of two examples of a batch each, by shares of Beta(alpha, alpha); alpha is 0.2 unless told. */
  mixup(x: Tensor, y: Tensor, alpha?: number, options?: MixupOptions): Mixed;
  /** An exponential moving average of variables. */
  ema(variables: readonly Variable[], options?: EmaOptions): WeightAverage;
  /** The mean of variables over updates: stochastic weight averaging. */
  averageWeights(variables: readonly Variable[]): WeightAverage;
  /** L2 norms of gradients; one read. */
  gradientNorms(gradients: Readonly<Record<string, Tensor>>): Promise<GradientNorms>;
  /** L2 norm of all gradients together, on the device. */
  globalNorm(gradients: Readonly<Record<string, Tensor>> | readonly Tensor[]): Scalar;
  /** `new LossScaleOptimizer(inner, {initialScale, growthSteps} | {fixed})`: scales losses, skips steps that are not finite. */
  readonly LossScaleOptimizer: new (inner: Optimizer, options?: LossScaleOptions) => LossScaleOptimizer;
}

type FindRate = (module: unknown, data: unknown, options: FindRateOptions | undefined) => Promise<LearningRateFound>;

/** @param drawing where charts go now; null outside of every run @param findRateOf searches by the steps of a module */
export function createTools(tf: TensorFlow, drawing: () => TrainDrawing | null, findRateOf: FindRate): Tools {
  return {
    async findLearningRate(given: unknown, data?: unknown, options?: FindRateOptions) {
      const place = drawing();
      const found = await (isSearch(given) ? findLearningRate(tf, given) : findRateOf(given, data, options));
      place?.learningRates(found.learningRates, found.losses, found.smoothed, found.suggestion);
      return found;
    },
    infeed: (data, options) => infeed(tf, data, options),
    benchmarkDataset: (data, options) => benchmarkDataset(tf, data, options),
    topLosses: (yTrue, yPred, options) => topLosses(tf, yTrue, yPred, options),
    classWeights: (labels, options) => classWeights(tf, labels, options),
    labelSmoothing: (labels, smoothing, options) => labelSmoothing(tf, labels, smoothing, options),
    mixup: (x, y, alpha, options) => mixup(tf, x, y, alpha, options),
    ema: (variables, options) => ema(tf, variables, options),
    averageWeights: (variables) => averageWeights(tf, variables),
    gradientNorms: (gradients) => gradientNorms(tf, gradients),
    globalNorm: (gradients) => globalNorm(tf, gradients),
    LossScaleOptimizer: lossScaleOptimizerClass(tf),
  };
}

/** A step of one's own with the variables that it changes, instead of a module. */
const isSearch = (given: unknown): given is LearningRateSearch => typeof given === 'object' && given !== null && Object.hasOwn(given, 'step') && Object.hasOwn(given, 'variables');

/** A function that is called with `new` and gives another object gives that. */
const lossScaleOptimizerClass = (tf: TensorFlow): Tools['LossScaleOptimizer'] =>
  function LossScaleOptimizer(inner: Optimizer, options?: LossScaleOptions) {
    return createLossScaleOptimizer(tf, inner, options);
  } as unknown as Tools['LossScaleOptimizer'];
