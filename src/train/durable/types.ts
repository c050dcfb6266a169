/** What keeping a training needs of the notebook around it; the kernel injects it. */
import type { Checkpoint } from '../trainer/checkpoint';
import type { Finished } from './finished';

type Parts = Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>;

/** A training as it is known when its tab, its worker or its device is gone. */
export interface TrainingRecord {
  /** Names its folder. */
  readonly id: string;
  readonly cellId: string;
  /** Which training of one run of that cell it was, from 0; -1 of a cell. */
  readonly ordinal: number;
  /** `cell`: the trainings of one run of a cell that are over. */
  readonly kind: 'fit' | 'trainer' | 'loop' | 'cell';
  /** Of the model or module, for people. */
  readonly name: string;
  /** How many there will be at most. */
  readonly epochs: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The lock that the kernel holds as long as it lives; null where the browser has no locks. */
  readonly life: string | null;
  /** `running` of a kernel that lives no more, and `lost` with its device: cut off. */
  readonly state: 'running' | 'done' | 'stopped' | 'failed' | 'lost';
  /** Null for one that is not tracked. */
  readonly track: TrackedPlace | null;
  /** Names the folder of the trainings before it in its run of the cell. */
  readonly cellRun: string | null;
  /** From the oldest to the latest. */
  readonly checkpoints: readonly KeptCheckpoint[];
}

/** A run of the runs' view, and where in it a training began. */
export interface TrackedPlace {
  readonly id: string;
  /** Steps and epochs of the run before those of the training. */
  readonly step: number;
  readonly epoch: number;
}

export interface KeptCheckpoint {
  /** Of its file in the training's folder. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Batches done, and steps of optimizers. */
  readonly batches: number;
  readonly step: number;
  /** The epoch to go on with, from 0. */
  readonly epoch: number;
  /** Kept for looking back after newer ones came. */
  readonly isMarked: boolean;
  readonly loss: number | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface CheckpointStore {
  write(training: string, file: string, parts: Parts): Promise<void>;
  read(training: string, file: string): Promise<Uint8Array | null>;
  remove(training: string, file: string): Promise<void>;
  removeTraining(training: string): Promise<void>;
  /** Removes what was begun to be written and never ended. */
  sweep(training: string): Promise<void>;
  save(record: TrainingRecord): Promise<void>;
  /** Every training that something is kept of, the latest first. */
  records(): Promise<readonly TrainingRecord[]>;
}

/** The run of a cell, as far as its trainings are to outlive it. */
export interface DurableRun {
  readonly store: CheckpointStore;
  readonly cellId: string;
  readonly life: string | null;
  /** Counts the trainings of this run from 0. */
  nextOrdinal(): number;
  /** The training that the next one is to go on with; null for none. `'last'`: the latest of this cell. To be taken once. */
  takeWanted(): string | null;
  /** Has the next training of this run go on with that one. */
  want(training: string): void;
  confirm(question: string): Promise<boolean>;
  /** What was trained, as long as it lives: `restore` puts a checkpoint's weights into it. @throws Error where they do not fit */
  remember(training: string, restore: (checkpoint: Checkpoint) => void): void;
  /** What is kept has changed: the run that it is a part of may want to know. */
  changed(record: TrainingRecord): void;
  /** Null for a training that is not tracked, or has not begun. */
  trackOf(training: string): TrackedPlace | null;
  /** The same as it is now: how far that run has come. */
  placeOf(training: string): TrackedPlace | null;
  /** The model's next training goes on in that run. */
  adopt(model: object, place: TrackedPlace): void;
  /** Its trainings that are over. */
  readonly finished: Finished;
  newId(): string;
  /** Milliseconds since the epoch. */
  date(): number;
  /** Whether the error says that the device is gone. */
  isLoss(error: unknown): boolean;
}

/** `{seconds}`, `{steps}` between two checkpoints, or none. */
export type CheckpointEvery = { readonly seconds: number } | { readonly steps: number } | false;
