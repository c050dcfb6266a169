import { lineThrough, outline } from './outline';
import { BLOCK } from './pyramid';
import { countBefore } from './search';
import { Series } from './series';
import type { ChartSpec, SeriesPoints } from './spec';
import type { SeriesStore } from './store';

/** Points of each series of the spec: those kept since the page was opened, or those that came with the file. */
export function seriesOf(spec: ChartSpec, store: SeriesStore | null): readonly Series[] {
  return spec.series.map((one, index) => {
    const kept = store?.series(spec.chartId, one.name);
    const saved = spec.points?.[index];
    if (kept && kept.length > 0 && kept.length >= (saved?.x.length ?? 0)) return kept;
    return saved ? fromSaved(saved) : nothing;
  });
}

const none = new Float64Array(0);
const nothing = Series.of({ x: none, y: none });
const opened = new WeakMap<SeriesPoints, Series>();

function fromSaved(points: SeriesPoints): Series {
  let series = opened.get(points);
  if (!series) {
    const numbers = (values: readonly (number | null)[]): Float64Array => Float64Array.from(values, (value) => value ?? NaN);
    const { x, y, epoch, time } = points;
    series = Series.of({ x: numbers(x), y: numbers(y), ...(epoch && { epoch: numbers(epoch) }), ...(time && { time: numbers(time) }) });
    opened.set(points, series);
  }
  return series;
}

/** Points that a file keeps of a series; it stays small enough to be shared and compared. */
const MOST = 4000;

/**
 * A series as a file keeps it; a long one as fewer points that draw the same, all its extremes among them. `came` are the
 * points that came with the file, which stand where nothing was added.
 */
export function toSaved(series: Series, came?: SeriesPoints): SeriesPoints {
  if (came && opened.get(came) === series) return came;
  const all = series.length <= MOST ? series.all() : null;
  if (all) {
    const { x, y, epoch, time } = all;
    return { x: Array.from(x), y: list(y), ...(epoch && { epoch: list(epoch) }), ...(time && { time: list(time) }) };
  }
  const ordered = series.inOrder(0);
  // A group gives four points and a gap at most.
  const { x, y } = lineThrough(outline(ordered, 0, -Infinity, Infinity, MOST / 5));
  const by = (name: 'epoch' | 'time'): object => {
    const column = ordered.column(name);
    return column < 0 ? {} : { [name]: list(x.map((at) => alongside(ordered, column, at))) };
  };
  return { x: Array.from(x), y: list(y), ...by('epoch'), ...by('time'), decimatedFrom: series.length };
}

/** The value of another column of x at the point whose step is `x`. */
function alongside(series: Series, column: number, x: number): number {
  const index = Math.min(series.length - 1, countBefore(series, 0, x, false));
  return series.block(Math.floor(index / BLOCK))?.x[column]?.[index % BLOCK] ?? NaN;
}

const list = (values: Float64Array): (number | null)[] => Array.from(values, (value) => (Number.isFinite(value) ? value : null));
