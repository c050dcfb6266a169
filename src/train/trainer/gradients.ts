/** Gradients between backward pass and update: clipped, and summed over batches. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Gradients, TrainOps } from '../module/types';

/** At most one is set: values are cut to ± `value`, or all are scaled together to at most the L2 norm `norm`. */
export interface GradientClip {
  readonly value?: number;
  readonly norm?: number;
}

/**
 * By value: min(max(g, −value), value). By norm: g · norm / max(‖g‖, norm), ‖g‖ over all gradients together (Pascanu,
 * Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013).
 */
export function clipped(tf: TrainOps, gradients: Gradients, clip: GradientClip | null): Gradients {
  if (clip === null) return gradients;
  const { value, norm } = clip;
  if (value !== undefined) return mapped(gradients, (gradient) => gradient.clipByValue(-value, value));
  if (norm === undefined) return gradients;
  const factor = tf.tidy(() => tf.scalar(norm).div(tf.maximum(globalNorm(tf, gradients), norm)));
  return mapped(gradients, (gradient) => gradient.mul(factor));
}

/** The root of the sum of all squares, a scalar. */
export function globalNorm(tf: TrainOps, gradients: Gradients): tfjs.Scalar {
  return tf.tidy(() => tf.addN(Object.values(gradients).map((gradient) => gradient.square().sum())).sqrt() as tfjs.Scalar);
}

export const mapped = (gradients: Gradients, map: (gradient: tfjs.Tensor, name: string) => tfjs.Tensor): Gradients =>
  Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, map(gradient, name)]));

/**
 * Sums of gradients over batches, weighted by the examples of each: with a loss that is a mean over its batch, the sum
 * divided by all examples is the gradient of one large batch, to rounding, also where the last batch is smaller.
 */
export class Accumulator {
  readonly #sums = new Map<string, tfjs.Variable>();

  constructor(
    private readonly tf: TrainOps,
    variables: readonly tfjs.Variable[],
  ) {
    for (const { name, shape } of variables) this.#sums.set(name, tf.tidy(() => tf.variable(tf.zeros(shape), false)));
  }

  /** @param weight a scalar */
  add(gradients: Gradients, weight: tfjs.Tensor): void {
    this.tf.tidy(() => {
      for (const [name, gradient] of Object.entries(gradients)) {
        const sum = this.#sums.get(name);
        sum?.assign(sum.add(gradient.mul(weight)));
      }
    });
  }

  /** The mean, and begins anew. @param weight a scalar: all examples */
  take(weight: tfjs.Tensor): Gradients {
    const mean: Gradients = {};
    for (const [name, sum] of this.#sums) {
      mean[name] = sum.div(weight);
      this.tf.tidy(() => sum.assign(this.tf.zeros(sum.shape)));
    }
    return mean;
  }

  dispose(): void {
    for (const sum of this.#sums.values()) sum.dispose();
    this.#sums.clear();
  }
}
