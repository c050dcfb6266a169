/** TensorFlow.js with what Gradbook adds to it; the same on every device. */
import type { NamedTensorMap, Rank, Scalar, Tensor, Tensor1D, TensorLike } from '@tensorflow/tfjs';
import type * as stock from '@tensorflow/tfjs';

import './tf-models';

export * from '@tensorflow/tfjs';
export * as layers from './tf-layers';
export { train } from './tf-train';

/** Gaussian error linear unit, x·Φ(x); by its tanh approximation unless `approximate` is false. Any shape. */
export function gelu<R extends Rank>(x: Tensor<R> | TensorLike, approximate?: boolean): Tensor<R>;
/** x·σ(x), also called swish. Any shape. */
export function silu<R extends Rank>(x: Tensor<R> | TensorLike): Tensor<R>;
/** x·tanh(log(1 + eˣ)). Any shape. */
export function mish<R extends Rank>(x: Tensor<R> | TensorLike): Tensor<R>;

/** Normalises over `axis` (the last) to mean 0 and variance 1, then scales by `gamma` and shifts by `beta`, both shaped like that axis. `epsilon` (1e-7) is added to the variance. */
export function layerNorm<R extends Rank>(x: Tensor<R> | TensorLike, gamma?: Tensor | TensorLike | null, beta?: Tensor | TensorLike | null, axis?: number | readonly number[], epsilon?: number): Tensor<R>;
/** Divides by the root of the mean square over `axis` (the last), then multiplies by `scale`, shaped like that axis. */
export function rmsNorm<R extends Rank>(x: Tensor<R> | TensorLike, scale?: Tensor | TensorLike | null, axis?: number | readonly number[], epsilon?: number): Tensor<R>;
/** Normalises each example's groups of channels; `axis` (the last) counts the channels, which `gamma` and `beta` are shaped like. x [batch, ..., channels]. */
export function groupNorm<R extends Rank>(x: Tensor<R> | TensorLike, groups: number, gamma?: Tensor | TensorLike | null, beta?: Tensor | TensorLike | null, axis?: number, epsilon?: number): Tensor<R>;
/** Another name of `layerNorm`. */
export const layerNormalization: typeof layerNorm;
/** Another name of `rmsNorm`. */
export const rmsNormalization: typeof rmsNorm;
/** Another name of `groupNorm`. */
export const groupNormalization: typeof groupNorm;

export interface AttentionOptions {
  /** Added to the scores; broadcast to [batch, heads, queries, keys]. */
  readonly bias?: Tensor;
  /** True where a query may see a key; broadcast to [batch, heads, queries, keys]. A query that sees none gives 0. */
  readonly mask?: Tensor;
  /** What the scores are multiplied by; 1 / √width unless told. */
  readonly scale?: number;
  /** Whether a query sees only the keys at and before its own place. */
  readonly isCausal?: boolean;
  /** Share of the weights that are dropped; 0, as for prediction, unless told. */
  readonly dropout?: number;
}
/** softmax(query · keyᵀ · scale) · value; query [batch, queries, heads, width], key and value [batch, keys, heads, width] → [batch, queries, heads, width]. */
export function dotProductAttention(query: Tensor | TensorLike, key: Tensor | TensorLike, value: Tensor | TensorLike, options?: AttentionOptions): Tensor;

/**
 * Connectionist temporal classification: minus the log-probability that `output`, read at every time and with repetitions
 * and then `maskIndex` left out, spells `target` (Graves et al., "Connectionist Temporal Classification", ICML 2006).
 * target [batch, longest] class numbers, of which example b uses the first targetLength[b]; output [batch, time, classes]
 * logits, of which it uses the first outputLength[b]; both lengths [batch] → losses [batch]. A target that so little
 * time cannot spell has loss Infinity and gradient 0. A class number within a target that names no class, or names
 * `maskIndex`, and a length that its tensor lacks make the loss NaN.
 */
export function ctcLoss(target: Tensor | TensorLike, output: Tensor | TensorLike, targetLength: Tensor | TensorLike, outputLength: Tensor | TensorLike, maskIndex?: number): Tensor1D;

/** The lower triangle of matrices [..., rows, columns]: what lies on diagonal `k` (0) and below; 0 above. */
export function tril<R extends Rank>(x: Tensor<R> | TensorLike, k?: number): Tensor<R>;
/** The upper triangle of matrices [..., rows, columns]: what lies on diagonal `k` (0) and above; 0 below. */
export function triu<R extends Rank>(x: Tensor<R> | TensorLike, k?: number): Tensor<R>;
/**
 * The same function, whose gradients compute it again instead of keeping what it computed on the way: less memory for
 * about a third more time, where a network is cut into some such parts. Arguments and results are tensors; variables
 * and other tensors are used from outside. Random numbers are drawn as the first time. What else `fn` changes, such as
 * the moving averages of batch normalization, it changes twice.
 *
 * ```ts
 * const block = tf.remat((x: tf.Tensor) => layer.apply(x) as tf.Tensor);
 * ```
 */
export function remat<T extends Tensor | Tensor[], X extends Tensor[]>(fn: (...xs: X) => T): (...xs: X) => T;
/** Scales tensors, say gradients, together so that the norm of all their values is at most `clipNorm`; gives them and the norm they had. */
export function clipByGlobalNorm<T extends readonly Tensor[] | NamedTensorMap>(tensors: T, clipNorm: number): [T, Scalar];

export const losses: typeof stock.losses & {
  /** Mean cross-entropy of class numbers [...] and logits [..., classes], without making one-hot labels. A label that names no class makes the loss NaN. */
  sparseSoftmaxCrossEntropy(labels: Tensor | TensorLike, logits: Tensor | TensorLike, weights?: Tensor | TensorLike, labelSmoothing?: number, reduction?: stock.Reduction): Tensor;
};

declare module '@tensorflow/tfjs-core/dist/tensor' {
  interface Tensor<R extends Rank = Rank> {
    /** Gaussian error linear unit; by its tanh approximation unless `approximate` is false. */
    gelu(approximate?: boolean): Tensor<R>;
    /** x·σ(x). */
    silu(): Tensor<R>;
    /** x·tanh(log(1 + eˣ)). */
    mish(): Tensor<R>;
    /** Normalises over `axis` (the last), then scales and shifts. */
    layerNorm(gamma?: Tensor | null, beta?: Tensor | null, axis?: number | readonly number[], epsilon?: number): Tensor<R>;
    /** Divides by the root of the mean square over `axis` (the last), then scales. */
    rmsNorm(scale?: Tensor | null, axis?: number | readonly number[], epsilon?: number): Tensor<R>;
    /** Normalises groups of channels of each example. */
    groupNorm(groups: number, gamma?: Tensor | null, beta?: Tensor | null, axis?: number, epsilon?: number): Tensor<R>;
    /** What lies on diagonal `k` and below. */
    tril(k?: number): Tensor<R>;
    /** What lies on diagonal `k` and above. */
    triu(k?: number): Tensor<R>;
  }
}
