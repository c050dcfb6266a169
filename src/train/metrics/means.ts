/** Weighted means over batches: of values as they come, of errors, and of the surprise at labels. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import { shapedLike } from './accuracy';
import type { Reading } from './gathering';
import { Gathering } from './gathering';
import type { Given, Pairs } from './metric';
import { tensorOf, weightsOf } from '../tools/tensors';

/** Keeps [Σ weight · value, Σ weight]. */
export abstract class Averaging<Args extends readonly unknown[]> extends Gathering<number, Args> {
  protected readonly sums = this.sum();

  /** Without a product, which would make an infinite value with weight 0 count. */
  protected take(values: Tensor, sampleWeight: Given | null | undefined): void {
    const { tf } = this;
    if (sampleWeight === undefined || sampleWeight === null) return this.sums.add(tf.stack([values.sum(), tf.scalar(values.size)]));
    const weights = weightsOf(tf, sampleWeight, values.shape, this.name);
    this.sums.add(tf.stack([tf.where(weights.notEqual(0), values.mul(weights), tf.zerosLike(values)).sum(), weights.sum()]));
  }

  protected compute(read: Reading): number {
    const [sum = 0, all = 0] = read(this.sums)?.values ?? [];
    return this.of(sum / all);
  }

  protected abstract of(mean: number): number;
}

/** Of numbers or tensors of any shape, each value counting its weight: say losses, weighted by the size of their batch. */
export class Mean extends Averaging<readonly [values: Given, sampleWeight?: Given | null]> {
  constructor(tf: TensorFlow, name = 'mean') {
    super(tf, name);
  }

  protected gather(values: Given, sampleWeight?: Given | null): void {
    this.take(tensorOf(this.tf, values, 'values', this.name).toFloat(), sampleWeight);
  }

  protected of(mean: number): number {
    return mean;
  }
}

export const ERRORS = {
  mae: { of: (difference: Tensor): Tensor => difference.abs(), root: false },
  mse: { of: (difference: Tensor): Tensor => difference.square(), root: false },
  rmse: { of: (difference: Tensor): Tensor => difference.square(), root: true },
} as const;

/**
 * Mean absolute or squared error, or the root of the latter, over all examples and outputs: `sklearn.metrics.
 * mean_absolute_error`, `mean_squared_error`. The root is taken of the mean over outputs, too, as Keras does.
 */
export class MeanError extends Averaging<Pairs> {
  constructor(
    tf: TensorFlow,
    private readonly kind: keyof typeof ERRORS,
    name?: string,
  ) {
    super(tf, name ?? kind);
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const predicted = tensorOf(this.tf, yPred, 'yPred', this.name).toFloat();
    const truth = shapedLike(this.name, tensorOf(this.tf, yTrue, 'yTrue', this.name), predicted).toFloat();
    this.take(ERRORS[this.kind].of(predicted.sub(truth)), sampleWeight);
  }

  protected of(mean: number): number {
    return ERRORS[this.kind].root ? Math.sqrt(mean) : mean;
  }
}
