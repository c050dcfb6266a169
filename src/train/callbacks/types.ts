/** What callbacks are told; a module's own hooks are told the same. */
import type * as tfjs from '@tensorflow/tfjs';
import type { FitLogs } from '../sink';
import type { Checkpoint } from '../trainer/checkpoint';
import type { TrainerControl } from '../trainer/control';
import type { Module } from '../module/types';

export interface TrainEvent {
  readonly trainer: TrainerControl;
  readonly module: Module;
  /** From 0. */
  readonly epoch: number;
  /** Steps of optimizers so far. */
  readonly step: number;
  /** Batches of this epoch so far, the present one included in `onBatchEnd`. */
  readonly batchIndex: number;
  /** The latest values read: in `onBatchEnd` up to 0.1 s old; in `onEpochEnd` means of the epoch; in `onValidationEnd` the `val_*` values. */
  readonly logs: FitLogs;
  /** Of `onCheckpointSave` and `onCheckpointLoad`. */
  readonly checkpoint?: Checkpoint;
}

/** Hooks around batches and epochs may be asynchronous; the three of a step, around backward pass and update, may not. */
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

export interface Callback extends Hooks {
  readonly name?: string;
  /** Asked before each batch where there is `onGradients`: true runs its step uncompiled and tells its gradients. */
  wantsGradients?(event: TrainEvent): boolean;
  /** The gradients of a batch by variable, unclipped. They are disposed afterwards: read them here, or clone and `tf.keep`. */
  onGradients?(gradients: Readonly<Record<string, tfjs.Tensor>>, event: TrainEvent): void;
  /** What a checkpoint keeps of it, or a promise of it: what JSON holds. */
  state?(): unknown;
  restore?(state: unknown): void;
}

export type HookName = keyof Hooks;
