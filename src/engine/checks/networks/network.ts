/** What a network of the benchmarks is: its weights, its inputs, and the cost of a batch. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../api';

export interface Weight {
  readonly shape: readonly number[];
  /** One value for all, or normal noise of variance gain / fanIn. */
  readonly start: number | { readonly fanIn: number; readonly gain: number };
}

export interface Input {
  readonly shape: readonly number[];
  readonly values: 'noise' | { readonly classes: number };
}

export interface Built {
  readonly weights: readonly Weight[];
  readonly inputs: readonly Input[];
  /** @returns the mean cost of the batch, a scalar. */
  loss(tf: TensorFlow, inputs: readonly Tensor[], weights: readonly Tensor[]): Tensor;
}

export interface Network {
  build(options: { readonly batch: number; readonly width: number }): Built;
}

export const dense = (fanIn: number, ...shape: number[]): Weight => ({ shape, start: { fanIn, gain: 2 } });
export const zeros = (...shape: number[]): Weight => ({ shape, start: 0 });
export const ones = (...shape: number[]): Weight => ({ shape, start: 1 });

/** The next of a list, in order; throws when there is none. */
export function taker<T>(list: readonly T[]): () => T {
  let next = 0;
  return () => {
    const item = list[next++];
    if (item === undefined) throw new Error('the network is short of weights or inputs');
    return item;
  };
}

/** Mean cross-entropy of logits [n, classes] and class numbers [n], written as stock TensorFlow.js writes it. */
export function crossEntropy(tf: TensorFlow, classes: Tensor, logits: Tensor): Tensor {
  const labels = tf.oneHot(classes.flatten(), logits.shape.at(-1) ?? 1).toFloat();
  return tf.losses.softmaxCrossEntropy(labels, logits);
}
