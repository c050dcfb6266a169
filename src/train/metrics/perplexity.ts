/** How many equally likely tokens a model's surprise at the right one amounts to. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import type { ClassOptions } from './classes';
import { refuseStrays, weighted } from './classes';
import type { Reading } from './gathering';
import { Gathering } from './gathering';
import type { Given } from './metric';
import { sameShape, shapeText, tensorOf } from '../tools/tensors';

export type PerplexityOptions = Pick<ClassOptions, 'name' | 'fromLogits' | 'ignoreClass'>;

/** Probabilities below this count as this, as in Keras: an impossible token would else make everything infinite. */
const LEAST = 1e-7;

/**
 * exp of the mean cross-entropy in nats, `exp(sklearn.metrics.log_loss)`. Labels [...] class numbers or [..., classes]
 * one-hot; predictions [..., classes] probabilities that sum to 1, or logits with `fromLogits`.
 */
export class Perplexity extends Gathering {
  /** [Σ weight · cross-entropy, Σ weight, labels that name no class] */
  readonly #sums = this.sum();
  #classes: number | null = null;

  constructor(
    tf: TensorFlow,
    private readonly options: PerplexityOptions,
  ) {
    super(tf, options.name ?? 'perplexity');
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const { tf } = this;
    const scores = tensorOf(tf, yPred, 'yPred', this.name).toFloat();
    const classes = scores.shape.at(-1) ?? 1;
    this.#classes = classes;
    const { labels, weights, strays } = weighted(tf, this.name, this.#labelsOf(yTrue, scores), scores.shape.slice(0, -1), classes, sampleWeight, this.options);
    const rows = scores.reshape([labels.size, classes]);
    const logs = this.options.fromLogits === true ? tf.logSoftmax(rows) : rows.clipByValue(LEAST, 1).log();
    const isOwn = tf.oneHot(labels.toInt(), classes, 1, 0, 'bool');
    const surprise = tf.where(isOwn, logs, tf.zerosLike(logs)).sum(-1).neg();
    const counted = tf.where(weights.notEqual(0), surprise.mul(weights), tf.zerosLike(surprise));
    this.#sums.add(tf.stack([counted.sum(), weights.sum(), strays.sum()]));
  }

  #labelsOf(yTrue: Given, scores: Tensor): Tensor {
    const truth = tensorOf(this.tf, yTrue, 'yTrue', this.name);
    const outer = scores.shape.slice(0, -1);
    if (scores.rank > 0 && sameShape(truth.shape, outer)) return truth;
    if (scores.rank > 1 && sameShape(truth.shape, scores.shape)) return truth.argMax(-1);
    if (scores.rank > 1 && sameShape(truth.shape, [...outer, 1])) return truth.reshape(outer);
    throw new Error(`${this.name}: labels have shape ${shapeText(truth.shape)} and predictions ${shapeText(scores.shape)}; labels must be class numbers ${shapeText(outer)} or one-hot ${shapeText(scores.shape)}.`);
  }

  protected compute(read: Reading): number {
    const [sum = 0, all = 0, strays = 0] = read(this.#sums)?.values ?? [];
    refuseStrays(this.name, strays, this.#classes);
    return Math.exp(sum / all);
  }
}
