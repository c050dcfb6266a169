/** What the parts of training know of each other: a module, the context of its steps, and what it logs. */
import type * as tfjs from '@tensorflow/tfjs';

/** TensorFlow.js, injected: the one instance that cells see. */
export type TrainOps = typeof tfjs;

/** Settings of a module, kept with its checkpoints: what JSON holds. */
export type Hparams = Readonly<Record<string, unknown>>;

/** A metric that accumulates over batches until it is read. */
export interface LoggedMetric {
  result(): unknown;
  reset?(): void;
  resetStates?(): void;
}

/** A number, a scalar tensor, or a metric that is read and reset when the epoch ends. */
export type Loggable = number | tfjs.Tensor | LoggedMetric;

/** What a step gives: a scalar loss; an object of scalars, among them `loss`; or, in steps that only log, nothing. */
export type StepOutput = tfjs.Tensor | Readonly<Record<string, tfjs.Tensor>> | void;

export interface StepContext {
  readonly model: Module;
  /** The batch's features: `x` or `xs` of an object, the first of a list, else the batch itself. */
  readonly input: unknown;
  /** The batch's labels: `y` or `ys` of an object, the second of a list, else undefined. */
  readonly target: unknown;
  readonly optimizers: Readonly<Record<string, tfjs.Optimizer>>;
  /** What each example counts by `classWeight` of the Trainer, to multiply its loss by; undefined without it. */
  readonly sampleWeight: tfjs.Tensor | undefined;
  /** The optimizer whose loss is asked for. */
  readonly optimizerName: string;
  /** To be handed to `layer.apply(x, {training})`: whether dropout drops. */
  readonly training: boolean;
  /** From 0. */
  readonly epoch: number;
  /** Steps of optimizers so far. */
  readonly step: number;
  /** Of this epoch, from 0. */
  readonly batchIndex: number;
  /** What a step of one's own leaves to be charted: a scalar, or scalars by name. */
  loss: tfjs.Tensor | Record<string, tfjs.Tensor>;
  /** As `module.log`. */
  log(name: string, value: Loggable): void;
  /** Calls a hook of the module and the callbacks: 'onBeforeBackward', 'onAfterBackward', 'onOptimizerStep'. */
  call(hook: 'onBeforeBackward' | 'onAfterBackward' | 'onOptimizerStep'): void;
}

/** Gradients by the name of their variable. */
export type Gradients = Record<string, tfjs.Tensor>;

/** The part of a model that a name finds: what `freeze`, groups of rates and checkpoints work on. */
export interface ModuleParts {
  /** Raw variables of fields, by path. */
  readonly variables: ReadonlyMap<string, tfjs.Variable>;
  /** Layers, those of models included, by path. */
  readonly layers: ReadonlyMap<string, tfjs.layers.Layer>;
}

export interface Module {
  readonly hparams: Hparams;
  name: string;
  /** Every variable of the fields, recursively, by path. */
  readonly variables: tfjs.Variable[];
  readonly trainableVariables: tfjs.Variable[];
  parts(): ModuleParts;
  countParams(): { readonly total: number; readonly trainable: number };
  freeze(...of: readonly unknown[]): this;
  unfreeze(...of: readonly unknown[]): this;
  log(name: string, value: Loggable): void;

  forward?(input: unknown, training?: boolean): unknown;
  /** A scalar; `sampleWeight` where the Trainer has a `classWeight`. */
  loss?(target: unknown, predicted: unknown, sampleWeight?: tfjs.Tensor): tfjs.Tensor;
  /** A training step of one's own, with its gradients and updates: nothing else is done. */
  step?(batch: unknown, context: StepContext): void;
  trainingStep(batch: unknown, context: StepContext): StepOutput;
  validationStep(batch: unknown, context: StepContext): StepOutput;
  testStep(batch: unknown, context: StepContext): StepOutput;
  predictStep(batch: unknown, context: StepContext): unknown;
  configureOptimizers(): unknown;
  backward(lossOf: () => tfjs.Scalar, variables: tfjs.Variable[], context: StepContext): { value: tfjs.Scalar; grads: Gradients };
  optimizerStep(optimizer: tfjs.Optimizer, gradients: Gradients, context: StepContext): void;

  prepareData?(): unknown;
  trainDataLoader?(): unknown;
  validationDataLoader?(): unknown;
  testDataLoader?(): unknown;
  predictDataLoader?(): unknown;
  /** `outputs`: what `validationStep` gave for each batch. Returns nothing or values to log. */
  validationEpochEnd?(outputs: readonly StepOutput[]): unknown;
}
