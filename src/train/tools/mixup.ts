/** Training on mixtures of two examples. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';
import { shapeText } from './tensors';

export interface Mixed {
  /** As given, float32. The caller disposes or tidies. */
  readonly x: Tensor;
  readonly y: Tensor;
}

export interface MixupOptions {
  /** Whether all examples of the batch are mixed in the same share, as in the paper; else each in its own. */
  readonly perBatch?: boolean;
}

/**
 * share · example + (1 - share) · another one of the batch, inputs and labels alike; the share is of Beta(alpha, alpha).
 * Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018. x [batch, ...]; y [batch, ...] one-hot labels or
 * targets, as class numbers cannot be mixed. Random numbers are of the stream that `runtime.seed` begins, made on the device.
 * @throws Error naming both shapes, TypeError for class numbers, RangeError for an alpha that is not positive
 */
export function mixup(tf: TensorFlow, x: Tensor, y: Tensor, alpha = 0.2, { perBatch = false }: MixupOptions = {}): Mixed {
  if (!(alpha > 0 && Number.isFinite(alpha))) throw new RangeError(`mixup: alpha is ${String(alpha)}, but must be positive; 0.1 to 0.4 are usual.`);
  const [batch = 0] = x.shape;
  if (x.rank === 0 || y.rank === 0 || y.shape[0] !== batch) throw new Error(`mixup: x has shape ${shapeText(x.shape)} and y ${shapeText(y.shape)}; both must begin with the size of the batch.`);
  if (y.dtype === 'int32' && (y.rank === 1 || (y.rank === 2 && y.shape[1] === 1))) throw new TypeError(`mixup: y ${shapeText(y.shape)} is int32 class numbers, which cannot be mixed; pass tf.oneHot(y, classes).`);
  return tf.tidy(() => {
    const share = betaNumbers(tf, alpha, perBatch ? 1 : batch);
    // Places of random numbers in order: a permutation that no read makes.
    const { indices } = tf.topk(tf.randomUniform([batch]), batch);
    const mixed = (given: Tensor): Tensor => {
      const values = given.toFloat();
      const part = share.reshape([-1, ...values.shape.slice(1).map(() => 1)]);
      const other = tf.gather(values, indices);
      return other.add(values.sub(other).mul(part));
    };
    return { x: mixed(x), y: mixed(y) };
  });
}

/** [count] numbers of Beta(alpha, alpha), out of two of Gamma(alpha). */
function betaNumbers(tf: TensorFlow, alpha: number, count: number): Tensor {
  const [one, other] = tf.unstack(tf.randomGamma([2, count], alpha, 1)) as [Tensor, Tensor];
  const sum = one.add(other);
  // A small alpha makes numbers so small that float32 has 0 for both; their share is then all or nothing, and 1 stands for it.
  const isPositive = sum.greater(0);
  return tf.where(isPositive, one.div(tf.where(isPositive, sum, tf.onesLike(sum))), tf.onesLike(sum));
}
