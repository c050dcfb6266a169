/** What the engine adds to TensorFlow.js's namespace; the same calls work on every device. */
import type { MultiHeadAttentionArgs } from './layers/attention';
import type { GroupNormalizationArgs, RmsNormalizationArgs } from './layers/normalizations';
import type { PositionalEmbeddingArgs, RotaryEmbeddingArgs } from './layers/positions';
import type { TransformerBlockArgs } from './layers/transformer';
import type { NamedTensorMap, Rank, Scalar, Tensor, Tensor1D, TensorLike } from '@tensorflow/tfjs';

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

/** How the losses of examples become one: as `tf.Reduction` has it. */
export type LossReduction = (typeof import('@tensorflow/tfjs'))['Reduction'][keyof (typeof import('@tensorflow/tfjs'))['Reduction']];

export interface Additions {
  /** Gaussian error linear unit, x·Φ(x); by its tanh approximation unless `approximate` is false. Any shape. */
  gelu<R extends Rank>(x: Tensor<R> | TensorLike, approximate?: boolean): Tensor<R>;
  /** x·σ(x), also called swish. Any shape. */
  silu<R extends Rank>(x: Tensor<R> | TensorLike): Tensor<R>;
  /** x·tanh(log(1 + eˣ)). Any shape. */
  mish<R extends Rank>(x: Tensor<R> | TensorLike): Tensor<R>;

  /** Normalises over `axis` (the last) to mean 0 and variance 1, then scales by `gamma` and shifts by `beta`, both shaped like that axis. `epsilon` (1e-7) is added to the variance. */
  layerNorm<R extends Rank>(x: Tensor<R> | TensorLike, gamma?: Tensor | TensorLike | null, beta?: Tensor | TensorLike | null, axis?: number | readonly number[], epsilon?: number): Tensor<R>;
  /** Another name of `layerNorm`. */
  layerNormalization: Additions['layerNorm'];
  /** Divides by the root of the mean square over `axis` (the last), then multiplies by `scale`, shaped like that axis. */
  rmsNorm<R extends Rank>(x: Tensor<R> | TensorLike, scale?: Tensor | TensorLike | null, axis?: number | readonly number[], epsilon?: number): Tensor<R>;
  /** Another name of `rmsNorm`. */
  rmsNormalization: Additions['rmsNorm'];
  /** Normalises each example's groups of channels; `axis` (the last) counts the channels, which `gamma` and `beta` are shaped like. x [batch, ..., channels]. */
  groupNorm<R extends Rank>(x: Tensor<R> | TensorLike, groups: number, gamma?: Tensor | TensorLike | null, beta?: Tensor | TensorLike | null, axis?: number, epsilon?: number): Tensor<R>;
  /** Another name of `groupNorm`. */
  groupNormalization: Additions['groupNorm'];

  /** softmax(query · keyᵀ · scale) · value; query [batch, queries, heads, width], key and value [batch, keys, heads, width] → [batch, queries, heads, width]. */
  dotProductAttention(query: Tensor | TensorLike, key: Tensor | TensorLike, value: Tensor | TensorLike, options?: AttentionOptions): Tensor;

  /**
   * Connectionist temporal classification: minus the log-probability that `output`, read at every time and with repetitions
   * and then `maskIndex` left out, spells `target` (Graves et al., "Connectionist Temporal Classification", ICML 2006).
   * target [batch, longest] class numbers, of which example b uses the first targetLength[b]; output [batch, time, classes]
   * logits, of which it uses the first outputLength[b]; both lengths [batch] → losses [batch]. A target that so little
   * time cannot spell has loss Infinity and gradient 0. A class number within a target that names no class, or names
   * `maskIndex`, and a length that its tensor lacks make the loss NaN.
   */
  ctcLoss(target: Tensor | TensorLike, output: Tensor | TensorLike, targetLength: Tensor | TensorLike, outputLength: Tensor | TensorLike, maskIndex?: number): Tensor1D;

  /** The lower triangle of matrices [..., rows, columns]: what lies on diagonal `k` (0) and below; 0 above. */
  tril<R extends Rank>(x: Tensor<R> | TensorLike, k?: number): Tensor<R>;
  /** The upper triangle of matrices [..., rows, columns]: what lies on diagonal `k` (0) and above; 0 below. */
  triu<R extends Rank>(x: Tensor<R> | TensorLike, k?: number): Tensor<R>;

  /**
   * The same function, whose gradients compute it again instead of keeping what it computed on the way: less memory for
   * about a third more time, where a network is cut into some such parts. Arguments and results are tensors; variables
   * and other tensors are used from outside. Random numbers are drawn as the first time. What else `fn` changes, such as
   * the moving averages of batch normalization, it changes twice.
   */
  remat<T extends Tensor | Tensor[], X extends Tensor[]>(fn: (...xs: X) => T): (...xs: X) => T;

  /** Scales tensors, say gradients, together so that the norm of all their values is at most `clipNorm`; gives them and the norm they had. */
  clipByGlobalNorm<T extends readonly Tensor[] | NamedTensorMap>(tensors: T, clipNorm: number): [T, Scalar];
}

export interface LossAdditions {
  /** Mean cross-entropy of class numbers [...] and logits [..., classes], without making one-hot labels. A label that names no class makes the loss NaN. */
  sparseSoftmaxCrossEntropy(labels: Tensor | TensorLike, logits: Tensor | TensorLike, weights?: Tensor | TensorLike, labelSmoothing?: number, reduction?: LossReduction): Tensor;
}

type Layer = InstanceType<(typeof import('@tensorflow/tfjs'))['layers']['Layer']>;

export interface LayerAdditions {
  /** Attention of several heads: [batch, time, width] attends to itself, or [query, value, key?] to each other. Weights as Keras shapes them. */
  multiHeadAttention(args: MultiHeadAttentionArgs): Layer;
  /** Self-attention and a feed-forward network, each normalised and around a residual: [batch, time, width] → the same shape. */
  transformerBlock(args: TransformerBlockArgs): Layer;
  /** Divides by the root of the mean square, then multiplies by a learned scale. */
  rmsNormalization(args?: RmsNormalizationArgs): Layer;
  /** Normalises groups of channels of each example, then scales and shifts. */
  groupNormalization(args?: GroupNormalizationArgs): Layer;
  /** Adds an embedding of each time to [batch, time, width]. */
  positionalEmbedding(args?: PositionalEmbeddingArgs): Layer;
  /** Turns pairs of values of [batch, time, ..., width] by angles that grow with time. */
  rotaryEmbedding(args?: RotaryEmbeddingArgs): Layer;
}

/** Additions that may be called on a tensor as well, which is then their first argument. */
export const CHAINED = ['gelu', 'silu', 'mish', 'layerNorm', 'rmsNorm', 'groupNorm', 'tril', 'triu'] as const satisfies readonly (keyof Additions)[];
