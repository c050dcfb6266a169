/** Trainings that were cut off, as the page offers to go on with them. */
import type { StoreApi } from 'zustand/vanilla';

export interface CutTraining {
  /** Names its folder of checkpoints. */
  readonly id: string;
  readonly cellId: string;
  /** Of the model or module. */
  readonly name: string;
  /** Steps of optimizers that its last checkpoint has. */
  readonly step: number;
  /** The epoch to go on with, from 1, and how many there will be at most. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number | null;
  /** When the last checkpoint was made, in milliseconds since the epoch. */
  readonly at: number;
  /** What ended it: its kernel, or the device alone. */
  readonly cause: 'kernel' | 'device';
}

/** A checkpoint to look back at. */
export interface PastCheckpoint {
  readonly training: string;
  readonly file: string;
  readonly step: number;
  /** The epoch to go on with, from 1. */
  readonly epoch: number;
  readonly loss: number | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A training of the notebook with what is kept of it, the oldest first. */
export interface PastTraining {
  readonly id: string;
  readonly name: string;
  readonly cellId: string;
  readonly checkpoints: readonly PastCheckpoint[];
}

export interface TrainingsState {
  /** The one that is offered; null for none. */
  readonly cut: CutTraining | null;
}

export interface Trainings {
  readonly store: StoreApi<TrainingsState>;
  /** Reads what is kept, and offers the latest that was cut off. */
  look(): Promise<void>;
  /** Runs the cells again that its cell needs, then the cell, whose training goes on from the last good checkpoint. */
  resume(training: CutTraining): Promise<void>;
  /** Runs the cells that this cell needs, then the cell, from the start. */
  runAgain(cellId: string): Promise<void>;
  /** What is kept, the latest training first. */
  past(): Promise<readonly PastTraining[]>;
  /** Puts a checkpoint's weights into the variables of the model that was trained. @returns why it could not; null where it could */
  restore(checkpoint: PastCheckpoint): Promise<string | null>;
  /** Deletes its checkpoints. */
  discard(training: CutTraining): Promise<void>;
  /** Offers it again when the notebook is opened the next time. */
  later(training: CutTraining): void;
}
