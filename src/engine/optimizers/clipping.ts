import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';

/** How gradients are clipped before a step, as Keras 3 names it; at most one may be set. */
export interface Clipping {
  /** Each variable's gradient is scaled down to at most this L2 norm. */
  readonly clipNorm?: number;
  /** All gradients are scaled down together to at most this L2 norm. */
  readonly globalClipNorm?: number;
  /** Each value of a gradient is cut to ± this. */
  readonly clipValue?: number;
}

const NAMES = ['clipNorm', 'globalClipNorm', 'clipValue'] as const;

/** @returns null if nothing is clipped. @throws Error if more than one is set, or one is not positive. */
export function clippingOf(options: Readonly<Record<string, unknown>>): Clipping | null {
  const set = NAMES.filter((name) => options[name] !== undefined && options[name] !== null);
  const [name] = set;
  if (name === undefined) return null;
  if (set.length > 1) throw new Error(`An optimizer clips gradients in one way only, but ${set.join(' and ')} are set; leave out all but one.`);
  const value = options[name];
  if (typeof value !== 'number' || !(value > 0)) throw new Error(`${name} must be a positive number, but is ${String(value)}.`);
  return { [name]: value };
}

/** What gradients are multiplied by, [gradients] or [1]; null where no norm is clipped. Computed on the device. */
export function gradientScales(tf: TensorFlow, clipping: Clipping | null, gradients: readonly Tensor[]): Tensor | null {
  const most = clipping?.clipNorm ?? clipping?.globalClipNorm;
  if (most === undefined || gradients.length === 0) return null;
  return tf.tidy(() => {
    const squares = squaredNorms(tf, gradients);
    const norms = (clipping?.clipNorm === undefined ? squares.sum(0, true) : squares).sqrt();
    return tf.div(most, tf.maximum(norms, most));
  });
}

/** [tensors]: each one's sum of squares. */
export const squaredNorms = (tf: TensorFlow, tensors: readonly Tensor[]): Tensor => tf.stack(tensors.map((tensor) => tensor.square().sum()));

/** Clips by ordinary operations, where the kernel is not there. */
export function clipGradients(tf: TensorFlow, clipping: Clipping, gradients: readonly Tensor[]): Tensor[] {
  const { clipValue } = clipping;
  if (clipValue !== undefined) return gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  const scales = gradientScales(tf, clipping, gradients);
  if (scales === null) return [...gradients];
  const count = scales.shape[0] ?? 1;
  return gradients.map((gradient, index) => gradient.mul(scales.slice(Math.min(index, count - 1), 1).reshape([])));
}
