import type { Tensor } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../api';
import type { Random } from './random';

/** Each is accepted in more than 19 of 20 cases, so that all fail once in 10¹⁰ numbers, which are then a little off. */
const ATTEMPTS = 8;

interface GammaOptions {
  readonly alpha: number;
  /** The rate, one over the scale: the mean is alpha / beta. */
  readonly beta: number;
  readonly seed?: number | string | null | undefined;
}

/**
 * Gamma numbers on the device, each the first of a few attempts that is accepted, so that how many are drawn does not
 * depend on what is drawn. Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM Transactions on
 * Mathematical Software 26(3), 2000; for alpha < 1 by its section 6. @returns float32 of the shape; the caller tidies
 */
export function gammaNumbers(tf: StockTensorFlow, random: Random, shape: readonly number[], { alpha, beta, seed }: GammaOptions): Tensor {
  if (!(alpha > 0)) throw new Error(`randomGamma: alpha is ${alpha} and must be positive`);
  if (!(beta > 0)) throw new Error(`randomGamma: beta is ${beta} and must be positive`);
  // Three draws that must not meet.
  const part = (name: string): string | undefined => (seed === undefined || seed === null ? undefined : `${seed} ${name}`);
  const d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  const x = random.values('normal', [ATTEMPTS, ...shape], 0, 1, part('normal'));
  const u = random.values('uniform', [ATTEMPTS, ...shape], 0, 1, part('uniform'));
  const root = x.mul(1 / Math.sqrt(9 * d)).add(1);
  const v = tf.maximum(root, 1e-6).pow(3);
  const bound = tf.square(x).mul(0.5).add(tf.sub(1, v).add(tf.log(v)).mul(d));
  const isAccepted = tf.logicalAnd(tf.greater(root, 1e-6), tf.less(tf.log(u), bound));
  const [accepted, candidates] = [tf.unstack(isAccepted), tf.unstack(v)];
  const [last, ...earlier] = candidates.map((candidate, index) => ({ candidate, accepted: accepted[index] as Tensor })).reverse();
  const chosen = earlier.reduce((rest, one) => tf.where(one.accepted, one.candidate, rest), last?.candidate as Tensor);
  const scaled = chosen.mul(d / beta);
  if (alpha >= 1) return scaled;
  return scaled.mul(tf.pow(random.values('uniform', shape, 0, 1, part('power')), 1 / alpha));
}
