/** The first values of a tensor and, where it looks like pictures, a strip of them. */
export interface TensorPreview {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Row-major, at most 200 values of the leading rows; `null` stands for NaN or an infinity written in `text`. */
  readonly values: readonly (number | string | boolean | null)[];
  /** How the values are laid out in the grid: rows and columns shown, out of how many. */
  readonly grid: { readonly rows: number; readonly columns: number; readonly ofRows: number; readonly ofColumns: number };
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly nonFinite?: number;
  /** PNG data URLs, when the shape is [n, h, w, 1|3] or [h, w, 1|3] or [n, h, w] of picture size. */
  readonly images?: readonly string[];
  /** Set for a variable: its name. */
  readonly name?: string;
  readonly disposed?: boolean;
}

/** The first rows of a table. */
export interface TablePreview {
  readonly columns: readonly { readonly name: string; readonly type: 'number' | 'string' | 'boolean' | 'date' | 'mixed' }[];
  /** Cells as text, at most 200 rows by 50 columns. */
  readonly rows: readonly (readonly string[])[];
  readonly totalRows: number;
  readonly totalColumns: number;
}

/** One line of progress: of a `model.fit` or of any iterable. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  /** Absent when the length is unknown. */
  readonly total?: number;
  readonly epoch?: { readonly current: number; readonly total: number };
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
  readonly msPerStep?: number;
  readonly etaSeconds?: number;
  readonly elapsedSeconds: number;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
}

/** What a comparison or a profile found: tables with bars, a flame chart, and remarks. */
export interface Report {
  readonly title: string;
  /** One sentence with the result. */
  readonly summary?: string;
  readonly sections: readonly ReportSection[];
  readonly remarks: readonly ReportRemark[];
  /** Pixels of the words in tables. */
  readonly fontSize?: number;
}

export interface ReportRemark {
  readonly tone: 'info' | 'success' | 'warning';
  readonly text: string;
}

export type ReportSection = ReportTable | FlameChart;

export interface ReportTable {
  readonly kind: 'table';
  readonly title?: string;
  readonly columns: readonly ReportColumn[];
  /** A cell for each column; null where there is nothing to say. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export interface ReportColumn {
  readonly name: string;
  /** How numbers are written; 'text' leaves cells as they are. */
  readonly unit: 'text' | 'count' | 'ms' | 'bytes' | 'number' | 'share';
  /** Numbers also show as bars, the largest of the column being the longest. */
  readonly bar?: boolean;
}

/** What ran when, and inside what. */
export interface FlameChart {
  readonly kind: 'flame';
  readonly title?: string;
  /** In milliseconds from the start; parents come before what they hold. */
  readonly frames: readonly FlameFrame[];
}

export interface FlameFrame {
  readonly name: string;
  readonly start: number;
  readonly duration: number;
  readonly depth: number;
  /** A line of the cell, or shapes. */
  readonly detail?: string;
}
