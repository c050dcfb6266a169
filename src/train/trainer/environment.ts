/** What training needs of the notebook around it; the kernel injects it. */
import type { TrainDrawing } from '../drawing';
import type { DurableRun } from '../durable/types';
import type { TrainOps } from '../module/types';
import type { Tracks } from '../runs/types';
import type { Quiet } from '../quiet';
import type { ShowProgress } from '../pass-progress';
import type { FitSink } from '../sink';

/** A table that stands below the cell: the layers of a module, the result of a test. */
export interface TrainTable {
  readonly title: string;
  readonly summary?: string;
  readonly columns: readonly { readonly name: string; readonly unit: 'text' | 'count' | 'number' }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export interface TrainFiles {
  has(name: string): Promise<boolean>;
  bytes(name: string): Promise<Uint8Array>;
  write(name: string, content: Uint8Array<ArrayBuffer>): Promise<unknown>;
  /** At the end of a file, which is made where there is none. */
  append(name: string, content: Uint8Array<ArrayBuffer>): Promise<unknown>;
  delete(name: string): Promise<void>;
}

/** The run of the cell that called. */
export interface TrainRun {
  readonly sink: FitSink;
  /** Trainings that are kept as runs. */
  readonly tracks: Tracks;
  /** Options that every Trainer takes instead of its own: of a run from the command line. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly files: TrainFiles;
  /** A table of an id replaces the one that was shown with it. */
  table(table: TrainTable, id?: string): void;
  /** Lines of progress beside that of a fit. */
  readonly progress?: ShowProgress;
  /** Null where the browser keeps no files. */
  readonly durable: DurableRun | null;
  readonly drawing: TrainDrawing | null;
  /** Absent where nothing is shown anyway. */
  readonly quiet?: Quiet;
}

/** A step that is recorded once and then run without its JavaScript. */
export type CompiledStep<Args extends readonly unknown[], Result> = ((...args: Args) => Result) & { dispose(): void };

export type CompileStep = <Args extends readonly unknown[], Result>(
  step: (...args: Args) => Result,
  options?: { readonly stepsPerExecution?: number },
) => CompiledStep<Args, Result>;

/** Where the stream of random numbers stands: what JSON holds. */
export type RandomState = Readonly<Record<string, unknown>>;

/** What the next order of a shuffled dataset follows from: what JSON holds. */
export interface ShuffleState {
  readonly seed: string;
  readonly walks: number;
}

/** Shuffled datasets that are walked while it lasts, in the order in which they are first met. */
export interface ShuffleWatch {
  /** Has them go on from there, those that are still to be met as well. */
  put(states: readonly ShuffleState[]): void;
  /** Remembers where they stand; those that are met later: where they are met. */
  mark(): void;
  readonly marked: readonly ShuffleState[];
  readonly now: readonly ShuffleState[];
  end(): void;
}

/** What work gave on a device, "CPU". */
export type OnDevice<T> = { readonly device: string } & ({ readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string });

export interface TrainEnvironment {
  readonly tf: TrainOps;
  /** Null outside of every run. */
  currentRun(): TrainRun | null;
  readonly compile: CompileStep;
  /** The line of a cell in an error's stack: "Cell [3], line 7". */
  lineOf(error: Error): string | null;
  seed(seed: number): void;
  randomState(): RandomState;
  restoreRandom(state: RandomState): void;
  watchShuffles(): ShuffleWatch;
  /** Answers the precision of the current device, after setting it if told to. @throws Error for one that it lacks, naming those that it has */
  precision(wanted?: string): string;
  /** "CPU", "GPU", "TPU", and how many devices take part in a step there. */
  device(): { readonly name: string; readonly count: number };
  say(message: string): void;
  /** As the cell's own. */
  fetch(url: string): Promise<Response>;
  /** Does work on every device that is there, tensors and models along, and comes back; a device that fails tells why. */
  onEachDevice<T>(work: () => Promise<T>): Promise<readonly OnDevice<T>[]>;
  /** Milliseconds. */
  now(): number;
}
