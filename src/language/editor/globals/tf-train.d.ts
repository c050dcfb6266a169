/** The optimizers of TensorFlow.js and those that Gradbook adds; a step of any takes one kernel call for all variables. */
import { train as stock } from '@tensorflow/tfjs';
import type { AdadeltaOptimizer, AdagradOptimizer, AdamOptimizer, AdamaxOptimizer, MomentumOptimizer, Optimizer, RMSPropOptimizer, SGDOptimizer, Variable } from '@tensorflow/tfjs';

/** How gradients are clipped before a step; at most one may be set. */
export interface Clipping {
  /** Each variable's gradient is scaled down to at most this L2 norm. */
  readonly clipNorm?: number;
  /** All gradients are scaled down together to at most this L2 norm. */
  readonly globalClipNorm?: number;
  /** Each value of a gradient is cut to ± this. */
  readonly clipValue?: number;
}

export interface FusedOptimizer extends Optimizer {
  learningRate: number;
  /** From the next step on. */
  setLearningRate(learningRate: number): void;
  /** Leaves variables, or those whose names contain one of these texts, out of weight decay. */
  excludeFromWeightDecay(exclusion: { readonly varList?: readonly Variable[]; readonly varNames?: readonly string[] }): void;
}

interface Rate {
  readonly learningRate?: number;
}
interface Moments extends Rate, Clipping {
  readonly beta1?: number;
  readonly beta2?: number;
}
interface Decay {
  /** Share of a weight that a step of rate 1 takes away. */
  readonly weightDecay?: number;
}

interface Added {
  /** Adam with weight decay apart from the gradient; 0.001, 0.004, 0.9, 0.999, 1e-7 unless told. */
  adamw(learningRate?: number, weightDecay?: number, beta1?: number, beta2?: number, epsilon?: number, options?: Clipping): FusedOptimizer;
  adamw(options: Moments & Decay & { readonly epsilon?: number }): FusedOptimizer;
  /** Goes by the sign of its momentum; 0.001, 0.9, 0.99, 0 unless told. Rates are 3 to 10 times lower than Adam's. */
  lion(learningRate?: number, beta1?: number, beta2?: number, weightDecay?: number, options?: Clipping): FusedOptimizer;
  lion(options: Moments & Decay): FusedOptimizer;
  /** Adam whose steps are scaled to the norm of each variable, for large batches; 0.001, 0.9, 0.999, 1e-7, 0 unless told. */
  lamb(learningRate?: number, beta1?: number, beta2?: number, epsilon?: number, weightDecay?: number, options?: Clipping): FusedOptimizer;
  lamb(options: Moments & Decay & { readonly epsilon?: number }): FusedOptimizer;
  /** Momentum whose steps are scaled to the norm of each variable; 0.01, 0.9, 0.0005, 0.001, 1e-9 unless told. */
  lars(learningRate?: number, momentum?: number, weightDecay?: number, trustCoefficient?: number, epsilon?: number, options?: Clipping): FusedOptimizer;
  lars(options: Rate & Clipping & Decay & { readonly momentum?: number; readonly trustCoefficient?: number; readonly epsilon?: number }): FusedOptimizer;

  sgd(learningRate: number, options: Clipping): SGDOptimizer;
  sgd(options: { readonly learningRate: number } & Clipping): SGDOptimizer;
  momentum(learningRate: number, momentum: number, options: Clipping): MomentumOptimizer;
  momentum(learningRate: number, momentum: number, useNesterov: boolean, options: Clipping): MomentumOptimizer;
  momentum(options: { readonly learningRate: number; readonly momentum: number; readonly useNesterov?: boolean } & Clipping): MomentumOptimizer;
  rmsprop(options: { readonly learningRate: number; readonly decay?: number; readonly momentum?: number; readonly epsilon?: number; readonly centered?: boolean } & Clipping): RMSPropOptimizer;
  adam(learningRate: number, options: Clipping): AdamOptimizer;
  adam(options: Moments & { readonly epsilon?: number }): AdamOptimizer;
  adadelta(options: Rate & Clipping & { readonly rho?: number; readonly epsilon?: number }): AdadeltaOptimizer;
  adamax(options: Moments & { readonly epsilon?: number; readonly decay?: number }): AdamaxOptimizer;
  adagrad(options: { readonly learningRate: number; readonly initialAccumulatorValue?: number } & Clipping): AdagradOptimizer;
}

export const train: typeof stock & Added;
