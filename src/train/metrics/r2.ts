/** The share of the targets' variance that predictions explain. */
import type { TensorFlow } from '../tools/tensorflow';
import { shapedLike } from './accuracy';
import type { Reading } from './gathering';
import { Gathering } from './gathering';
import type { Given } from './metric';
import { shapeText, tensorOf, weightsOf } from '../tools/tensors';

export interface R2Options {
  readonly name?: string;
  /** How outputs become one number: 'uniform' (unless told) takes their mean, 'variance' weights it by their targets' variance, 'none' gives each. */
  readonly average?: 'uniform' | 'variance' | 'none';
}

/**
 * 1 - Σ(y - ŷ)² / Σ(y - ȳ)² of each output, as `sklearn.metrics.r2_score`; a constant target gives 1 if predicted
 * exactly, else 0. yTrue and yPred [examples] or [examples, ..., outputs]; weights as many as examples.
 *
 * Batches are joined by their means and squared deviations (Chan, Golub and LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances", 1979): sums of squares would lose the variance of targets far from 0.
 */
export class R2 extends Gathering<number | number[]> {
  /** [4, outputs]: weight, mean, Σ(y - mean)², Σ(y - ŷ)². */
  readonly #moments = this.slot();

  constructor(
    tf: TensorFlow,
    private readonly options: R2Options,
  ) {
    super(tf, options.name ?? 'r2');
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const { tf } = this;
    const predicted = tensorOf(tf, yPred, 'yPred', this.name).toFloat();
    const truth = shapedLike(this.name, tensorOf(tf, yTrue, 'yTrue', this.name), predicted).toFloat();
    const outputs = predicted.rank < 2 ? 1 : (predicted.shape.at(-1) ?? 1);
    const outer = predicted.rank < 2 ? [predicted.size] : predicted.shape.slice(0, -1);
    if (predicted.size === 0) return;
    const y = truth.reshape([-1, outputs]);
    const weights = weightsOf(tf, sampleWeight, outer, this.name).reshape([-1, 1]);
    const weight = weights.sum().mul(tf.ones([outputs]));
    const mean = y.mul(weights).sum(0).divNoNan(weight);
    const spread = y.sub(mean).square().mul(weights).sum(0);
    const error = y.sub(predicted.reshape([-1, outputs])).square().mul(weights).sum(0);
    const known = this.#moments.value;
    if (known === null || (this.#moments.isFresh && known.shape[1] !== outputs)) return this.#moments.set(tf.stack([weight, mean, spread, error]));
    if (known.shape[1] !== outputs) throw new Error(`${this.name}: this batch has shape ${shapeText(predicted.shape)}, but those before it had ${known.shape[1]} outputs; reset() the metric.`);
    const [weight0, mean0, spread0, error0] = tf.unstack(known) as [typeof weight, typeof weight, typeof weight, typeof weight];
    const share = weight.divNoNan(weight0.add(weight));
    const apart = mean.sub(mean0);
    this.#moments.set(
      tf.stack([weight0.add(weight), mean0.add(apart.mul(share)), spread0.add(spread).add(apart.square().mul(weight0).mul(share)), error0.add(error)]),
    );
  }

  protected compute(read: Reading): number | number[] {
    const { shape, values } = read(this.#moments) ?? { shape: [4, 0], values: new Float64Array() };
    const outputs = shape[1] ?? 0;
    const spreads = values.subarray(2 * outputs, 3 * outputs);
    const each = Array.from(spreads, (spread, index) => {
      if (values[index] === 0) return NaN;
      const error = values[3 * outputs + index] ?? 0;
      return spread === 0 ? (error === 0 ? 1 : 0) : 1 - error / spread;
    });
    const { average = 'uniform' } = this.options;
    if (average === 'none') return each;
    const total = spreads.reduce((sum, spread) => sum + spread, 0);
    if (average === 'uniform' || total === 0) return each.reduce((sum, value) => sum + value, 0) / outputs;
    return each.reduce((sum, value, index) => sum + (value * (spreads[index] ?? 0)) / total, 0);
  }
}
