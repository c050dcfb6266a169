/** All points of one series: raw in chunks, of which old ones may lie on disk, and summarised in a pyramid. */
import { BLOCK, Pyramid } from './pyramid';
import type { XColumn } from './spec';

/** Points as they come and go: arrays of one length. */
export interface PointColumns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Epochs passed, with their fraction; for x by epoch. */
  readonly epoch?: Float64Array;
  /** Seconds since the start; for x by time. */
  readonly time?: Float64Array;
}

/** Up to 64 points: y, and x by each column. Views, valid until the next call. */
export interface Block {
  readonly y: Float64Array;
  readonly x: readonly Float64Array[];
}

/** What drawing reads: summaries always, points themselves unless they are away on disk. */
export interface PointSource {
  readonly length: number;
  readonly pyramid: Pyramid;
  /** The index of a column of x; -1 where the series does not have it. */
  column(name: XColumn): number;
  /** Null while it is on disk; asking fetches it, and the store's listeners hear when it has come. */
  block(index: number): Block | null;
}

/** Of all points of a series. */
export interface SeriesStats {
  /** Finite values: the first, the extremes, the last; NaN where there are none. */
  readonly first: number;
  readonly low: number;
  readonly high: number;
  readonly last: number;
  /** Places of the extremes by `step`. */
  readonly lowX: number;
  readonly highX: number;
  readonly lastX: number;
  readonly nan: number;
  readonly infinite: number;
}

/** Points that a chunk holds; whole blocks. */
export const CHUNK = 16_384;

export interface Chunk {
  /** y, then each column of x; null while away. */
  columns: Float64Array<ArrayBuffer>[] | null;
  /** Name of its file, once written; a full chunk never changes. */
  file: string | null;
  /** Counts up with every use, for choosing which to let go. */
  used: number;
  fetching: boolean;
}

/** Where a series tells of the memory that it takes, and asks for chunks that are away. */
export interface ChunkKeeper {
  grew(bytes: number): void;
  fetch(series: Series, chunk: Chunk): void;
  /** A number larger than all before. */
  tick(): number;
}

const order: readonly XColumn[] = ['step', 'epoch', 'time'];

export class Series implements PointSource {
  length = 0;
  readonly pyramid: Pyramid;
  readonly chunks: Chunk[] = [];
  /** Least and greatest x by column, and whether x never falls, as drawing needs it. */
  readonly extents: { low: number; high: number; rising: boolean; complete: boolean }[] = [];
  readonly stats: { -readonly [K in keyof SeriesStats]: SeriesStats[K] } = {
    first: NaN, low: NaN, high: NaN, last: NaN, lowX: NaN, highX: NaN, lastX: NaN, nan: 0, infinite: 0,
  };
  private readonly names: readonly XColumn[];
  private sorted: { length: number; column: number; series: Series } | null = null;

  /** Columns are those that the first points have. */
  constructor(
    like: PointColumns,
    private readonly keeper: ChunkKeeper = alone,
  ) {
    this.names = order.filter((name) => columnOf(like, name) !== undefined);
    this.pyramid = new Pyramid(this.names.length);
    for (const _ of this.names) this.extents.push({ low: Infinity, high: -Infinity, rising: true, complete: true });
  }

  static of(points: PointColumns): Series {
    const series = new Series(points);
    series.append(points);
    return series;
  }

  column(name: XColumn): number {
    const at = this.names.indexOf(name);
    return this.extents[at]?.complete === true ? at : -1;
  }

  append(points: PointColumns): void {
    const x = this.names.map((name) => columnOf(points, name) ?? new Float64Array(points.y.length).fill(NaN));
    this.keep([points.y, ...x]);
    x.forEach((values, column) => this.extend(column, values));
    this.count(points);
    this.pyramid.add(points.y, x, 0, points.y.length);
    this.length += points.y.length;
  }

  block(index: number): Block | null {
    const start = index * BLOCK;
    const chunk = this.chunks[Math.floor(start / CHUNK)];
    if (!chunk) return null;
    chunk.used = this.keeper.tick();
    if (!chunk.columns) {
      this.keeper.fetch(this, chunk);
      return null;
    }
    const from = start % CHUNK;
    const to = Math.min(from + BLOCK, this.length - (start - from));
    const [y, ...x] = chunk.columns.map((column) => column.subarray(from, to));
    return y ? { y, x } : null;
  }

  /** The same points in order of a column of x; itself where they came so. Points of equal x keep their order. */
  inOrder(column: number): Series {
    if (this.extents[column]?.rising !== false) return this;
    if (this.sorted?.length === this.length && this.sorted.column === column) return this.sorted.series;
    const all = this.resident();
    const key = all?.[column + 1];
    if (!all || !key) return this;
    const at = Uint32Array.from({ length: this.length }, (_, index) => index).sort((a, b) => (key[a] ?? 0) - (key[b] ?? 0) || a - b);
    const [y = empty, ...x] = all.map((values) => Float64Array.from(at, (index) => values[index] ?? NaN));
    const series = Series.of(this.named(y, x));
    this.sorted = { length: this.length, column, series };
    return series;
  }

  /** Series out of order are sorted as a whole, so they stay in memory. */
  get mayLeave(): boolean {
    return this.extents.every(({ rising }) => rising);
  }

  /** Every point, in the order in which they came; `load` fetches a chunk that is away. */
  async read(load: (chunk: Chunk) => Promise<readonly Float64Array[]>): Promise<PointColumns> {
    const length = this.length;
    const whole = [...Array(this.names.length + 1)].map(() => new Float64Array(length));
    for (let at = 0; at < length; at += CHUNK) {
      const chunk = this.chunks[at / CHUNK];
      const columns = chunk ? (chunk.columns ?? (await load(chunk))) : [];
      whole.forEach((values, index) => values.set(columns[index]?.subarray(0, Math.min(CHUNK, length - at)) ?? empty, at));
    }
    const [y = empty, ...x] = whole;
    return this.named(y, x);
  }

  /** Every point, without waiting; null where some are on disk. */
  all(): PointColumns | null {
    const [y, ...x] = this.resident() ?? [];
    return y ? this.named(y, x) : null;
  }

  private named(y: Float64Array, x: readonly Float64Array[]): PointColumns {
    const by = (name: XColumn): Float64Array | undefined => x[this.names.indexOf(name)];
    const [epoch, time] = [by('epoch'), by('time')];
    return { x: by('step') ?? empty, y, ...(epoch && { epoch }), ...(time && { time }) };
  }

  private resident(): Float64Array[] | null {
    if (this.chunks.some(({ columns }) => columns === null)) return null;
    return [...Array(this.names.length + 1)].map((_, index) => {
      const whole = new Float64Array(this.length);
      this.chunks.forEach(({ columns }, at) => whole.set(columns?.[index]?.subarray(0, Math.min(CHUNK, this.length - at * CHUNK)) ?? empty, at * CHUNK));
      return whole;
    });
  }

  private keep(columns: readonly Float64Array[]): void {
    const count = columns[0]?.length ?? 0;
    for (let at = 0; at < count; ) {
      const used = (this.length + at) % CHUNK;
      const part = Math.min(CHUNK - used, count - at);
      const into = this.roomFor(used, used + part, columns.length);
      columns.forEach((values, index) => into[index]?.set(values.subarray(at, at + part), used));
      at += part;
    }
  }

  /** The last chunk with room up to `end`; a new one where `used` is 0. Small series stay small. */
  private roomFor(used: number, end: number, count: number): Float64Array<ArrayBuffer>[] {
    if (used === 0) this.chunks.push({ columns: [...Array(count)].map(() => empty), file: null, used: this.keeper.tick(), fetching: false });
    const chunk = this.chunks.at(-1);
    const columns = chunk?.columns;
    if (!chunk || !columns) throw new Error('The newest points of a series are never away.');
    const size = columns[0]?.length ?? 0;
    if (end <= size) return columns;
    const room = Math.min(CHUNK, Math.max(end, size * 2, 64));
    this.keeper.grew((room - size) * count * 8);
    return (chunk.columns = columns.map((values) => {
      const grown = new Float64Array(room);
      grown.set(values.subarray(0, used));
      return grown;
    }));
  }

  private extend(column: number, values: Float64Array): void {
    const extent = this.extents[column];
    if (!extent) return;
    let { low, high, rising, complete } = extent;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? NaN;
      if (!Number.isFinite(value)) complete = false;
      if (value < high) rising = false;
      if (value > high) high = value;
      if (value < low) low = value;
    }
    this.extents[column] = { low, high, rising, complete };
  }

  private count({ x, y }: PointColumns): void {
    const { stats } = this;
    for (let index = 0; index < y.length; index++) {
      const value = y[index] ?? NaN;
      if (!Number.isFinite(value)) {
        if (Number.isNaN(value)) stats.nan++;
        else stats.infinite++;
        continue;
      }
      if (Number.isNaN(stats.first)) stats.first = value;
      if (!(value >= stats.low)) {
        stats.low = value;
        stats.lowX = x[index] ?? NaN;
      }
      if (!(value <= stats.high)) {
        stats.high = value;
        stats.highX = x[index] ?? NaN;
      }
      stats.last = value;
    }
    if (x.length > 0) stats.lastX = x.at(-1) ?? NaN;
  }
}

const empty = new Float64Array(0);
const alone: ChunkKeeper = { grew: () => undefined, fetch: () => undefined, tick: () => 0 };

function columnOf(points: PointColumns, name: XColumn): Float64Array | undefined {
  return name === 'step' ? points.x : points[name];
}
