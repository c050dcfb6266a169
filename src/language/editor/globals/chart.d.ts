/** Charts, static and live. */

type Numbers = ArrayLike<number>;

export interface ChartOptions {
  title?: string;
  /** `line` joins the points of a series in order of x. Default `line`; `bar` for numbers by category. */
  type?: 'line' | 'scatter' | 'bar';
  xLabel?: string;
  yLabel?: string;
  /** Logarithmic y axis; points that are not above 0 are left out. */
  log?: boolean;
  /** Exponential smoothing in [0, 1), drawn over the raw line. Default 0. */
  smoothing?: number;
}

export interface LiveChartOptions {
  title?: string;
  /** What x counts; the axis' label. Default "step". */
  x?: string;
  /** The label of the y axis. */
  y?: string;
  type?: 'line' | 'scatter' | 'bar';
  /** Logarithmic y axis. */
  log?: boolean;
  /** Exponential smoothing in [0, 1), drawn over the raw line. Default 0. */
  smoothing?: number;
}

/** A chart that grows while the cell runs. */
export interface LiveChart {
  /** One value for each series, at the next whole step from 1; NaN leaves a gap. */
  push(values: Record<string, number>): void;
  /** One value for each series, at this place. */
  push(x: number, values: Record<string, number>): void;
  /** No more points come. */
  end(): void;
}

/** What `chart` draws: values; `{x, y}`; points; several series by name; or numbers by category, as bars. */
export type ChartData =
  | Numbers
  | { readonly x: Numbers | readonly string[]; readonly y: Numbers }
  | readonly { readonly x: number; readonly y: number }[]
  | Readonly<Record<string, Numbers | readonly string[] | { readonly x: Numbers | readonly string[]; readonly y: Numbers }>>
  | Readonly<Record<string, number>>;

/**
 * Draws a chart into the output.
 * @example chart({ x: [1, 2, 3], y: [4, 1, 9] }, { title: 'Squares' })
 * @example chart({ loss: losses, accuracy: accuracies })
 */
export function chart(data: ChartData, options?: ChartOptions): void;

export namespace chart {
  /**
   * Opens a chart that grows with `push`.
   * @example const live = chart.live({ title: 'Loss' }); live.push({ loss: 0.4 });
   */
  function live(options?: LiveChartOptions): LiveChart;
}
