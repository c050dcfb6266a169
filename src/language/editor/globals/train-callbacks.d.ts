/** What listens to a training: hooks, callbacks of one's own, and those that are there. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Checkpoint, Module, TrainerControl } from './train';

/** What hooks are told. */
export interface TrainEvent {
  readonly trainer: TrainerControl;
  readonly module: Module;
  /** From 0. */
  readonly epoch: number;
  readonly step: number;
  readonly batchIndex: number;
  /** The latest values: up to 0.1 s old in `onBatchEnd`, means in `onEpochEnd`, `val_*` in `onValidationEnd`. */
  readonly logs: Readonly<Record<string, number>>;
  readonly checkpoint?: Checkpoint;
}

/** Hooks of modules and callbacks. Those around backward pass and update are synchronous, and make steps run uncompiled. */
export interface Hooks {
  onFitStart?(event: TrainEvent): unknown;
  onFitEnd?(event: TrainEvent): unknown;
  onEpochStart?(event: TrainEvent): unknown;
  onEpochEnd?(event: TrainEvent): unknown;
  onBatchStart?(event: TrainEvent): unknown;
  onBatchEnd?(event: TrainEvent): unknown;
  onBeforeBackward?(event: TrainEvent): void;
  onAfterBackward?(event: TrainEvent): void;
  onOptimizerStep?(event: TrainEvent): void;
  onValidationStart?(event: TrainEvent): unknown;
  onValidationEnd?(event: TrainEvent): unknown;
  onCheckpointSave?(event: TrainEvent): unknown;
  onCheckpointLoad?(event: TrainEvent): unknown;
}

/** A callback of one's own: an object or class with some of the hooks. */
export interface Callback extends Hooks {
  readonly name?: string;
  /** Asked before each batch where there is `onGradients`: true runs its step uncompiled and tells its gradients. */
  wantsGradients?(event: TrainEvent): boolean;
  /** The gradients of a batch by variable, unclipped. They are disposed afterwards. */
  onGradients?(gradients: Readonly<Record<string, Tensor>>, event: TrainEvent): void;
  /** What a checkpoint keeps of it: what JSON holds. */
  state?(): unknown;
  restore?(state: any): void;
}

export interface MonitorOptions {
  /** A logged name; 'val_loss' unless told, or 'loss' where nothing is validated. */
  readonly monitor?: string;
  /** Whether lower or higher is better; by the name unless told. */
  readonly mode?: 'min' | 'max';
  readonly minDelta?: number;
}

/** Ends training when a metric has not improved for `patience` epochs (3). */
export class EarlyStopping implements Callback {
  readonly name: string;
  constructor(options?: MonitorOptions & { readonly patience?: number; readonly restoreBest?: boolean });
  readonly best: number | null;
}
/** Keeps checkpoints of the best epochs and the last, in memory or, with `filename`, as files: 'net-{epoch}-{val_loss}.ckpt'. */
export class ModelCheckpoint implements Callback {
  readonly name: string;
  constructor(options?: MonitorOptions & { readonly saveTopK?: number; readonly saveLast?: boolean; readonly everyNEpochs?: number; readonly filename?: string });
  readonly best: Checkpoint | string | null;
  readonly last: Checkpoint | string | null;
  readonly bestValue: number | null;
  readonly kept: readonly { readonly value: number; readonly checkpoint: Checkpoint | string }[];
}
/** Charts the learning rate of each optimizer. */
export class LearningRateMonitor implements Callback {
  readonly name: string;
  constructor(options?: { readonly interval?: 'step' | 'epoch' });
}
/** Other numbers of accumulated batches from certain epochs on: `{0: 1, 5: 4}`. */
export class GradientAccumulationSchedule implements Callback {
  readonly name: string;
  constructor(schedule: Readonly<Record<number, number>>);
}
/** The mean of the weights after each epoch from `startEpoch` on, or from that share of all (Izmailov et al., 2018). */
export class StochasticWeightAveraging implements Callback {
  readonly name: string;
  constructor(options?: { readonly startEpoch?: number });
}
/** An exponential moving average of the weights, which validation judges and the end of training keeps. */
export class EMA implements Callback {
  readonly name: string;
  constructor(options?: { readonly decay?: number; readonly everyNSteps?: number });
}
/** Prints a line at the end of epochs; the line of progress is there without it. */
export class ProgressBar implements Callback {
  readonly name: string;
  constructor(options?: { readonly everyNEpochs?: number; readonly print?: (line: string) => void });
}
/** Ends training after so many seconds. */
export class Timer implements Callback {
  readonly name: string;
  constructor(options?: { readonly seconds?: number });
  readonly elapsedSeconds: number;
}
/** Charts tensors and the megabytes that they take after each epoch. */
export class DeviceStats implements Callback {
  readonly name: string;
}
/**
 * After each epoch, what the model makes of the first `count` (25) examples, in one output with a slider over the epochs:
 * pictures with truth and guess, wrong ones marked, or true against predicted values where it predicts one number.
 */
export class LogPredictions implements Callback {
  readonly name: string;
  constructor(options: {
    /** Examples as the module takes them: [n, height, width], [n, height, width, 1 | 3 | 4] for pictures, else [n, …]. */
    readonly data: Tensor;
    /** Class indices [n], one-hot rows [n, classes], or the true numbers. */
    readonly labels?: Tensor | readonly number[] | readonly (readonly number[])[];
    readonly count?: number;
    readonly classNames?: readonly string[];
    /** Epochs between two looks; 1 unless told. */
    readonly every?: number;
    readonly title?: string;
  });
  /** As one of the `callbacks` of a layers model's `fit`, which it is taken by as well. */
  onTrainBegin?(logs?: unknown): Promise<void>;
}
/**
 * The pictures that `make` gives before the first epoch and after each, in one output with a slider: what a generator draws
 * of the same random numbers, or an autoencoder makes of the same examples. The run keeps them as well.
 * @example new train.LogImages({ make: (gan: Gan) => gan.generator.predict(noise) as tf.Tensor, columns: 10 })
 */
export class LogImages<M = any> implements Callback {
  readonly name: string;
  /** @throws RangeError later, where `make` gives no pictures, or other ones in number or size than before */
  constructor(options: {
    /**
     * [n, height, width], [n, height, width, 1 | 3 | 4], or of one [height, width]; values as `chart.images` takes them.
     * Tidied up after. `model`: the module that the Trainer trains, or the layers model of `fit`; `epoch` from 0.
     */
    readonly make: (model: M, epoch: number) => Tensor;
    /** Pictures in a row; as many as fit unless told. */
    readonly columns?: number;
    readonly captions?: readonly string[];
    /** Epochs between two looks; 1 unless told. */
    readonly every?: number;
    /** "Images" unless told. */
    readonly title?: string;
  });
  /** As one of the `callbacks` of a layers model's `fit`, which it is taken by as well. */
  onTrainBegin?(logs?: unknown): Promise<void>;
}
/** Distributions of weights (end of epochs) and gradients (their first batch), as strips over time with a slider. */
export class HistogramLogger implements Callback {
  readonly name: string;
  constructor(options?: {
    /** Parts of the names of variables, or patterns; the first 16 unless told. */
    readonly layers?: readonly (string | RegExp)[];
    /** Epochs between two looks; 1 unless told. */
    readonly every?: number;
    readonly gradients?: boolean;
  });
}
/** Charts the L2 norms of gradients and weights by layer, every 10 steps unless told; steps that are looked at run uncompiled. */
export class NormLogger implements Callback {
  readonly name: string;
  constructor(options?: { readonly layers?: readonly (string | RegExp)[]; readonly every?: number });
}
