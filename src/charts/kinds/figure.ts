/** Pictures of data that are no lines: what they show, as a file keeps it. Drawing is apart (`draw.ts`). */
import type { ColourMap } from './colour-map';

interface Common {
  readonly title?: string;
}

/** Pixels that were asked for; a narrow page shows less. */
export interface Sized {
  readonly width?: number;
  readonly height?: number;
  /** Of the words; as large as they are in figures where absent. */
  readonly fontSize?: number;
}

/** Counts of values between edges: `edges` has one more than each `counts`. */
export interface HistogramFigure extends Common, Sized {
  readonly kind: 'histogram';
  readonly edges: readonly number[];
  readonly series: readonly { readonly name: string; readonly counts: readonly number[] }[];
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Values that are NaN or infinite, in no bar. */
  readonly notFinite?: number;
  /** A CSS colour of the bars. */
  readonly colour?: string;
  /** Numbers about the values, above the bars: "Min", "0.25". */
  readonly stats?: readonly { readonly name: string; readonly value: string }[];
}

/** Numbers as colours; null where there is none. */
export interface HeatmapFigure extends Common, Sized {
  readonly kind: 'heatmap';
  /** Rows from the top. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly xLabels?: readonly string[];
  readonly yLabels?: readonly string[];
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** The shape of what was given where these are means of blocks of it. */
  readonly reducedFrom?: readonly [rows: number, columns: number];
  readonly colourMap?: ColourMap;
  /** Values at the ends of the colours; the least and the greatest where absent. */
  readonly domain?: readonly [from: number, to: number];
}

/** Truth by row, prediction by column. */
export interface ConfusionFigure extends Common, Sized {
  readonly kind: 'confusion';
  readonly counts: readonly (readonly number[])[];
  readonly classNames: readonly string[];
  /** What shares are of: examples of a true class, of a predicted class, or all. */
  readonly normalise: 'truth' | 'prediction' | 'all';
  readonly colourMap?: ColourMap;
  /** False: the diagonal has no colour, so that mistakes stand out. */
  readonly shadeDiagonal?: boolean;
  /** False: cells say nothing. */
  readonly showText?: boolean;
  /** "Predicted" and "True" where absent. */
  readonly xLabel?: string;
  readonly yLabel?: string;
}

export interface PictureItem {
  /** A PNG as a data URL. */
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly caption?: string;
  readonly truth?: string;
}
export interface Guess {
  readonly text: string;
  /** Probability in 0…1. */
  readonly confidence?: number;
}
export interface PicturesFrame {
  readonly label: string;
  readonly guesses: readonly Guess[];
  /** Data URLs of PNGs in place of those of the items, by item and of the same size. */
  readonly pictures?: readonly string[];
}
/** Pictures in a grid; for every frame guesses at each, or other pictures. */
export interface ImagesFigure extends Common {
  readonly kind: 'images';
  readonly items: readonly PictureItem[];
  /** How many there were, where more were given than are shown. */
  readonly of?: number;
  readonly columns?: number;
  readonly frames: readonly PicturesFrame[];
}

/** True values and predictions of them, for every frame. */
export interface TruthFigure extends Common {
  readonly kind: 'truth';
  readonly truth: readonly number[];
  readonly frames: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}

/** Points of many dimensions on a plane. */
export interface EmbeddingFigure extends Common {
  readonly kind: 'embedding';
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly axes: readonly [x: string, y: string];
  /** Index into `classes`, by point. */
  readonly classOf?: readonly number[];
  readonly classes?: readonly string[];
  /** Pictures of the points side by side in one, row by row. */
  readonly sprites?: { readonly src: string; readonly width: number; readonly height: number; readonly columns: number };
  /** How many points there were, where not all are shown. */
  readonly of?: number;
}

export interface HistogramTrack {
  readonly name: string;
  /** By frame: counts between `low` and `high` in bins of equal width. */
  readonly frames: readonly { readonly low: number; readonly high: number; readonly counts: readonly number[]; readonly notFinite?: number }[];
}
/** Distributions that change over training. */
export interface HistogramsFigure extends Common {
  readonly kind: 'histograms';
  readonly labels: readonly string[];
  readonly tracks: readonly HistogramTrack[];
}

export type Figure = HistogramFigure | HeatmapFigure | ConfusionFigure | ImagesFigure | TruthFigure | EmbeddingFigure | HistogramsFigure;
