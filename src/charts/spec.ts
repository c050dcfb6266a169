/** What a chart shows; the points travel apart from it while a run is live. */
export interface ChartSpec {
  readonly chartId: string;
  readonly title?: string;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly series: readonly SeriesSpec[];
  /** Set once the chart is complete (and in files): points of each series, in `series` order. */
  readonly points?: readonly SeriesPoints[];
  /** True while points may still come. */
  readonly live: boolean;
}
export interface AxisSpec {
  readonly label?: string;
  readonly scale?: 'linear' | 'log';
}
export interface SeriesSpec {
  readonly name: string;
  readonly mark: 'line' | 'points' | 'bars';
  /** Validation curves are dashed. */
  readonly dashed?: boolean;
  /** Exponential smoothing in [0, 1) drawn over the raw line. */
  readonly smoothing?: number;
}
export interface SeriesPoints {
  readonly x: readonly number[];
  /** null stands for NaN. */
  readonly y: readonly (number | null)[];
}
