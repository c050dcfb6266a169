/** What the engine adds to TensorFlow.js's namespace; the same calls work on every device. */
import type { Tensor, TensorLike } from '@tensorflow/tfjs';

export interface AttentionOptions {
  /** Added to the scores; broadcast to [batch, heads, queries, keys]. */
  readonly bias?: Tensor;
  /** True where a query may see a key; broadcast to [batch, heads, queries, keys]. */
  readonly mask?: Tensor;
  /** What the scores are multiplied by; 1 / √width unless told. */
  readonly scale?: number;
  /** Whether a query sees only the keys at and before its own place. */
  readonly isCausal?: boolean;
}

/** Optional, because stock TensorFlow.js, which benchmarks run beside ours, has none of them. */
export interface Additions {
  /** Gaussian error linear unit, x·Φ(x); by its tanh approximation unless `approximate` is false. Any shape. */
  gelu?(x: Tensor | TensorLike, approximate?: boolean): Tensor;
  /** Normalises over `axis` (the last) to mean 0 and variance 1, then scales by `gamma` and shifts by `beta`, both shaped like that axis. */
  layerNorm?(x: Tensor | TensorLike, gamma?: Tensor, beta?: Tensor, axis?: number, epsilon?: number): Tensor;
  /** softmax(query · keyᵀ · scale) · value; query [batch, queries, heads, width], key and value [batch, keys, heads, width]. */
  dotProductAttention?(query: Tensor, key: Tensor, value: Tensor, options?: AttentionOptions): Tensor;
}

export interface LossAdditions {
  /** Mean cross-entropy of class numbers [...] and logits [..., classes], without making one-hot labels. */
  sparseSoftmaxCrossEntropy?(labels: Tensor | TensorLike, logits: Tensor | TensorLike, weights?: Tensor | TensorLike, labelSmoothing?: number): Tensor;
}
