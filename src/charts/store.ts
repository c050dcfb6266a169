import { node, place } from './pyramid';
import { CHUNK, Series } from './series';
import type { Chunk, ChunkKeeper, PointColumns } from './series';
import type { SpillFolder } from './spill';

export type { PointColumns } from './series';

/** Keeps every point of every series; drawing decimates, keeping never does. */
export interface SeriesStore {
  /** Arrays of one length, which are copied. The columns of the first points are those of the series. */
  append(chartId: string, series: string, points: PointColumns): void;
  /**
   * Makes a series exactly these points, for points that are kept elsewhere: where those here are their beginning,
   * only the rest is appended. Arrays of one length, which are copied.
   */
  sync(chartId: string, series: string, points: PointColumns): void;
  /** The points so far, for drawing; null where there are none. */
  series(chartId: string, series: string): Series | null;
  /** All points of a series, those on disk too, in copies. */
  read(chartId: string, series: string): Promise<PointColumns | null>;
  seriesNames(chartId: string): readonly string[];
  /** Calls back at most once an animation frame after appends; returns the way to stop. */
  subscribe(chartId: string, listener: () => void): () => void;
  drop(chartId: string): void;
  clear(): void;
  /** Bytes that raw points take in memory, of all charts. */
  readonly bytes: number;
}

export interface SeriesStoreOptions {
  /** Runs a function in the next animation frame; without one listeners hear at the end of the task. */
  schedule?(fn: () => void): void;
  /** Where old points go beyond the budget; opened once, when it is first needed. Null: they stay in memory. */
  spill?(): Promise<SpillFolder | null>;
  /** Bytes of raw points in memory, of all charts. */
  readonly budget?: number;
}

interface Chart {
  readonly series: Map<string, Series>;
  readonly listeners: Set<() => void>;
}

const BUDGET = 32 * 1024 * 1024;

export function createSeriesStore({ schedule = queueMicrotask, spill, budget = BUDGET }: SeriesStoreOptions = {}): SeriesStore {
  const charts = new Map<string, Chart>();
  const dirty = new Set<string>();
  let scheduled = false;
  let bytes = 0;
  let tick = 0;
  let files = 0;
  let spilling = false;
  let folder: Promise<SpillFolder | null> | null = null;

  const chartOf = (chartId: string): Chart => {
    let chart = charts.get(chartId);
    if (!chart) charts.set(chartId, (chart = { series: new Map(), listeners: new Set() }));
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

  const openFolder = (): Promise<SpillFolder | null> => (folder ??= spill?.().catch(() => null) ?? Promise.resolve(null));

  /** A chunk's numbers, from memory or disk. */
  const load = async (chunk: Chunk): Promise<Float64Array<ArrayBuffer>[]> => {
    if (chunk.columns) return chunk.columns;
    const numbers = chunk.file === null ? null : await (await openFolder())?.read(chunk.file);
    if (!numbers) throw new Error('Points of this chart that were put on disk cannot be read again; the browser has removed them.');
    return [...Array(numbers.length / CHUNK)].map((_, index) => numbers.subarray(index * CHUNK, (index + 1) * CHUNK));
  };

  const release = (series: Series): void => {
    for (const { columns, file } of series.chunks) {
      bytes -= sizeOf(columns);
      if (file !== null) void openFolder().then((opened) => opened?.remove(file));
    }
    series.chunks.length = 0;
  };

  /** Full chunks that are in memory, least recently used first. */
  const candidates = (): Chunk[] => {
    const all = [...charts.values()].flatMap(({ series }) => [...series.values()]).filter((series) => series.mayLeave);
    const full = all.flatMap(({ chunks }) => chunks.slice(0, -1)).filter(({ columns }) => columns !== null);
    return full.sort((a, b) => a.used - b.used);
  };

  const spillSome = async (): Promise<void> => {
    spilling = true;
    try {
      const opened = await openFolder();
      if (!opened) return;
      while (bytes > budget) {
        const chunk = candidates()[0];
        if (!chunk?.columns) return;
        if (chunk.file === null) {
          const file = `${files++}`;
          await opened.write(file, chunk.columns);
          chunk.file = file;
        }
        bytes -= sizeOf(chunk.columns);
        chunk.columns = null;
      }
    } catch {
      // A full disk: points stay in memory from here on.
      folder = Promise.resolve(null);
    } finally {
      spilling = false;
    }
  };

  const keeperOf = (chartId: string): ChunkKeeper => ({
    tick: () => ++tick,
    grew(more) {
      bytes += more;
      if (bytes > budget && spill && !spilling) void spillSome();
    },
    fetch(_, chunk) {
      if (chunk.fetching) return;
      chunk.fetching = true;
      const arrived = (columns: Float64Array<ArrayBuffer>[]): void => {
        if (chunk.columns) return;
        chunk.columns = columns;
        chunk.used = ++tick;
        this.grew(sizeOf(columns));
        mark(chartId);
      };
      // What cannot be read again is drawn from its summary, which is kept.
      void load(chunk).then(arrived, () => undefined).then(() => (chunk.fetching = false));
    },
  });

  const empty = (chartId: string, chart: Chart): void => {
    chart.series.forEach(release);
    chart.series.clear();
    if (chart.listeners.size === 0) charts.delete(chartId);
    else mark(chartId);
  };

  const store: SeriesStore = {
    append(chartId, name, points) {
      checkLengths(name, points);
      const { series } = chartOf(chartId);
      let one = series.get(name);
      if (!one) series.set(name, (one = new Series(points, keeperOf(chartId))));
      one.append(points);
      mark(chartId);
    },
    sync(chartId, name, points) {
      checkLengths(name, points);
      const { series } = chartOf(chartId);
      const known = series.get(name);
      const grown = known === undefined || startsWith(points, known);
      if (!grown) {
        release(known);
        series.delete(name);
      }
      const from = grown ? (known?.length ?? 0) : 0;
      if (from === points.x.length && known && grown) return;
      const { x, y, epoch, time } = points;
      const rest = (values: Float64Array): Float64Array => values.subarray(from);
      store.append(chartId, name, { x: rest(x), y: rest(y), ...(epoch && { epoch: rest(epoch) }), ...(time && { time: rest(time) }) });
    },
    series: (chartId, name) => charts.get(chartId)?.series.get(name) ?? null,
    read: (chartId, name) => charts.get(chartId)?.series.get(name)?.read(load) ?? Promise.resolve(null),
    seriesNames: (chartId) => [...(charts.get(chartId)?.series.keys() ?? [])],
    subscribe(chartId, listener) {
      const chart = chartOf(chartId);
      chart.listeners.add(listener);
      return () => {
        chart.listeners.delete(listener);
        if (chart.listeners.size === 0 && chart.series.size === 0) charts.delete(chartId);
      };
    },
    drop(chartId) {
      const chart = charts.get(chartId);
      if (chart) empty(chartId, chart);
    },
    clear() {
      for (const [chartId, chart] of [...charts]) empty(chartId, chart);
    },
    get bytes() {
      return bytes;
    },
  };
  return store;
}

function checkLengths(name: string, { x, y, epoch, time }: PointColumns): void {
  for (const [what, values] of Object.entries({ x, epoch, time })) {
    if (values && values.length !== y.length) {
      throw new RangeError(`Series '${name}' got ${values.length} values of ${what} and ${y.length} of y; they must be as many.`);
    }
  }
}

/** Whether a series is the beginning of the points, as far as its ends tell. */
function startsWith({ x, y }: PointColumns, { length, stats, pyramid }: Series): boolean {
  if (length === 0) return true;
  const same = (a: number | undefined, b: number | undefined): boolean => Object.is(a, b);
  if (length > x.length || !same(x[length - 1], stats.lastX)) return false;
  const firstFinite = y.findIndex(Number.isFinite);
  return same(x[0], pyramid.data(0)[node.x + place.start]) && (firstFinite < 0 || firstFinite >= length || same(y[firstFinite], stats.first));
}

const sizeOf = (columns: readonly Float64Array[] | null): number => columns?.reduce((sum, { byteLength }) => sum + byteLength, 0) ?? 0;
