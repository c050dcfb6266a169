/** Several marks in one chart: scatter, the line of a prediction, the dashed line of the truth. */
import { readChartData, type ChartData, type NamedSeries } from '../chart-data';
import type { SeriesSpec } from '../spec';
import { isList, whatCame } from './given';

interface MarkStyle {
  readonly type: 'line' | 'scatter' | 'bar';
  /** Its name in the legend. */
  readonly name?: string;
  readonly dashed?: boolean;
  /** Exponential smoothing in [0, 1). */
  readonly smoothing?: number;
}
/** One layer of a chart: its values under `data`, or `x` and `y`. */
export type Mark = MarkStyle & ({ readonly data: ChartData } | { readonly x?: ArrayLike<number> | readonly string[]; readonly y: ArrayLike<number> });

export interface Layers {
  readonly series: readonly NamedSeries[];
  readonly specs: readonly SeriesSpec[];
  readonly categories?: readonly string[];
}

const SPECS = { line: 'line', scatter: 'points', bar: 'bars' } as const;

export const isMarks = (data: unknown): data is readonly Mark[] => Array.isArray(data) && data.length > 0 && data.every((one: unknown) => typeof one === 'object' && one !== null && 'type' in one && ('data' in one || ('y' in one && isList(one.y))));

/** @throws TypeError naming the layer */
export function readMarks(marks: readonly Mark[]): Layers {
  const series: NamedSeries[] = [];
  const specs: SeriesSpec[] = [];
  let categories: readonly string[] | undefined;
  for (const [index, mark] of marks.entries()) {
    const { type, dashed = false, smoothing = 0 } = mark;
    if (!Object.hasOwn(SPECS, type)) throw new TypeError(`layer ${index} has the type '${String(type)}'; types are: ${Object.keys(SPECS).join(', ')}.`);
    if (!(smoothing >= 0 && smoothing < 1)) throw new RangeError(`layer ${index} has smoothing ${String(smoothing)}; it must be at least 0 and below 1.`);
    const data: unknown = 'data' in mark ? mark.data : { y: mark.y, ...(mark.x !== undefined && { x: mark.x }) };
    if (data === undefined || data === null) throw new TypeError(`layer ${index} has ${whatCame(data)} as its data; give x and y, or data.`);
    const read = readChartData(data, mark.name ?? type);
    categories ??= read.categories;
    for (const one of read.series) {
      const name = unused(read.series.length === 1 ? (mark.name ?? one.name) : one.name, series);
      series.push({ ...one, name });
      specs.push({ name, mark: SPECS[type], ...(dashed && { dashed }), ...(smoothing > 0 && { smoothing }) });
    }
  }
  return { series, specs, ...(categories && { categories }) };
}

/** Series of a chart are told apart by their names. */
function unused(name: string, taken: readonly NamedSeries[]): string {
  let free = name;
  for (let number = 2; taken.some((one) => one.name === free); number++) free = `${name} ${number}`;
  return free;
}
