/** Training: modules, the Trainer and its checkpoints; callbacks, metrics, schedules and tools stand in files of their own. */
import type { Optimizer, Scalar, Tensor, TensorLike, Variable } from '@tensorflow/tfjs';
import type { Callback, Hooks } from './train-callbacks';

export * as metrics from './train-metrics';
export * as schedules from './train-schedules';
export * as loggers from './train-loggers';
export * from './train-callbacks';
export * from './train-accelerate';
export * from './train-sweep';
export * from './train-run';
export * from './train-tools';
export * from './train-precision';
export * from './train-durable';
export * from './train-transfer';

/** A metric that accumulates over batches; values stay on the device until `result`. */
export interface Metric<R = number, Args extends readonly unknown[] = [yTrue: Tensor | TensorLike, yPred: Tensor | TensorLike, sampleWeight?: Tensor | TensorLike | null]> {
  readonly name: string;
  update(...args: Args): void;
  updateState(...args: Args): void;
  result(): Promise<R>;
  reset(): void;
  resetStates(): void;
  dispose(): void;
}

/** A number (which changes per step in JavaScript only if the step runs uncompiled), a scalar tensor, or a metric that is read and reset when the epoch ends. */
export type Loggable = number | Tensor | { result(): unknown; reset?(): void; resetStates?(): void };

export type StepOutput = Tensor | Record<string, Tensor> | void;

/** A batch of `{x, y}`. */
export interface Batch<X = Tensor, Y = Tensor> {
  readonly x: X;
  readonly y: Y;
}

/** What a step is told of its surroundings. */
export interface StepContext {
  readonly model: Module;
  /** The batch's features: `x` or `xs` of an object, the first of a pair, else the batch. */
  readonly input: any;
  /** The batch's labels: `y` or `ys` of an object, the second of a pair. */
  readonly target: any;
  readonly optimizers: Readonly<Record<string, Optimizer>>;
  /** What each example [batch] counts by the Trainer's `classWeight`, to multiply its loss by; undefined without it. */
  readonly sampleWeight: Tensor | undefined;
  /** The optimizer whose loss is asked for. */
  readonly optimizerName: string;
  /** For `layer.apply(x, {training})`: whether dropout drops. */
  readonly training: boolean;
  /** From 0. A step that reads it, or `step` or `batchIndex`, runs uncompiled. */
  readonly epoch: number;
  /** Steps of optimizers so far. */
  readonly step: number;
  readonly batchIndex: number;
  /** What a `step` of one's own leaves to be charted: a scalar, or scalars by name. */
  loss: Tensor | Record<string, Tensor>;
  log(name: string, value: Loggable): void;
  call(hook: 'onBeforeBackward' | 'onAfterBackward' | 'onOptimizerStep'): void;
}

/** A learning rate by step or epoch, from 0. */
export interface Schedule {
  at(step: number): number;
  /** Of schedules that follow a metric. */
  report?(metric: number): void;
  state?(): any;
  restore?(state: any): void;
}

/** What `configureOptimizers` returns for one optimizer, beside an optimizer itself. */
export interface OptimizerConfig {
  /** With `groups` a function of the rate: each group gets its own. */
  readonly optimizer: Optimizer | ((learningRate: number) => Optimizer);
  /** What it trains: a layer, model, module, variable, or a list of these; everything trainable unless told. */
  readonly of?: unknown;
  /** Parts with rates of their own (discriminative learning rates). */
  readonly groups?: readonly { readonly of: unknown; readonly learningRate: number }[];
  /** Its loss; the module's `trainingStep` unless told. */
  readonly loss?: (batch: any, context: StepContext) => Tensor;
  readonly schedule?: Schedule;
  /** Whether the schedule counts steps (unless told) or epochs. */
  readonly interval?: 'step' | 'epoch';
  /** The metric of a schedule such as `reduceOnPlateau`; 'val_loss' unless told. */
  readonly monitor?: string;
}

export type Optimizers = Optimizer | OptimizerConfig | readonly (Optimizer | OptimizerConfig)[] | Readonly<Record<string, Optimizer | OptimizerConfig>>;

/**
 * The class that a model of one's own extends. Its fields are searched for variables, layers, models and other modules,
 * lists and objects of them included: these are trained, saved and frozen.
 *
 * ```ts
 * class Net extends train.Module {
 *   net = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [784] })] });
 *   forward(x: tf.Tensor) { return this.net.apply(x) as tf.Tensor; }
 *   trainingStep({ x, y }: train.Batch) { return tf.losses.softmaxCrossEntropy(y, this.forward(x)); }
 * }
 * await new train.Trainer({ maxEpochs: 5 }).fit(new Net(), { x, y });
 * ```
 */
export class Module implements Hooks {
  /** @param hparams Settings that checkpoints keep: what JSON holds. */
  constructor(hparams?: Record<string, any>);
  readonly hparams: Readonly<Record<string, any>>;
  name: string;
  /** Every variable of the fields, each once. */
  readonly variables: Variable[];
  readonly trainableVariables: Variable[];
  countParams(): { readonly total: number; readonly trainable: number };
  /** Takes parts (all, unless some are named) from training. From the next epoch on where a training is under way. */
  freeze(...of: readonly unknown[]): this;
  unfreeze(...of: readonly unknown[]): this;
  /** Charts a value of this step; an epoch shows the mean of its batches. */
  log(name: string, value: Loggable): void;

  forward?(input: any, training?: boolean): any;
  /** With `forward`, all that a module needs: a scalar. `sampleWeight` [batch] where the Trainer has a `classWeight`. */
  loss?(target: any, predicted: any, sampleWeight?: Tensor): Tensor;
  /** Returns the loss, a scalar, or an object of scalars with it, `{loss, accuracy}`. Synchronous. */
  trainingStep(batch: any, context: StepContext): StepOutput;
  /** `trainingStep` unless overridden; values are charted with `val_` before. */
  validationStep(batch: any, context: StepContext): StepOutput;
  /** `validationStep` unless overridden; values stand in the table with `test_` before. */
  testStep(batch: any, context: StepContext): StepOutput;
  /** `forward` of the batch's features unless overridden. */
  predictStep(batch: any, context: StepContext): any;
  /** A training step of one's own, with its gradients and updates. */
  step?(batch: any, context: StepContext): void;
  /** Adam with a rate of 1e-3 unless overridden (Kingma and Ba, 2015). */
  configureOptimizers(): Optimizers;
  backward(lossOf: () => Scalar, variables: Variable[], context: StepContext): { value: Scalar; grads: Record<string, Tensor> };
  optimizerStep(optimizer: Optimizer, gradients: Record<string, Tensor>, context: StepContext): void;
  /** Once, before the first use of the module's data. */
  prepareData?(): unknown;
  trainDataLoader?(): TrainData;
  validationDataLoader?(): TrainData;
  testDataLoader?(): TrainData;
  predictDataLoader?(): TrainData;
  /** `outputs`: what `validationStep` gave for each batch. May log, or return values to log. */
  validationEpochEnd?(outputs: any[]): unknown;
}
export interface Module extends Hooks {}

/** A module as an object: fields, and methods that see them as `this`. */
export function defineModule<T extends Record<string, any>>(definition: T & Partial<Omit<Module, 'variables' | 'trainableVariables' | 'countParams' | 'log' | 'freeze' | 'unfreeze'>> & ThisType<T & Omit<Module, keyof T>>): T & Omit<Module, keyof T>;

/**
 * A tf.data dataset of batches; `{x, y, batchSize, shuffle}` of tensors or arrays (32 rows and shuffled unless told); an
 * array of batches, which is kept; an iterable of batches, which are freed after use; a function that gives one of
 * these for each epoch; or `runtime.remoteDataset(…)`.
 */
export type TrainData =
  | { readonly x: any; readonly y?: any; readonly batchSize?: number; readonly shuffle?: boolean }
  | { iterator(): Promise<any> }
  | readonly any[]
  | Iterable<any>
  | AsyncIterable<any>
  | (() => any);

export interface TrainDataSets {
  readonly train?: TrainData;
  readonly validation?: TrainData;
  readonly test?: TrainData;
  readonly predict?: TrainData;
}

/** Weights, memory of optimizers, schedules, random numbers, callbacks, hyper-parameters and the place in the data. */
export interface Checkpoint {
  readonly module: { readonly name: string; readonly hparams: Readonly<Record<string, unknown>> };
  readonly epoch: number;
  readonly batchIndex: number;
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Takes the values of every batch and epoch; an object of one's own, or one of `train.loggers`. */
export interface Logger {
  /** Before the first batch; may fail, and the fit with it. */
  begin?(fit: { readonly name: string; readonly settings: Readonly<Record<string, any>>; readonly seed: number }): unknown;
  /** @param at `step` counts batches, `epoch` from 0; `of: 'epoch'` are means over an epoch and what its validation gave */
  log(values: Readonly<Record<string, number>>, at: { readonly step: number; readonly epoch: number; readonly of: 'batch' | 'epoch' }): void;
  /** @param status 'done', 'stopped' or 'failed' */
  end?(status: string): unknown;
}

export interface TrainerOptions {
  /** 1000 unless told, or as many as `maxSteps` takes. */
  readonly maxEpochs?: number;
  /** Steps of optimizers at most. */
  readonly maxSteps?: number;
  readonly callbacks?: readonly Callback[];
  /** Batches whose gradients make one step; the same, to rounding, as one large batch with a loss that is a mean. */
  readonly accumulateGradBatches?: number;
  /** All gradients together scaled to at most an L2 `norm`, or each value cut to ± `value`. */
  readonly gradientClip?: { readonly norm: number; readonly value?: undefined } | { readonly value: number; readonly norm?: undefined };
  /** Batches, or a share of an epoch below 1, between validations; at the end of each epoch unless told. */
  readonly valCheckInterval?: number;
  /** Batches of an epoch, or a share below 1; for all uses or each. */
  readonly limitBatches?: number | { readonly train?: number; readonly validation?: number; readonly test?: number; readonly predict?: number };
  /** Trains and validates with the same few batches: a model that cannot learn them has a fault. */
  readonly overfitBatches?: number;
  /** One batch (or so many) of everything, to see that it runs. */
  readonly fastDevRun?: boolean | number;
  /** Ends with an error that names the operation and line that made the first NaN or infinity; many times slower. */
  readonly detectAnomaly?: boolean;
  /** Batches validated before the first epoch, so that faults show at once; 5 unless told. */
  readonly sanityValidationSteps?: number;
  /** Of random numbers and of the order of shuffled data. */
  readonly seed?: number;
  /** Steps that a device does as one where it can (TPU runtime); batches of the same shape. A schedule by step sets the rate of each such group. */
  readonly stepsPerExecution?: number;
  /** Devices among which batches are parted; an error where there are others than so many. */
  readonly devices?: number;
  /**
   * Of layers without a `dtype` of their own, while training; an error on a device that cannot. With 'mixed_float16' losses
   * are scaled, and `loss_scale` and `skipped_steps` stand among the logs of each epoch.
   */
  readonly precision?: 'float32' | 'mixed_float16' | 'mixed_bfloat16';
  /** Rounds after each operation of layers instead, on any device: slower, for testing. */
  readonly emulate?: boolean;
  /** Told of all values, beside the Runs panel; false keeps no run either. */
  readonly logger?: Logger | readonly Logger[] | boolean;
  /** What examples count in training by their class, such as `await train.classWeights(labels)`; a layers model's loss is weighted, a `trainingStep` of one's own uses `ctx.sampleWeight`. */
  readonly classWeight?: Readonly<Record<number, number>>;
  /** Share of one-hot labels that is spread over all classes while training, below 1 (Szegedy et al., 2016). */
  readonly labelSmoothing?: number;
  /** Runs steps as they are, for debugging. */
  readonly runEagerly?: boolean;
  /** Whether a table of layers opens a fit; true unless told. */
  readonly summary?: boolean;
  /**
   * How often the training is kept in the notebook's storage, to go on after its tab, its kernel or its device is gone:
   * seconds or batches between two checkpoints, or false for never; 30 s, and at the end of epochs, unless told. The latest
   * three stay, and up to eight of epochs' ends.
   */
  readonly checkpointEvery?: { readonly seconds: number } | { readonly steps: number } | false;
}

export interface FitResult {
  /** Means of each epoch by name; `val_*` where validation ran. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly epochs: number;
  readonly steps: number;
  readonly status: 'done' | 'stopped';
  readonly reason: string | null;
}

/** What callbacks may do to a training under way. */
export interface TrainerControl {
  readonly maxEpochs: number;
  readonly epoch: number;
  readonly step: number;
  readonly logs: Readonly<Record<string, number>>;
  readonly learningRates: Readonly<Record<string, number>>;
  readonly optimizers: Readonly<Record<string, Optimizer>>;
  accumulateGradBatches: number;
  /** Ends the training after this batch. */
  stop(reason?: string): void;
  /** Charts a value beside the training's own. */
  log(name: string, value: number): void;
  /** Waits until the values of all batches so far have been read. */
  settled(): Promise<Readonly<Record<string, number>>>;
  assign(variable: Variable, values: Float32Array): void;
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
  memory(): { readonly tensors: number; readonly bytes: number };
  checkpoint(): Promise<Checkpoint>;
  /** Also writes it to a file of the notebook. */
  saveCheckpoint(name: string): Promise<Checkpoint>;
  deleteCheckpoint(name: string): Promise<void>;
  load(checkpoint: Checkpoint): Promise<void>;
}

/** Trains a module, a compiled `tf.LayersModel`, or an object with `trainingStep` and variables; shows progress and charts. */
export class Trainer {
  constructor(options?: TrainerOptions);
  readonly options: TrainerOptions;
  /** The latest training; null before the first. */
  readonly current: TrainerControl | null;
  /**
   * @param data For training, or `{train, validation}`; the module's loaders unless given.
   * @param options.checkpoint To go on with: a checkpoint, the name of its file, or 'last' for the latest that was kept of this training by itself.
   */
  fit(module: Module | object, data?: TrainData | TrainDataSets | null, options?: { readonly checkpoint?: Checkpoint | string }): Promise<FitResult>;
  validate(module: Module | object, data?: TrainData | TrainDataSets): Promise<Readonly<Record<string, number>>>;
  /** Ends in a table. */
  test(module: Module | object, data?: TrainData | TrainDataSets): Promise<Readonly<Record<string, number>>>;
  /** What `predictStep` gave: tensors joined along the first axis, else a list of it. */
  predict(module: Module | object, data?: TrainData | TrainDataSets): Promise<any>;
  stop(): void;
  checkpoint(): Promise<Checkpoint>;
  saveCheckpoint(name: string): Promise<Checkpoint>;
}

/** A module with a checkpoint's weights: made by its class from the saved hyper-parameters, or the one given. */
export function fromCheckpoint<M extends Module>(checkpoint: Checkpoint | string, module: M | (new (hparams: any) => M)): Promise<M>;
