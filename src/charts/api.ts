/** The global `chart` of a cell. */
import { newId } from '../base/ids';
import { kindOf, readChartData } from './chart-data';
import type { ChartData } from './chart-data';
import { readInput } from './kinds/chart-input';
import type { TensorLike } from './kinds/given';
import { isMarks, readMarks, type Mark } from './kinds/marks';
import { alreadyDrawn } from './already-drawn';
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
  /** Values on a device are drawn when they are read; the run waits for them. */
  (data: ChartData | TensorLike | readonly Mark[], options?: ChartOptions): void;
  live(options?: LiveChartOptions): LiveChart;
}

/** `sink` belongs to the run whose cell sees this `chart`; `pending` is told what the run has to wait for. */
export function createChartApi(sink: ChartSink, createId: () => string = newId, pending: (work: Promise<void>) => void = () => undefined): ChartApi {
  const fill = (chartId: string, data: unknown, options: ChartOptions, isOpen: boolean): void => {
    const type = options.type ?? 'line';
    const layers = isMarks(data) ? readMarks(data) : null;
    const { series, categories } = layers ?? readChartData(data, options.yLabel ?? 'y');
    const spec: ChartSpec = {
      ...described(chartId, options),
      x: {
        ...(options.xLabel !== undefined && { label: options.xLabel }),
        ...(categories && { categories }),
        integer: series.every(({ x }) => Array.prototype.every.call(x, Number.isInteger)),
      },
      series: layers?.specs ?? series.map(({ name }) => seriesSpec(name, options.type ?? (categories ? 'bar' : type), options.smoothing)),
    };
    if (isOpen) sink.update(spec);
    else sink.open(spec);
    for (const { name, x, y } of series) {
      for (let index = 0; index < x.length; index++) sink.points(chartId, name, x[index] ?? NaN, y[index] ?? NaN);
    }
    sink.close(chartId);
  };
  const draw = (data: unknown, options: ChartOptions = {}): void => {
    checkOptions(options);
    const chartId = createId();
    const given = readInput(data, options.type === 'scatter');
    if (!(given instanceof Promise)) return fill(chartId, given, options, false);
    // Its place is kept, so that what is shown next comes below.
    sink.open(described(chartId, options));
    pending(given.then((ready) => fill(chartId, ready, options, true)));
  };
  return Object.assign(draw, { live: (options: LiveChartOptions = {}) => openLive(sink, createId(), options) });
}

const described = (chartId: string, { title, xLabel, yLabel, log }: ChartOptions): ChartSpec => ({
  chartId,
  ...(title !== undefined && { title }),
  x: { ...(xLabel !== undefined && { label: xLabel }) },
  y: axisY(yLabel, log),
  series: [],
  live: true,
});

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
  return alreadyDrawn({ push, end });
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
