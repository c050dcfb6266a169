/** What callbacks may do to a training under way. */
import type * as tfjs from '@tensorflow/tfjs';
import type { FitLogs } from '../sink';
import type { Checkpoint } from './checkpoint';
import type { Looking } from './looking';

export interface TrainerControl {
  readonly maxEpochs: number;
  readonly epoch: number;
  readonly step: number;
  readonly logs: FitLogs;
  /** The rate of each optimizer, by name; of groups "name/0", "name/1", …. */
  readonly learningRates: Readonly<Record<string, number>>;
  readonly optimizers: Readonly<Record<string, tfjs.Optimizer>>;
  /** Batches whose gradients make one step; from the next step on. */
  accumulateGradBatches: number;
  /** Ends the training after this batch, and says why. */
  stop(reason?: string): void;
  /** Predictions, values of tensors, and where to draw them. */
  readonly looking: Looking;
  /** Charts a value beside the training's own. */
  log(name: string, value: number): void;
  /** Waits until all values of batches so far have been read. */
  settled(): Promise<FitLogs>;
  /** Gives a variable other values, as many as it has. */
  assign(variable: tfjs.Variable, values: Float32Array): void;
  /** Made on the device that computes; the caller's to dispose. */
  tensor(values: Float32Array, shape: readonly number[]): tfjs.Tensor;
  /** Live tensors and the bytes that they take. */
  memory(): { readonly tensors: number; readonly bytes: number };
  checkpoint(): Promise<Checkpoint>;
  saveCheckpoint(name: string): Promise<Checkpoint>;
  deleteCheckpoint(name: string): Promise<void>;
  load(checkpoint: Checkpoint): Promise<void>;
}
