/** Trainings that are kept as runs: writing to them from anywhere. */
import type { Tensor, TensorLike } from '@tensorflow/tfjs';

export interface LogPosition {
  /** Of the values: the next one in a loop of your own, the latest of a fit under way, unless told. */
  readonly step?: number;
  /** With its fraction: 1.5 is half through the second. */
  readonly epoch?: number;
}

/** Settings as they are compared between runs: what JSON holds; functions are kept by name, tensors by shape. */
export type RunSettings = Readonly<Record<string, unknown>>;

export interface RunStart {
  /** Made unique with a number; the notebook's name unless told. */
  readonly name?: string;
  readonly settings?: RunSettings;
  /** Runs of one group stand together, as those of a sweep. */
  readonly group?: string;
  readonly tags?: readonly string[];
}

export interface RunPlace {
  /** The step that the item belongs to; the latest of the run unless told. */
  readonly step?: number;
}

/**
 * The run under way, as in Weights & Biases. Every `fit`, `fitDataset` and Trainer is kept as a run without asking: in
 * one, these functions add to it; elsewhere the first of them begins a run that ends with the cell.
 */
export interface Run {
  /** As it was asked for; setting it renames the run. @throws TypeError for what is no text */
  name: string;
  /** Null while none is under way. */
  readonly id: string | null;
  /**
   * Adds one value to each of some metrics: numbers, or scalar tensors, which may be disposed of at once. NaN and
   * infinities are kept as they are. @throws TypeError naming the metric whose value is none
   */
  log(values: Readonly<Record<string, number | Tensor>>, at?: LogPosition): void;
  /** Adds to the settings of the run, or replaces them by name. @throws TypeError for what is no object */
  config(values: RunSettings): void;
  /**
   * Keeps a picture: a tensor of shape [height, width], [height, width, channels] or [n, height, width, channels]
   * (0…1, or 0…255 for int32), an `OffscreenCanvas`, `ImageData`, `Blob`, the bytes of a file, or an address.
   * Under one name, pictures of later steps follow the earlier ones. @throws RangeError for a shape that is no picture
   */
  image(name: string, image: Tensor | TensorLike | OffscreenCanvas | ImageData | ImageBitmap | Blob, options?: RunPlace & { readonly captions?: readonly string[]; readonly columns?: number }): void;
  /** Keeps how values are distributed: numbers or a tensor of any shape, or several by name. `bins`: by the spread of the values unless told. */
  histogram(name: string, values: Tensor | TensorLike | Readonly<Record<string, Tensor | TensorLike>>, options?: RunPlace & { readonly bins?: number }): void;
  /** Keeps how classes were taken for one another: class indices or names of shape [n] each (or scores [n, classes] as predictions), or a matrix of counts [classes, classes], a row for each true class. */
  confusionMatrix(name: string, input: RunPlace & { readonly classNames?: readonly string[] } & ({ readonly labels: Tensor | TensorLike | readonly string[]; readonly predictions: Tensor | TensorLike | readonly string[] } | { readonly matrix: Tensor | TensorLike })): void;
  /** Keeps rows: an array of objects, of arrays, or what `console.table` shows. `columns`: which of them, in order. @throws TypeError for what has no rows */
  table(name: string, rows: unknown, options?: RunPlace & { readonly columns?: readonly string[] }): void;
  /** Notes a file of the notebook, such as one that `files.write` made. */
  file(name: string, options?: RunPlace): void;
  /** @throws TypeError for what is no text */
  tag(...tags: readonly string[]): void;
  /** Begins a run; fits within it become part of it. It ends with `finish`, with the next `start`, or with the cell. @throws TypeError naming an option that is none */
  start(options?: RunStart): void;
  /** Ends the run that `start` or the first `log` began. @throws Error where there is none, or a fit is under way in it */
  finish(status?: 'done' | 'stopped' | 'failed', message?: string): void;
}

/** The run under way; the first use in a loop of your own begins one. */
export const run: Run;
