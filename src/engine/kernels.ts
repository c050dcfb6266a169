/**
 * The kernels that the engine adds to TensorFlow.js's own: names, inputs, attributes and outputs. Every backend has
 * all of them: composed of stock kernels (`ops/composed.ts`) unless it registered a faster version of its own before.
 * Values are float32 unless said otherwise; every output is new memory. An output list of one is returned bare.
 */

/** One kernel: names of its inputs, its attributes, names of its outputs in order, inputs that may be absent. */
interface Kernel<Inputs extends string, Attrs extends object, Outputs extends readonly string[], Optional extends string = never> {
  readonly inputs: Inputs;
  readonly optional: Optional;
  readonly attrs: Attrs;
  readonly outputs: Outputs;
}

export interface CustomKernels {
  /** Gaussian error linear unit, any shape: y = x·Φ(x) = x/2·(1 + erf(x/√2)), or x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))) if `approximate`. */
  readonly Gelu: Kernel<'x', GeluAttrs, ['y']>;
  /** dx = dy·(Φ(x) + x·φ(x)), φ the normal density; or the derivative of the tanh form. */
  readonly GeluGrad: Kernel<'dy' | 'x', GeluAttrs, ['dx']>;

  /** y = x·σ(x), σ the logistic function; any shape. */
  readonly Silu: Kernel<'x', NoAttrs, ['y']>;
  /** dx = dy·σ(x)·(1 + x·(1 − σ(x))). */
  readonly SiluGrad: Kernel<'dy' | 'x', NoAttrs, ['dx']>;

  /**
   * x [..., n], gamma [n], beta [n] → y [..., n], mean [..., 1], inverse [..., 1]:
   * inverse = 1/√(variance + epsilon), the variance biased (divided by n); y = (x − mean)·inverse·gamma + beta.
   */
  readonly LayerNorm: Kernel<'x' | 'gamma' | 'beta', NormAttrs, ['y', 'mean', 'inverse']>;
  /**
   * dy, x [..., n], gamma [n], mean, inverse [..., 1] → dx [..., n], dgamma [n], dbeta [n]. With x̂ = (x − mean)·inverse
   * and g = dy·gamma: dx = inverse·(g − mean(g) − x̂·mean(g·x̂)), means over the last axis; dgamma = Σ dy·x̂ and
   * dbeta = Σ dy over all other axes.
   */
  readonly LayerNormGrad: Kernel<'dy' | 'x' | 'gamma' | 'mean' | 'inverse', NoAttrs, ['dx', 'dgamma', 'dbeta']>;

  /** x [..., n], gamma [n] → y [..., n], inverse [..., 1]: inverse = 1/√(mean(x²) + epsilon); y = x·inverse·gamma. */
  readonly RmsNorm: Kernel<'x' | 'gamma', NormAttrs, ['y', 'inverse']>;
  /**
   * dy, x [..., n], gamma [n], inverse [..., 1] → dx [..., n], dgamma [n]. With x̂ = x·inverse and g = dy·gamma:
   * dx = inverse·(g − x̂·mean(g·x̂)); dgamma = Σ dy·x̂ over all axes but the last.
   */
  readonly RmsNormGrad: Kernel<'dy' | 'x' | 'gamma' | 'inverse', NoAttrs, ['dx', 'dgamma']>;

  /**
   * logits [n, c], labels [n] int32 → loss [n], logSumExp [n]. With smoothing s:
   * loss = logSumExp − (1 − s)·logits[label] − s/c·Σ logits. A label outside 0…c−1 makes its loss NaN.
   */
  readonly SparseSoftmaxCrossEntropy: Kernel<'logits' | 'labels', SmoothingAttrs, ['loss', 'logSumExp']>;
  /**
   * dy [n], logits [n, c], labels [n] int32, logSumExp [n] → dlogits [n, c] =
   * dy·(exp(logits − logSumExp) − (1 − s)·[class = label] − s/c). A label outside 0…c−1 makes its row NaN.
   */
  readonly SparseSoftmaxCrossEntropyGrad: Kernel<'dy' | 'logits' | 'labels' | 'logSumExp', SmoothingAttrs, ['dlogits']>;

  /** logits [n, c], labels [n, c] (weights of the classes, float32) → loss [n] = Σ labels·(logSumExp − logits), logSumExp [n]. */
  readonly SoftmaxCrossEntropy: Kernel<'logits' | 'labels', NoAttrs, ['loss', 'logSumExp']>;
  /** dy [n], logits, labels [n, c], logSumExp [n] → dlogits [n, c] = dy·(exp(logits − logSumExp)·Σ labels − labels), the sum over the row. */
  readonly SoftmaxCrossEntropyGrad: Kernel<'dy' | 'logits' | 'labels' | 'logSumExp', NoAttrs, ['dlogits']>;

  /**
   * x [..., q, k], mask (bool, the same rank, sizes equal or 1) → y [..., q, k]: the softmax of scale·x over the last
   * axis among the keys that may be seen, 0 elsewhere; a row that sees none is 0. Hidden is what `mask` says false
   * of and, if `causal`, key j for query i where j > i. x hidden may hold anything, NaN and infinity too.
   */
  readonly MaskedSoftmax: Kernel<'x', MaskedSoftmaxAttrs, ['y'], 'mask'>;
  /** dy, y [..., q, k] → dx = scale·y·(dy − Σ dy·y), the sum over the last axis. */
  readonly MaskedSoftmaxGrad: Kernel<'dy' | 'y', ScaleAttrs, ['dx']>;
}

// Types rather than interfaces: only these are assignable to TensorFlow.js's map of attributes.
export type NoAttrs = Readonly<Record<string, never>>;
export type GeluAttrs = { readonly approximate: boolean };
export type NormAttrs = { readonly epsilon: number };
/** `labelSmoothing` in 0…1. */
export type SmoothingAttrs = { readonly labelSmoothing: number };
export type ScaleAttrs = { readonly scale: number };
export type MaskedSoftmaxAttrs = ScaleAttrs & { readonly causal: boolean };

export type CustomKernel = keyof CustomKernels;
export type AttrsOf<Name extends CustomKernel> = CustomKernels[Name]['attrs'];
/** The inputs as tensors of kind `T`. */
export type InputsOf<Name extends CustomKernel, T> = Readonly<Record<CustomKernels[Name]['inputs'], T>> &
  Readonly<Partial<Record<CustomKernels[Name]['optional'], T>>>;
/** The outputs as tensors of kind `T`, in order. */
export type OutputsOf<Name extends CustomKernel, T> = Each<CustomKernels[Name]['outputs'], T>;
type Each<Names extends readonly string[], T> = { readonly [Index in keyof Names]: T };
