/** Accuracies: which share of decisions is right. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import type { ClassOptions } from './classes';
import { decisions, refuseStrays, weighted } from './classes';
import type { Reading } from './gathering';
import { Gathering } from './gathering';
import type { Given } from './metric';
import { sameShape, shapeText, tensorOf } from '../tools/tensors';

/** Keeps [weight of hits, weight of all, labels that name no class]. */
abstract class Share extends Gathering {
  protected readonly counts = this.sum();
  protected classes: number | null = null;

  protected count(hits: Tensor, weights: Tensor, strays: Tensor): void {
    this.counts.add(this.tf.stack([hits.toFloat().mul(weights).sum(), weights.sum(), strays.sum()]));
  }

  protected compute(read: Reading): number {
    const [hits = 0, all = 0, strays = 0] = read(this.counts)?.values ?? [];
    refuseStrays(this.name, strays, this.classes);
    return hits / all;
  }
}

/** Of classes, or of a single score; see `decisions` for the forms. As `sklearn.metrics.accuracy_score`. */
export class Accuracy extends Share {
  constructor(
    tf: TensorFlow,
    private readonly options: ClassOptions,
  ) {
    super(tf, options.name ?? 'accuracy');
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const { labels, predictions, weights, strays, classes } = decisions(this.tf, this.name, [yTrue, yPred, sampleWeight], this.options);
    this.classes = classes;
    this.count(labels.equal(predictions), weights, strays);
  }
}

/** Of scores one by one, each against its own 0 or 1: labels and scores of one shape. As Keras's `BinaryAccuracy`, over all values. */
export class BinaryAccuracy extends Share {
  constructor(
    tf: TensorFlow,
    private readonly options: Pick<ClassOptions, 'name' | 'fromLogits' | 'threshold'>,
  ) {
    super(tf, options.name ?? 'binaryAccuracy');
    this.classes = 2;
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const scores = tensorOf(this.tf, yPred, 'yPred', this.name);
    const labels = shapedLike(this.name, tensorOf(this.tf, yTrue, 'yTrue', this.name), scores);
    const { weights, strays } = weighted(this.tf, this.name, labels, scores.shape, 2, sampleWeight, {});
    const threshold = this.options.threshold ?? (this.options.fromLogits === true ? 0 : 0.5);
    this.count(scores.greater(threshold).equal(labels.greater(0.5)).flatten(), weights, strays);
  }
}

/** @throws Error naming both shapes, unless they differ by a last 1 only */
export function shapedLike(metric: string, labels: Tensor, scores: Tensor): Tensor {
  if (sameShape(labels.shape, scores.shape)) return labels;
  const bare = (shape: readonly number[]): readonly number[] => (shape.at(-1) === 1 ? shape.slice(0, -1) : shape);
  if (labels.size === scores.size && sameShape(bare(labels.shape), bare(scores.shape))) return labels.reshape(scores.shape);
  throw new Error(`${metric}: yTrue has shape ${shapeText(labels.shape)} and yPred ${shapeText(scores.shape)}; they must be equal, as each value is compared with its own.`);
}

export interface TopKOptions extends Pick<ClassOptions, 'name' | 'ignoreClass'> {
  /** How many of the best scores may hold the label's; 5 unless told. */
  readonly k?: number;
}

/**
 * Whether the label's score is among the `k` best. Scores that tie at the border are all in, as in TensorFlow's
 * `in_top_k`; without ties as `sklearn.metrics.top_k_accuracy_score`. Scores [..., classes]; logits or probabilities.
 */
export class TopKAccuracy extends Share {
  readonly #k: number;

  constructor(
    tf: TensorFlow,
    private readonly options: TopKOptions,
  ) {
    const { k = 5 } = options;
    if (!Number.isInteger(k) || k < 1) throw new RangeError(`topKAccuracy: k is ${k}, but counts the best scores: 1, 2, …`);
    super(tf, options.name ?? `top${k}Accuracy`);
    this.#k = k;
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const scores = tensorOf(this.tf, yPred, 'yPred', this.name);
    if (scores.rank < 2 || (scores.shape.at(-1) ?? 0) < 2) throw new Error(`${this.name}: yPred has shape ${shapeText(scores.shape)}; the best of several scores needs [..., classes].`);
    const { labels, weights, strays, classes } = decisions(this.tf, this.name, [yTrue, scores.toFloat(), sampleWeight], this.options);
    this.classes = classes;
    const rows = scores.toFloat().reshape([labels.size, classes ?? 1]);
    const isOwn = this.tf.oneHot(labels.toInt(), classes ?? 1, 1, 0, 'bool');
    const own = this.tf.where(isOwn, rows, this.tf.zerosLike(rows)).sum(-1, true);
    // What is not at most the label's score stands before it: so does all, where a score is NaN.
    const before = this.tf.sub(1, rows.lessEqual(own).toFloat()).sum(-1);
    this.count(before.less(this.#k), weights, strays);
  }
}
