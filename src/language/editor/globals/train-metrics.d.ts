/** Metrics that gather over batches on the device and are read once: `update(yTrue, yPred, sampleWeight?)`, labels first. */
import type { Tensor, TensorLike, Variable } from '@tensorflow/tfjs';
import type { Metric as TrainMetric } from './train';

type Given = Tensor | TensorLike;
interface Named {
  /** Name under which it is logged. */
  readonly name?: string;
}
interface ClassOptions extends Named {
  /** Whether scores are logits rather than probabilities. */
  readonly fromLogits?: boolean;
  /** A single score above this says class 1; 0.5, or 0 for logits, unless told. */
  readonly threshold?: number;
  /** Needed only where predictions are class numbers. */
  readonly numClasses?: number;
  /** Examples with this label count nothing. */
  readonly ignoreClass?: number;
}
interface Averaged extends ClassOptions {
  readonly average?: 'binary' | 'micro' | 'macro' | 'weighted';
  /** What 0 / 0 is. */
  readonly zeroDivision?: number;
}
interface Area extends Named {
  readonly fromLogits?: boolean;
  readonly ignoreClass?: number;
  readonly average?: 'macro' | 'weighted' | 'micro';
}

/** Weighted mean of numbers or tensors: `update(values, sampleWeight?)`. */
export function mean(options?: Named): TrainMetric<number, [values: Given, sampleWeight?: Given | null]>;
/** Share of right classes; labels [...] or one-hot [..., classes], predictions [..., classes] or single scores. */
export function accuracy(options?: ClassOptions): TrainMetric;
/** Share of scores on the right side of the threshold. */
export function binaryAccuracy(options?: Named & { readonly fromLogits?: boolean; readonly threshold?: number }): TrainMetric;
/** Share of labels whose score is among the `k` (5) best. */
export function topKAccuracy(options?: Named & { readonly k?: number; readonly ignoreClass?: number }): TrainMetric;
/** Share of a class's predictions that are right; with `average: 'none'` of each class. */
export function precision(options: ClassOptions & { readonly average: 'none' }): TrainMetric<number[]>;
export function precision(options?: Averaged): TrainMetric;
/** Share of a class's labels that are found. */
export function recall(options: ClassOptions & { readonly average: 'none' }): TrainMetric<number[]>;
export function recall(options?: Averaged): TrainMetric;
/** Harmonic mean of precision and recall. */
export function f1(options: ClassOptions & { readonly average: 'none' }): TrainMetric<number[]>;
export function f1(options?: Averaged): TrainMetric;
/** Area under the ROC curve, exact; keeps all scores until reset. */
export function auc(options?: Area): TrainMetric;
/** Area under the precision-recall curve as average precision, exact. */
export function prAuc(options?: Area): TrainMetric;
/** Rows are labels, columns predictions. */
export function confusionMatrix(options?: ClassOptions): TrainMetric<number[][]>;
/** Mean absolute error. */
export function mae(options?: Named): TrainMetric;
/** Mean squared error. */
export function mse(options?: Named): TrainMetric;
/** Root of the mean squared error. */
export function rmse(options?: Named): TrainMetric;
/** Coefficient of determination: 1 is perfect, 0 as good as the mean. */
export function r2(options?: Named & { readonly average?: 'uniform' | 'variance' }): TrainMetric;
/** exp of the mean cross-entropy, in nats. */
export function perplexity(options?: Named & { readonly fromLogits?: boolean; readonly ignoreClass?: number }): TrainMetric;
/** Intersection over union of labels and predictions, the mean of classes that occur. */
export function iou(options?: ClassOptions): TrainMetric;

/** What own metrics extend. */
export abstract class Metric {
  constructor(name?: string);
  readonly name: string;
  /** A variable that no optimizer trains, filled with `initial` (0) now and at each reset. */
  addWeight(name: string, shape?: readonly number[], initial?: number): Variable;
  abstract updateState(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void;
  abstract result(): number | Tensor | Promise<number | Tensor>;
  resetStates(): void;
  dispose(): void;
}
