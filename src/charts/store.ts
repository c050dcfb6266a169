/** Keeps every point of every series; drawing decimates, keeping never does. */
export interface SeriesStore {
  append(chartId: string, series: string, x: Float64Array, y: Float64Array): void;
  /**
   * Makes a series exactly these points, for points that are kept elsewhere: where those here are their beginning,
   * only the rest is appended. Arrays of one length, which are copied.
   */
  sync(chartId: string, series: string, points: PointColumns): void;
  /** Views of the points so far; valid until the next append to that series. */
  points(chartId: string, series: string): { readonly x: Float64Array; readonly y: Float64Array };
  seriesNames(chartId: string): readonly string[];
  /** Calls back at most once an animation frame after appends; returns the way to stop. */
  subscribe(chartId: string, listener: () => void): () => void;
  drop(chartId: string): void;
  clear(): void;
}

export interface PointColumns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Epochs passed, with their fraction; for x by epoch. */
  readonly epoch?: Float64Array;
  /** Seconds since the start; for x by time. */
  readonly time?: Float64Array;
}

/** Columns that grow by doubling, so that n appends cost O(n). */
class Column {
  x = new Float64Array(256);
  y = new Float64Array(256);
  length = 0;

  append(x: Float64Array, y: Float64Array): void {
    const length = this.length + x.length;
    if (length > this.x.length) {
      const capacity = Math.max(length, this.x.length * 2);
      this.x = grown(this.x, this.length, capacity);
      this.y = grown(this.y, this.length, capacity);
    }
    this.x.set(x, this.length);
    this.y.set(y, this.length);
    this.length = length;
  }
}

function grown(from: Float64Array, length: number, capacity: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(capacity);
  to.set(from.subarray(0, length));
  return to;
}

interface Chart {
  readonly columns: Map<string, Column>;
  readonly listeners: Set<() => void>;
}

const none = new Float64Array(0);

/** `schedule` runs a function in the next animation frame; without one listeners hear at the end of the task. */
export function createSeriesStore(schedule: (fn: () => void) => void = queueMicrotask): SeriesStore {
  const charts = new Map<string, Chart>();
  const dirty = new Set<string>();
  let scheduled = false;

  const chartOf = (chartId: string): Chart => {
    let chart = charts.get(chartId);
    if (!chart) charts.set(chartId, (chart = { columns: new Map(), listeners: new Set() }));
    return chart;
  };

  const notify = (): void => {
    scheduled = false;
    const changed = [...dirty];
    dirty.clear();
    for (const chartId of changed) {
      for (const listener of [...(charts.get(chartId)?.listeners ?? [])]) listener();
    }
  };

  const mark = (chartId: string): void => {
    dirty.add(chartId);
    if (scheduled) return;
    scheduled = true;
    schedule(notify);
  };

  const empty = (chartId: string, chart: Chart): void => {
    chart.columns.clear();
    if (chart.listeners.size === 0) charts.delete(chartId);
    else mark(chartId);
  };

  return {
    append(chartId, series, x, y) {
      if (x.length !== y.length) {
        throw new RangeError(`Series '${series}' got ${x.length} x and ${y.length} y values; they must be as many.`);
      }
      const { columns } = chartOf(chartId);
      let column = columns.get(series);
      if (!column) columns.set(series, (column = new Column()));
      column.append(x, y);
      mark(chartId);
    },
    sync(chartId, series, { x, y }) {
      const { columns } = chartOf(chartId);
      const known = columns.get(series)?.length ?? 0;
      if (known > x.length) columns.delete(series);
      const from = known > x.length ? 0 : known;
      this.append(chartId, series, x.subarray(from), y.subarray(from));
    },
    points(chartId, series) {
      const column = charts.get(chartId)?.columns.get(series);
      if (!column) return { x: none, y: none };
      return { x: column.x.subarray(0, column.length), y: column.y.subarray(0, column.length) };
    },
    seriesNames: (chartId) => [...(charts.get(chartId)?.columns.keys() ?? [])],
    subscribe(chartId, listener) {
      const chart = chartOf(chartId);
      chart.listeners.add(listener);
      return () => {
        chart.listeners.delete(listener);
        if (chart.listeners.size === 0 && chart.columns.size === 0) charts.delete(chartId);
      };
    },
    drop(chartId) {
      const chart = charts.get(chartId);
      if (chart) empty(chartId, chart);
    },
    clear() {
      for (const [chartId, chart] of [...charts]) empty(chartId, chart);
    },
  };
}
