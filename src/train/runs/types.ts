/** Trainings as they are kept: what a training tells of itself, and what it may write to. The kernel injects the rest. */
import type * as tfjs from '@tensorflow/tfjs';
import type { JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';

export interface DataFacts {
  /** Equal for equal values, shapes and types. */
  readonly fingerprint: string;
  /** "60,000 × [28, 28, 1] float32". */
  readonly description: string;
}

/** What a fit tells of itself. The functions are asked when the first values have come, or some times a second. */
export interface TrackedFit {
  readonly kind: 'fit' | 'trainer' | 'log';
  /** Empty where nobody named it: it is called after the notebook then. */
  readonly name: string;
  /** Hyper-parameters. */
  readonly settings: JsonObject;
  /** Null where none was set for this training. */
  readonly seed: number | null;
  /** Variables' values; null where nobody knows. */
  readonly parameters: { readonly total: number; readonly trainable: number } | null;
  /** Reads at most some megabytes; null where the data cannot tell. */
  data?(): Promise<DataFacts | null>;
  /** Values that go with the steps, such as the learning rate; by name. */
  rates?(): Readonly<Record<string, number>>;
  /** Milliseconds that steps have waited for data so far. */
  waited?(): number;
}

export interface StartOptions {
  readonly name?: string;
  readonly settings?: JsonObject;
  /** Runs of one sweep share it. */
  readonly group?: string;
  readonly tags?: readonly string[];
}

export type TrackItemType = 'image' | 'histogram' | 'confusion-matrix' | 'table' | 'file' | 'checkpoint';

/** One training that is kept, open until it ends. */
export interface Track {
  readonly id: string;
  /** As it was asked for; the page makes it unique. */
  readonly name: string;
  /** A fit is under way in it. */
  readonly isTraining: boolean;
  /** Steps so far; the default of what is written to it. */
  readonly step: number;
  /** One value of each of some metrics; NaN and infinities are kept as such. */
  log(values: Readonly<Record<string, number>>, at?: { readonly step?: number | undefined; readonly epoch?: number | undefined }): void;
  /** Adds to the settings, or replaces them by name. */
  settings(values: JsonObject): void;
  describe(what: { readonly name?: string; readonly tags?: readonly string[] }): void;
  keep(item: { readonly type: TrackItemType; readonly name: string; readonly slot?: string; readonly step?: number | undefined; readonly data: MimeBundle }): void;
  end(status: 'done' | 'stopped' | 'failed', message?: string): void;
}

export type Numbers = tfjs.Tensor | readonly number[] | ArrayLike<number>;
export type HistogramLike = Numbers | Readonly<Record<string, Numbers>>;

export interface ImageOptions {
  /** A line below each picture. */
  readonly captions?: readonly string[];
  /** Pictures in a row. */
  readonly columns?: number;
}

export type ConfusionInput = { readonly classNames?: readonly string[] } & ({ readonly labels: unknown; readonly predictions: unknown } | { readonly matrix: unknown });

/** Makes what shows an item; reads tensors, which the caller may dispose of at once. Each throws at once for what cannot be shown. */
export interface TrackMedia {
  /** Of a tensor [h, w], [h, w, c] or [n, h, w, c], a canvas or another image of the browser, encoded bytes, or an address. */
  image(title: string, image: unknown, options: ImageOptions): Promise<MimeBundle>;
  histogram(title: string, values: HistogramLike, options: { readonly bins?: number }): Promise<MimeBundle>;
  confusionMatrix(title: string, input: ConfusionInput): Promise<MimeBundle>;
  table(title: string, rows: unknown, columns: readonly string[] | undefined): Promise<MimeBundle>;
  /** Of a file of the notebook. */
  file(path: string): Promise<MimeBundle>;
}

/** The kept trainings of one run of a cell. */
export interface Tracks {
  /** The one under way: a fit, or one that `start` or `log` began; null where there is none. */
  underway(): Track | null;
  /** The one under way, or a new one of a loop of one's own. */
  current(): Track;
  /** Begins one that takes in the fits until it ends, which it does with the run of the cell at the latest. */
  start(options: StartOptions): Track;
  readonly media: TrackMedia;
  /** The run of the cell is not over before this is. */
  waitFor(work: Promise<void>): void;
}
