/** What a chart shows; the points travel apart from it while a run is live. */
export interface ChartSpec {
  readonly chartId: string;
  readonly title?: string;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly series: readonly SeriesSpec[];
  /** Charts of one group share their crosshair; those of one `fit` are a group. */
  readonly group?: string;
  /** Set once the chart is complete (and in files): points of each series, in `series` order. */
  readonly points?: readonly SeriesPoints[];
  /** True while points may still come. */
  readonly live: boolean;
}
export interface AxisSpec {
  readonly label?: string;
  readonly scale?: 'linear' | 'log';
  /** Ticks at whole numbers only: steps, epochs, counts. */
  readonly integer?: boolean;
  /** Names of the places 0, 1, 2, …; for bars. */
  readonly categories?: readonly string[];
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
  /** Set where these points stand for more: how many there were. */
  readonly decimatedFrom?: number;
}
