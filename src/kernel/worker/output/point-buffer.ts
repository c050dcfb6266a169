/** Collects chart points of one run until they travel together. */
import type { PointBatch } from '../../../protocol/kernel';

export interface PointBuffer {
  add(chartId: string, series: string, x: number, y: number): void;
  readonly size: number;
  /** Everything since the last call; the arrays are the receiver's. */
  take(): PointBatch[];
}

interface Column {
  readonly chartId: string;
  readonly series: string;
  x: Float64Array<ArrayBuffer>;
  y: Float64Array<ArrayBuffer>;
  length: number;
}

export function createPointBuffer(): PointBuffer {
  const charts = new Map<string, Map<string, Column>>();
  let size = 0;

  const columnOf = (chartId: string, series: string): Column => {
    let columns = charts.get(chartId);
    if (columns === undefined) charts.set(chartId, (columns = new Map()));
    let column = columns.get(series);
    if (column === undefined) columns.set(series, (column = { chartId, series, x: new Float64Array(16), y: new Float64Array(16), length: 0 }));
    return column;
  };

  return {
    get size() {
      return size;
    },
    add(chartId, series, x, y) {
      const column = columnOf(chartId, series);
      if (column.length === column.x.length) {
        column.x = grown(column.x);
        column.y = grown(column.y);
      }
      column.x[column.length] = x;
      column.y[column.length] = y;
      column.length++;
      size++;
    },
    take() {
      const batches: PointBatch[] = [];
      for (const columns of charts.values()) {
        for (const { chartId, series, x, y, length } of columns.values()) batches.push({ chartId, series, x: x.slice(0, length), y: y.slice(0, length) });
      }
      charts.clear();
      size = 0;
      return batches;
    },
  };
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
