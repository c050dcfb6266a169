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
  /** Pixels of the plot with its axes; as high as charts are, and as wide as their place, where absent. Narrower places win. */
  readonly height?: number;
  readonly width?: number;
  /** Pixels of the words at the axes and in the legend. */
  readonly fontSize?: number;
}
export interface AxisSpec {
  readonly label?: string;
  readonly scale?: 'linear' | 'log';
  /** Ticks at whole numbers only: steps, epochs, counts. */
  readonly integer?: boolean;
  /** Ticks tell seconds, minutes or hours. */
  readonly unit?: 'seconds';
  /** Names of the places 0, 1, 2, …; for bars. */
  readonly categories?: readonly string[];
  /** What is shown before the reader zooms; as far as the points go where absent. */
  readonly domain?: readonly [from: number, to: number];
  /** Whether 0 is in sight in any case; not on logarithmic axes. */
  readonly zero?: boolean;
}
export interface SeriesSpec {
  /** Unique in its chart: the key of its points. */
  readonly name: string;
  /** What the legend says; the name where absent. */
  readonly label?: string;
  /** The training it belongs to, where a chart overlays several. */
  readonly run?: string;
  /** Index into the theme's series colours; the place in `series` where absent. Curves of one run share one. */
  readonly colour?: number;
  /** CSS colours instead of the theme's: one, or for bars one for each in turn. */
  readonly inks?: readonly string[];
  /** The lowest or highest point is marked. */
  readonly best?: 'min' | 'max';
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
  /** Epochs passed at each point, with their fraction; null stands for NaN. */
  readonly epoch?: readonly (number | null)[];
  /** Seconds since the start at each point. */
  readonly time?: readonly (number | null)[];
  /** Set where these points stand for more: how many there were. */
  readonly decimatedFrom?: number;
}

/** What x counts: the place that the point was given, epochs, or seconds since the start. */
export type XColumn = 'step' | 'epoch' | 'time';

/** How the reader looks at a chart; the spec stays as it is. Null: as the spec has it. */
export interface ChartSettings {
  /** In [0, 1), for all lines but dashed ones; 0 shows the raw lines alone. */
  readonly smoothing: number | null;
  readonly logX: boolean | null;
  readonly logY: boolean | null;
  /** Series without that column are not drawn. */
  readonly x: XColumn;
}
