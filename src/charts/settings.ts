/** How the reader looks at a chart, applied to what the cell asked for. */
import type { Columns } from './decimate';
import type { PointColumns, Series } from './series';
import type { AxisSpec, ChartSettings, ChartSpec, XColumn } from './spec';

export const defaults: ChartSettings = { smoothing: null, logX: null, logY: null, x: 'step' };

/** The spec as it is drawn; the notebook keeps the original. */
export function withSettings(spec: ChartSpec, { smoothing, logX, logY, x }: ChartSettings): ChartSpec {
  return {
    ...spec,
    x: scaled(axisOf(spec.x, x), logX),
    y: scaled(spec.y, logY),
    series: smoothing === null ? spec.series : spec.series.map((series) => (series.dashed === true || series.mark !== 'line' ? series : { ...series, smoothing })),
  };
}

const scaled = (axis: AxisSpec, log: boolean | null): AxisSpec => (log === null ? axis : { ...axis, scale: log ? 'log' : 'linear' });

function axisOf(axis: AxisSpec, column: XColumn): AxisSpec {
  switch (column) {
    case 'step':
      return axis;
    case 'epoch':
      return { label: 'epoch', ...(axis.scale && { scale: axis.scale }) };
    case 'time':
      return { label: 'time', unit: 'seconds', ...(axis.scale && { scale: axis.scale }) };
    default:
      return column satisfies never;
  }
}

/** By what x can be read: every series that has points has that column. */
export function xColumnsOf(all: readonly Series[]): readonly XColumn[] {
  const some = all.filter(({ length }) => length > 0);
  return (['step', 'epoch', 'time'] as const).filter((name) => name === 'step' || (some.length > 0 && some.every((series) => series.column(name) >= 0)));
}

const none: Columns = { x: new Float64Array(0), y: new Float64Array(0) };

/** Points by one of their columns of x; none where they do not have it. */
export function inColumn(points: PointColumns, column: XColumn): Columns {
  const x = column === 'step' ? points.x : points[column];
  return x ? { x, y: points.y } : none;
}
