/** `train.metrics`: a factory for each metric. */
import type { TensorFlow } from '../tools/tensorflow';
import type { TopKOptions } from './accuracy';
import { Accuracy, BinaryAccuracy, TopKAccuracy } from './accuracy';
import type { AucOptions } from './auc';
import { Auc } from './auc';
import type { AveragedOptions } from './averaged';
import { Averaged } from './averaged';
import type { ClassOptions } from './classes';
import type { ConfusionOptions, IouOptions, Matrix } from './confusion';
import { ConfusionMatrix, Iou } from './confusion';
import { Mean, MeanError } from './means';
import type { Given, Metric } from './metric';
import type { OwnMetric, OwnMetricClass } from './own';
import { asMetric, ownMetricClass } from './own';
import type { PerplexityOptions } from './perplexity';
import { Perplexity } from './perplexity';
import type { R2Options } from './r2';
import { R2 } from './r2';

interface Named {
  /** Name under which the metric is logged. */
  readonly name?: string;
}

/** A number for each class or output. */
interface Each<O> {
  (options: O & { readonly average: 'none' }): Metric<number[]>;
  (options?: O): Metric;
}

/**
 * Metrics are updated with `update(yTrue, yPred, sampleWeight?)`, labels first. Labels are class numbers [...], or one-hot
 * [..., classes]; predictions are probabilities or logits [..., classes], single scores [...] or [..., 1] of class 1, or
 * int32 class numbers. Weights [...] count examples more or less.
 */
export interface Metrics {
  /** Weighted mean of numbers or tensors: `update(values, sampleWeight?)`. */
  mean(options?: Named): Metric<number, readonly [values: Given, sampleWeight?: Given | null]>;
  /** Share of right classes; of single scores, against the threshold. */
  accuracy(options?: ClassOptions): Metric;
  /** Share of scores on the right side of the threshold, each against its own label: shapes are equal. */
  binaryAccuracy(options?: Pick<ClassOptions, 'name' | 'fromLogits' | 'threshold'>): Metric;
  /** Share of labels whose score is among the `k` (5) best. */
  topKAccuracy(options?: TopKOptions): Metric;
  /** Share of a class's predictions that are right. */
  precision: Each<AveragedOptions>;
  /** Share of a class's labels that are found. */
  recall: Each<AveragedOptions>;
  /** Harmonic mean of precision and recall. */
  f1: Each<AveragedOptions>;
  /** Area under the ROC curve, exact; keeps all scores until reset. */
  auc: Each<AucOptions>;
  /** Area under the precision-recall curve as average precision, exact; keeps all scores until reset. */
  prAuc: Each<AucOptions>;
  /** Rows are labels, columns predictions. */
  confusionMatrix(options?: ConfusionOptions): Metric<Matrix>;
  /** Mean absolute error. */
  mae(options?: Named): Metric;
  /** Mean squared error. */
  mse(options?: Named): Metric;
  /** Root of the mean squared error. */
  rmse(options?: Named): Metric;
  /** Coefficient of determination: 1 is perfect, 0 as good as the mean. */
  r2: Each<R2Options>;
  /** exp of the mean cross-entropy, in nats. */
  perplexity(options?: PerplexityOptions): Metric;
  /** Intersection over union of labels and predictions, the mean of classes that occur. */
  iou: Each<IouOptions>;
  /** What own metrics extend: `class X extends train.metrics.Metric { updateState(yTrue, yPred) {…}; result() {…} }`. */
  readonly Metric: OwnMetricClass;
  /** An own metric in the form of ours, for trainers. @throws TypeError naming the method that it lacks */
  of(metric: OwnMetric | Metric<unknown>): Metric<unknown>;
}

export function createMetrics(tf: TensorFlow): Metrics {
  return {
    mean: ({ name } = {}) => new Mean(tf, name),
    accuracy: (options = {}) => new Accuracy(tf, options),
    binaryAccuracy: (options = {}) => new BinaryAccuracy(tf, options),
    topKAccuracy: (options = {}) => new TopKAccuracy(tf, options),
    precision: each((options: AveragedOptions) => new Averaged(tf, 'precision', options)),
    recall: each((options: AveragedOptions) => new Averaged(tf, 'recall', options)),
    f1: each((options: AveragedOptions) => new Averaged(tf, 'f1', options)),
    auc: each((options: AucOptions) => new Auc(tf, 'auc', options)),
    prAuc: each((options: AucOptions) => new Auc(tf, 'prAuc', options)),
    confusionMatrix: (options = {}) => new ConfusionMatrix(tf, options),
    mae: ({ name } = {}) => new MeanError(tf, 'mae', name),
    mse: ({ name } = {}) => new MeanError(tf, 'mse', name),
    rmse: ({ name } = {}) => new MeanError(tf, 'rmse', name),
    r2: each((options: R2Options) => new R2(tf, options)),
    perplexity: (options = {}) => new Perplexity(tf, options),
    iou: each((options: IouOptions) => new Iou(tf, options)),
    Metric: ownMetricClass(tf),
    of: (metric) => asMetric(tf, metric),
  };
}

/** The option `average` decides what `result` gives, which one signature cannot say. */
const each = <O extends object>(make: (options: O) => Metric<number | number[]>): Each<O> =>
  ((options?: O) => make(options ?? ({} as O))) as Each<O>;
