import type { ChartSpec } from './spec';

/** Where in its training a point stands, for x axes by epoch and by time. */
export interface PointMoment {
  /** Epochs passed, with their fraction. */
  readonly epoch: number;
  /** Seconds since the start. */
  readonly time: number;
}

/** Where charts of one run go. The kernel implements it and batches the points. */
export interface ChartSink {
  /** Shows a new, empty chart. Comes before any of its points. */
  open(spec: ChartSpec): void;
  /** One more point of a series that the latest spec names; y may be NaN. A series has either always a moment or never. */
  points(chartId: string, series: string, x: number, y: number, moment?: PointMoment): void;
  /** Replaces what is known of the chart: a series was added, or a closed chart goes on. Points stay. */
  update(spec: ChartSpec): void;
  /** No more points come: the latest spec holds with `live: false`. Closing twice does nothing. */
  close(chartId: string): void;
}
