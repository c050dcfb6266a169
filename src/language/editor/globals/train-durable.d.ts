/** Trainings that are kept in the notebook's storage while they go on. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Checkpoint, Module } from './train';

/** A checkpoint in the notebook's storage. */
export interface KeptCheckpoint {
  /** Of the model or module that was trained. */
  readonly name: string;
  /** Steps of optimizers that it has. */
  readonly step: number;
  /** The epoch to go on with, from 0. */
  readonly epoch: number;
  readonly loss: number | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** @throws Error where its file is damaged, or gone. */
  load(): Promise<Checkpoint>;
}

/**
 * Has the next training of this cell, `model.fit`, `fitDataset`, `trainer.fit` or a loop of `accelerate`, go on where the
 * last one of it was cut off or stopped, instead of at step 0: weights, optimizer, learning rates, random numbers, the order
 * of the data, metrics and history. Of several trainings in the cell, those that were over give at once what they gave. On
 * the CPU the losses are those of a training that was never cut off, bit by bit; elsewhere to rounding.
 * @returns Where it goes on; null where nothing is kept, and training begins at step 0.
 */
export function resume(): Promise<Omit<KeptCheckpoint, 'load'> | null>;

/** What is kept of this notebook's trainings, the latest first: the last three checkpoints of each, and some of epochs' ends. */
export function checkpoints(): Promise<readonly KeptCheckpoint[]>;

/**
 * Puts a checkpoint's weights into a model that is there; optimizers keep what they remember.
 * @throws Error where it is of another model, naming the weight that differs.
 */
export function restoreCheckpoint(target: Module | LayersModel, checkpoint: Checkpoint | KeptCheckpoint): Promise<void>;

/**
 * Shows, side by side, what a model makes of the same inputs with each checkpoint; its weights are then those from before.
 * @param inputs A batch, [examples, …].
 * @returns Predictions in the order of the checkpoints, to be disposed, and mean |first − other| for each of the others.
 * @example await train.compareCheckpoints(model, xs.slice([0], [8]), (await train.checkpoints()).slice(0, 2))
 */
export function compareCheckpoints(
  target: Module | LayersModel,
  inputs: Tensor,
  checkpoints: readonly (Checkpoint | KeptCheckpoint)[],
): Promise<{ readonly predictions: readonly Tensor[]; readonly meanAbsoluteDifferences: readonly number[] }>;
