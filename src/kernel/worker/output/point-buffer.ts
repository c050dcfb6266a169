/** Collects chart points of one run until they travel together. */
import type { PointMoment } from '../../../charts/sink';
import type { PointBatch } from '../../../protocol/kernel';

export interface PointBuffer {
  add(chartId: string, series: string, x: number, y: number, moment?: PointMoment): void;
  readonly size: number;
  /** Everything since the last call; the arrays are the receiver's. */
  take(): PointBatch[];
}

type Values = Float64Array<ArrayBuffer>;

interface Column {
  readonly chartId: string;
  readonly series: string;
  x: Values;
  y: Values;
  /** Of points that came with a moment; NaN for others. */
  moments: { epoch: Values; time: Values } | null;
  length: number;
}

export function createPointBuffer(): PointBuffer {
  const charts = new Map<string, Map<string, Column>>();
  let size = 0;

  const columnOf = (chartId: string, series: string): Column => {
    let columns = charts.get(chartId);
    if (columns === undefined) charts.set(chartId, (columns = new Map()));
    let column = columns.get(series);
    if (column === undefined) columns.set(series, (column = { chartId, series, x: new Float64Array(16), y: new Float64Array(16), moments: null, length: 0 }));
    return column;
  };

  return {
    get size() {
      return size;
    },
    add(chartId, series, x, y, moment) {
      const column = columnOf(chartId, series);
      const { length } = column;
      if (length === column.x.length) grow(column);
      column.x[length] = x;
      column.y[length] = y;
      if (moment) column.moments ??= { epoch: unknown(column.x.length), time: unknown(column.x.length) };
      if (column.moments) {
        column.moments.epoch[length] = moment?.epoch ?? NaN;
        column.moments.time[length] = moment?.time ?? NaN;
      }
      column.length++;
      size++;
    },
    take() {
      const batches: PointBatch[] = [];
      for (const columns of charts.values()) {
        for (const { chartId, series, x, y, moments, length } of columns.values()) {
          const used = (values: Values): Values => values.slice(0, length);
          batches.push({ chartId, series, x: used(x), y: used(y), ...(moments && { epoch: used(moments.epoch), time: used(moments.time) }) });
        }
      }
      charts.clear();
      size = 0;
      return batches;
    },
  };
}

const unknown = (length: number): Values => new Float64Array(length).fill(NaN);

function grow(column: Column): void {
  const larger = (values: Values): Values => {
    const grown = new Float64Array(values.length * 2);
    grown.set(values);
    return grown;
  };
  column.x = larger(column.x);
  column.y = larger(column.y);
  if (column.moments) column.moments = { epoch: larger(column.moments.epoch), time: larger(column.moments.time) };
}
