/** The layers of TensorFlow.js and those that Gradbook adds; all are saved and loaded with a model. */
import { layers as stock } from '@tensorflow/tfjs';

// Where the editor keeps the declarations of libraries; no package exports this module under a name.
export * from '../node_modules/@tensorflow/tfjs-layers/dist/exports_layers';

interface LayerArgs {
  readonly name?: string;
  /** What it computes in; that of the model, of the Trainer or the global policy unless told. */
  readonly dtype?: 'float32' | 'mixed_float16' | 'mixed_bfloat16';
  readonly inputShape?: (number | null)[];
  readonly trainable?: boolean;
}
type InitializerName = 'glorotUniform' | 'glorotNormal' | 'heNormal' | 'heUniform' | 'leCunNormal' | 'leCunUniform' | 'zeros' | 'ones' | 'randomNormal' | 'randomUniform' | 'truncatedNormal' | 'orthogonal' | 'varianceScaling';

export interface MultiHeadAttentionArgs extends LayerArgs {
  /** How many heads attend side by side. */
  readonly numHeads: number;
  /** Width of each head's queries and keys. */
  readonly keyDim: number;
  /** Width of each head's values; `keyDim` unless told. */
  readonly valueDim?: number;
  /** Share of the attention weights dropped while training; 0 unless told. */
  readonly dropout?: number;
  /** Whether the projections add a bias; true unless told. */
  readonly useBias?: boolean;
  /** Width of the output; the query's unless told. */
  readonly outputShape?: number;
  /** Whether a query sees only the keys at and before its own place. */
  readonly useCausalMask?: boolean;
  readonly kernelInitializer?: InitializerName;
  readonly biasInitializer?: InitializerName;
}
/** Attention of several heads: [batch, time, width] attends to itself, or [query, value, key?] to each other. */
export function multiHeadAttention(args: MultiHeadAttentionArgs): stock.Layer;

export interface TransformerBlockArgs extends LayerArgs {
  /** How many heads attend side by side; they share the width of the input. */
  readonly numHeads: number;
  /** Width of the hidden layer of the feed-forward network; four times the input's unless told. */
  readonly intermediateDim?: number;
  /** Width of each head; the input's width divided by the heads unless told. */
  readonly keyDim?: number;
  /** Share dropped while training; 0 unless told. */
  readonly dropout?: number;
  /** Of the feed-forward network; 'gelu' unless told. */
  readonly activation?: 'gelu' | 'silu' | 'relu' | 'tanh' | 'mish';
  /** Whether to normalise before each half (the default) rather than after. */
  readonly normalizeFirst?: boolean;
  /** Whether a place sees only those at and before it. */
  readonly useCausalMask?: boolean;
  readonly useBias?: boolean;
  readonly layerNormEpsilon?: number;
  readonly kernelInitializer?: InitializerName;
  readonly biasInitializer?: InitializerName;
}
/** Self-attention and a feed-forward network, each normalised and around a residual: [batch, time, width] → the same shape. */
export function transformerBlock(args: TransformerBlockArgs): stock.Layer;

/** Divides by the root of the mean square over `axis` (the last), then multiplies by a learned scale. */
export function rmsNormalization(args?: LayerArgs & { readonly axis?: number; readonly epsilon?: number }): stock.Layer;
/** Normalises `groups` (32) of channels of each example, then scales and shifts. */
export function groupNormalization(args?: LayerArgs & { readonly groups?: number; readonly axis?: number; readonly epsilon?: number; readonly center?: boolean; readonly scale?: boolean }): stock.Layer;
/** Adds an embedding of each time to [batch, time, width]: learned, up to `sequenceLength`, or sinusoidal. */
export function positionalEmbedding(args?: LayerArgs & { readonly kind?: 'learned' | 'sinusoidal'; readonly sequenceLength?: number; readonly maxWavelength?: number; readonly initializer?: InitializerName }): stock.Layer;
/** Turns pairs of values of [batch, time, ..., width] by angles that grow with time. */
export function rotaryEmbedding(args?: LayerArgs & { readonly maxWavelength?: number; readonly scalingFactor?: number; readonly sequenceAxis?: number }): stock.Layer;

/** A batch: `{x, y, sampleWeight}`, which may also be taken apart as the list `[x, y, sampleWeight]`. Features and labels [batch, ...]; lists of tensors where a model has several. */
export type StepData = readonly [x: any, y: any, sampleWeight: any] & { readonly x: any; readonly y: any; readonly sampleWeight: any };
/** Scalars by name, charted under these names; a scalar alone is the loss. */
export type StepLogs = stock.Tensor | Readonly<Record<string, stock.Tensor | number>> | void;
/** What a step of a layers model is told of its surroundings. */
export interface KerasStepContext {
  readonly model: stock.LayersModel;
  readonly input: any;
  readonly target: any;
  readonly optimizers: Readonly<Record<string, stock.Optimizer>>;
  readonly optimizerName: string;
  readonly training: boolean;
  /** May be set instead of returning it. */
  loss: stock.Tensor | Record<string, stock.Tensor>;
  call(hook: 'onBeforeBackward' | 'onAfterBackward' | 'onOptimizerStep'): void;
}

declare module '../node_modules/@tensorflow/tfjs-layers/dist/engine/topology' {
  interface Layer {
    /** Adds a scalar to the loss of `fit` and of a Trainer, in `call`: `this.addLoss(x.square().mean())`. @throws TypeError for what is no scalar */
    addLoss(losses: stock.Tensor | readonly stock.Tensor[] | (() => stock.Scalar) | readonly (() => stock.Scalar)[]): void;
  }
}
declare module '../node_modules/@tensorflow/tfjs-layers/dist/engine/training' {
  interface LayersModel {
    /**
     * A step of training, which may be overridden by a class or an assignment: `fit`, `fitDataset` and `trainOnBatch` ask it
     * for each batch, and chart what it returns. It makes the updates itself, and runs operation by operation.
     *
     * ```ts
     * class Net extends tf.Sequential {
     *   trainStep({ x, y }: tf.layers.StepData) {
     *     const loss = this.optimizer.minimize(() => this.computeLoss(y, this.apply(x, { training: true })), true);
     *     return { loss };
     *   }
     * }
     * ```
     */
    trainStep(data: import('./tf-layers').StepData, context?: import('./tf-layers').KerasStepContext): import('./tf-layers').StepLogs;
    /** A step of `evaluate` and of validation, which may be overridden. */
    testStep(data: import('./tf-layers').StepData, context?: import('./tf-layers').KerasStepContext): import('./tf-layers').StepLogs;
    /** The predictions of a batch [batch, ...], which may be overridden. */
    predictStep(x: any, context?: import('./tf-layers').KerasStepContext): any;
    /** The loss that the model was compiled with, of labels and predictions, and the losses that layers and regularizers add: a scalar. @throws Error where it was not compiled */
    computeLoss(y: any, predicted: any): stock.Scalar;
    /** The metrics that the model was compiled with: scalars by name. */
    computeMetrics(y: any, predicted: any): Record<string, stock.Tensor>;
  }
  interface ModelCompileArgs {
    /** Trains without recordings of the step, operation by operation, for debugging. */
    runEagerly?: boolean;
    /**
     * How many batches one execution trains on. The TPU runtime does them as one loop on the device, without JavaScript
     * between them; losses are told while it runs. Elsewhere they are done one after another. Callbacks that change the
     * model or the optimizer take effect after so many batches. 1 unless told.
     */
    stepsPerExecution?: number;
  }
}
declare module '../node_modules/@tensorflow/tfjs-layers/dist/engine/training_tensors' {
  interface ModelFitArgs {
    /** Trains without recordings of the step, operation by operation, for debugging. */
    runEagerly?: boolean;
  }
}
declare module '../node_modules/@tensorflow/tfjs-layers/dist/engine/training_dataset' {
  interface ModelFitDatasetArgs<T> {
    /** Trains without recordings of the step, operation by operation, for debugging. */
    runEagerly?: boolean;
  }
}
