/** The global `chart` of a cell. */
import { newId } from '../base/ids';
import { kindOf, readChartData } from './chart-data';
import type { ChartData } from './chart-data';
import type { ChartSink } from './sink';
import type { AxisSpec, ChartSpec, SeriesSpec } from './spec';

export interface ChartOptions {
  readonly title?: string;
  /** `line` joins the points of a series in order of x. Default `line`; `bar` for numbers by category. */
  readonly type?: 'line' | 'scatter' | 'bar';
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Logarithmic y axis; points that are not above 0 are left out. */
  readonly log?: boolean;
  /** Exponential smoothing in [0, 1), drawn over the raw line. Default 0. */
  readonly smoothing?: number;
}
export interface LiveChartOptions extends Omit<ChartOptions, 'xLabel' | 'yLabel'> {
  /** What x counts; the axis' label. Default "step". */
  readonly x?: string;
  readonly y?: string;
}

export interface LiveChart {
  /** One value for each series, at the next whole step from 1 or at the given place; NaN leaves a gap. */
  push(values: Readonly<Record<string, number>>): void;
  push(x: number, values: Readonly<Record<string, number>>): void;
  /** No more points come. Ending twice does nothing. */
  end(): void;
}

export interface ChartApi {
  (data: ChartData, options?: ChartOptions): void;
  live(options?: LiveChartOptions): LiveChart;
}

/** `sink` belongs to the run whose cell sees this `chart`. */
export function createChartApi(sink: ChartSink, createId: () => string = newId): ChartApi {
  const draw = (data: ChartData, options: ChartOptions = {}): void => {
    const { series, categories } = readChartData(data, options.yLabel ?? 'y');
    checkOptions(options);
    const chartId = createId();
    const type = options.type ?? (categories ? 'bar' : 'line');
    sink.open({
      chartId,
      ...(options.title !== undefined && { title: options.title }),
      x: {
        ...(options.xLabel !== undefined && { label: options.xLabel }),
        ...(categories && { categories }),
        integer: series.every(({ x }) => Array.prototype.every.call(x, Number.isInteger)),
      },
      y: axisY(options.yLabel, options.log),
      series: series.map(({ name }) => seriesSpec(name, type, options.smoothing)),
      live: true,
    });
    for (const { name, x, y } of series) {
      for (let index = 0; index < x.length; index++) sink.points(chartId, name, x[index] ?? NaN, y[index] ?? NaN);
    }
    sink.close(chartId);
  };
  return Object.assign(draw, { live: (options: LiveChartOptions = {}) => openLive(sink, createId(), options) });
}

function openLive(sink: ChartSink, chartId: string, options: LiveChartOptions): LiveChart {
  checkOptions(options);
  let spec: ChartSpec = {
    chartId,
    ...(options.title !== undefined && { title: options.title }),
    x: { label: options.x ?? 'step', integer: true },
    y: axisY(options.y, options.log),
    series: [],
    live: true,
  };
  let ended = false;
  let last = 0;
  sink.open(spec);

  const push = (first: number | Readonly<Record<string, number>>, second?: Readonly<Record<string, number>>): void => {
    if (ended) throw new Error(`The chart${options.title ? ` '${options.title}'` : ''} has ended; open another with chart.live(…).`);
    const x = typeof first === 'number' ? first : last + 1;
    const values = typeof first === 'number' ? second : first;
    checkPush(x, values);
    const names = Object.keys(values);
    const added = names.filter((name) => !spec.series.some((series) => series.name === name));
    const fractional = spec.x.integer === true && !Number.isInteger(x);
    if (added.length > 0 || fractional) {
      spec = {
        ...spec,
        x: fractional ? { ...spec.x, integer: false } : spec.x,
        series: [...spec.series, ...added.map((name) => seriesSpec(name, options.type ?? 'line', options.smoothing))],
      };
      sink.update(spec);
    }
    last = x;
    for (const name of names) sink.points(chartId, name, x, values[name] ?? NaN);
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    sink.close(chartId);
  };
  return { push, end };
}

function checkPush(x: number, values: unknown): asserts values is Readonly<Record<string, number>> {
  if (!Number.isFinite(x)) throw new RangeError(`push() got ${x} for x; it must be a finite number, such as the step.`);
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new TypeError(`push() got ${kindOf(values)}; pass values by name, such as push({loss: 0.5}) or push(step, {loss: 0.5}).`);
  }
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'number') throw new TypeError(`'${name}' is ${kindOf(value)}, not a number.`);
  }
}

function checkOptions({ type, smoothing }: Pick<ChartOptions, 'type' | 'smoothing'>): void {
  if (type !== undefined && !(type in marks)) {
    throw new TypeError(`Chart type '${String(type)}' not found; types are: ${Object.keys(marks).join(', ')}.`);
  }
  if (smoothing !== undefined && !(smoothing >= 0 && smoothing < 1)) {
    throw new RangeError(`smoothing is ${String(smoothing)}; it must be at least 0 and below 1.`);
  }
}

const marks = { line: 'line', scatter: 'points', bar: 'bars' } as const;

const axisY = (label: string | undefined, log: boolean | undefined): AxisSpec => ({
  ...(label !== undefined && { label }),
  ...(log === true && { scale: 'log' as const }),
});

const seriesSpec = (name: string, type: keyof typeof marks, smoothing = 0): SeriesSpec => ({
  name,
  mark: marks[type],
  ...(smoothing > 0 && { smoothing }),
});
