/** Computing in 16 bits. */
import type { Optimizer, Scalar, Tensor } from '@tensorflow/tfjs';

/**
 * 'mixed_float16' and 'mixed_bfloat16': products of matrices and convolutions take factors of 16 bits and sum in float32;
 * variables, softmax and losses are float32.
 */
export type PolicyName = 'float32' | 'mixed_float16' | 'mixed_bfloat16';

export interface PolicyOptions {
  /**
   * On any device: layers round what they take, every result and every gradient to 16 bits, to nearest, ties to even,
   * subnormals and overflow to infinity included. Slower, for testing; false unless told.
   */
  readonly emulate?: boolean;
}

/** Policies of layers (Micikevicius et al., "Mixed Precision Training", 2018), with Keras's names. */
export const mixedPrecision: {
  /**
   * Of layers that are first called from now on; a layer's own `dtype` is stronger: `tf.layers.dense({units: 10, dtype:
   * 'float32'})`. Models that are compiled under 'mixed_float16' scale their losses. Natively all products on the device
   * are computed so.
   * @throws Error where the device cannot, saying which can; never silently float32.
   */
  setGlobalPolicy(name: PolicyName, options?: PolicyOptions): void;
  globalPolicy(): { readonly name: PolicyName; readonly emulate: boolean; readonly computeDtype: 'float32' | 'float16' | 'bfloat16'; readonly variableDtype: 'float32' };
  /** Computes as a policy says (the global one unless told), operations outside of layers too; gradients follow. Synchronous. */
  autocast<T>(compute: () => T, policy?: PolicyName | (PolicyOptions & { readonly policy: PolicyName })): T;
  /** The loss times the scale of a `LossScaleOptimizer`; of other optimizers as it is. */
  getScaledLoss(optimizer: Optimizer, loss: Scalar): Scalar;
  /** Gradients of the scaled loss, divided by the scale. */
  getUnscaledGradients<G extends Record<string, Tensor>>(optimizer: Optimizer, gradients: G): G;
};
