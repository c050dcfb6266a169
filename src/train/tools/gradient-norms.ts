/** How large gradients are. */
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';
import { readAll } from './tensors';

type Gradients = Readonly<Record<string, Tensor>>;

/** √Σg² over all values of all gradients, on the device; what `clipByGlobalNorm` compares. Infinity where a square is beyond float32. */
export function globalNorm(tf: TensorFlow, gradients: Gradients | readonly Tensor[]): Scalar {
  const all = Object.values(gradients);
  return tf.tidy(() => (all.length === 0 ? tf.scalar(0) : tf.stack(all.map((gradient) => gradient.square().sum())).sum().sqrt().asScalar()));
}

export interface GradientNorms {
  /** L2 norm over all gradients together. */
  readonly global: number;
  /** L2 norm of each, by the name of its variable. */
  readonly byName: Readonly<Record<string, number>>;
}

/** The norms of what `tf.variableGrads` gives as `grads`; one read. Scaled by the largest value, so that none overflows. */
export async function gradientNorms(tf: TensorFlow, gradients: Gradients): Promise<GradientNorms> {
  const names = Object.keys(gradients);
  const read = await readAll(tf, () =>
    Object.values(gradients).map((gradient) => {
      if (gradient.size === 0) return tf.tensor1d([0, 0]);
      const largest = gradient.abs().max();
      return tf.stack([largest, gradient.div(tf.where(largest.greater(0), largest, tf.onesLike(largest))).square().sum().sqrt()]);
    }),
  );
  // An infinite value over itself is NaN, but its norm is infinite.
  const norms = read.map((one) => (one?.values[0] === Infinity ? Infinity : (one?.values[0] ?? 0) * (one?.values[1] ?? 0)));
  return { global: Math.hypot(...norms), byName: Object.fromEntries(names.map((name, index) => [name, norms[index] ?? 0])) };
}
