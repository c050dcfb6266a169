import { decimateLine, inOrder } from './decimate';
import type { Columns } from './decimate';
import type { ChartSpec, SeriesPoints } from './spec';
import type { SeriesStore } from './store';

/** Points of each series of the spec: those kept since the page was opened, or those that came with the file. */
export function columnsOf(spec: ChartSpec, store: SeriesStore | null): readonly Columns[] {
  return spec.series.map((series, index) => {
    const kept = store?.points(spec.chartId, series.name);
    const saved = spec.points?.[index];
    if (kept && kept.x.length > 0 && kept.x.length >= (saved?.x.length ?? 0)) return kept;
    return saved ? fromSaved(saved) : { x: new Float64Array(0), y: new Float64Array(0) };
  });
}

const fromSaved = (points: SeriesPoints): Columns => ({
  x: Float64Array.from(points.x),
  y: Float64Array.from(points.y, (value) => value ?? NaN),
});

/** A file stays small enough to be shared and diffed. */
const mostSaved = 20_000;

export function toSaved(columns: Columns): SeriesPoints {
  const { x, y } = columns.x.length <= mostSaved ? columns : fewer(inOrder(columns));
  return {
    x: Array.from(x),
    y: Array.from(y, (value) => (Number.isFinite(value) ? value : null)),
    ...(x.length < columns.x.length && { decimatedFrom: columns.x.length }),
  };
}

/** A part keeps five points at most; its neighbours and the last point come on top. */
function fewer(columns: Columns): Columns {
  return decimateLine(columns, columns.x[0] ?? 0, columns.x.at(-1) ?? 0, mostSaved / 5 - 2);
}
