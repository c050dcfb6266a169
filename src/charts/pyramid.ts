/**
 * Summaries of a growing series: of every 64 points, of every 256, of every 1,024, …, so that any range is drawn from
 * a few thousand numbers and no extreme of it is ever lost. Costs a point the same however many there are.
 */

/** Points that a node of the lowest level stands for; a power of two. */
export const BLOCK = 64;
/** Nodes that one of the next level stands for. */
export const FACTOR = 4;

/** Places in a node. Values are finite, NaN where the node has none; three counts tell of those that are not. */
export const node = { first: 0, low: 1, high: 2, last: 3, nan: 4, up: 5, down: 6, x: 7 } as const;
/** Places in the part of a node that each column of x has, from `node.x` on: of any point the first, then of the values above. */
export const place = { start: 0, first: 1, low: 2, high: 3, last: 4, bad: 5, size: 6 } as const;

interface Level {
  data: Float64Array<ArrayBuffer>;
  complete: number;
  /** Parts that the node behind the complete ones has so far. */
  parts: number;
}

export class Pyramid {
  /** Numbers that a node takes. */
  readonly stride: number;
  private readonly levels: Level[] = [];

  /** `columns` of x: one, or more where x can be read by epoch or time. */
  constructor(private readonly columns: number) {
    this.stride = node.x + columns * place.size;
  }

  /** Nodes of a level that stand for their full number of points. */
  complete(level: number): number {
    return this.levels[level]?.complete ?? 0;
  }

  /** All numbers of a level, `stride` for each node; valid until points are added. */
  data(level: number): Float64Array {
    return this.levels[level]?.data ?? empty;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.levels.reduce((sum, { data }) => sum + data.byteLength, 0);
  }

  /** Adds points [from, to) of equally long columns. */
  add(y: Float64Array, x: readonly Float64Array[], from: number, to: number): void {
    let at = from;
    while (at < to) {
      const level = this.level(0);
      const end = Math.min(to, at + BLOCK - level.parts);
      this.fill(level, y, x, at, end);
      level.parts += end - at;
      at = end;
      if (level.parts === BLOCK) this.close(0);
    }
  }

  private fill(level: Level, y: Float64Array, x: readonly Float64Array[], from: number, to: number): void {
    const { data } = level;
    const at = level.complete * this.stride;
    if (level.parts === 0) this.open(data, at, x, from);
    for (let index = from; index < to; index++) {
      const value = y[index] ?? NaN;
      if (!Number.isFinite(value)) {
        if (this.bad(data, at) === 0) this.put(data, at, place.bad, x, index);
        const kind = Number.isNaN(value) ? node.nan : value > 0 ? node.up : node.down;
        data[at + kind] = (data[at + kind] ?? 0) + 1;
        continue;
      }
      const low = data[at + node.low] ?? NaN;
      if (Number.isNaN(low)) {
        data[at + node.first] = data[at + node.low] = data[at + node.high] = value;
        for (const which of [place.first, place.low, place.high]) this.put(data, at, which, x, index);
      } else if (value < low) {
        data[at + node.low] = value;
        this.put(data, at, place.low, x, index);
      } else if (value > (data[at + node.high] ?? NaN)) {
        data[at + node.high] = value;
        this.put(data, at, place.high, x, index);
      }
      data[at + node.last] = value;
      this.put(data, at, place.last, x, index);
    }
  }

  private open(data: Float64Array, at: number, x: readonly Float64Array[], index: number): void {
    data.fill(NaN, at, at + this.stride);
    data[at + node.nan] = data[at + node.up] = data[at + node.down] = 0;
    this.put(data, at, place.start, x, index);
  }

  private put(data: Float64Array, at: number, which: number, x: readonly Float64Array[], index: number): void {
    for (let column = 0; column < this.columns; column++) data[at + node.x + column * place.size + which] = x[column]?.[index] ?? NaN;
  }

  private bad(data: Float64Array, at: number): number {
    return (data[at + node.nan] ?? 0) + (data[at + node.up] ?? 0) + (data[at + node.down] ?? 0);
  }

  /** The node being filled is complete: it becomes a part of the next level's. */
  private close(index: number): void {
    const level = this.level(index);
    const parent = this.level(index + 1);
    const from = level.complete * this.stride;
    const to = parent.complete * this.stride;
    if (parent.parts === 0) parent.data.set(level.data.subarray(from, from + this.stride), to);
    else this.merge(parent.data, to, level.data, from);
    level.complete++;
    level.parts = 0;
    parent.parts++;
    if (parent.parts === FACTOR) this.close(index + 1);
  }

  private merge(into: Float64Array, to: number, data: Float64Array, from: number): void {
    if (this.bad(into, to) === 0) this.copy(into, to, data, from, place.bad);
    for (const kind of [node.nan, node.up, node.down]) into[to + kind] = (into[to + kind] ?? 0) + (data[from + kind] ?? 0);
    const low = data[from + node.low] ?? NaN;
    if (Number.isNaN(low)) return;
    const known = into[to + node.low] ?? NaN;
    const take = (value: number, which: number): void => {
      into[to + value] = data[from + value] ?? NaN;
      this.copy(into, to, data, from, which);
    };
    if (Number.isNaN(known)) take(node.first, place.first);
    if (!(known <= low)) take(node.low, place.low);
    if (!((into[to + node.high] ?? NaN) >= (data[from + node.high] ?? NaN))) take(node.high, place.high);
    take(node.last, place.last);
  }

  private copy(into: Float64Array, to: number, data: Float64Array, from: number, which: number): void {
    for (let at = node.x + which; at < this.stride; at += place.size) into[to + at] = data[from + at] ?? NaN;
  }

  /** The level, with room for one more node. */
  private level(index: number): Level {
    let level = this.levels[index];
    if (!level) this.levels[index] = level = { data: new Float64Array(this.stride * 4), complete: 0, parts: 0 };
    if ((level.complete + 1) * this.stride > level.data.length) {
      const data = new Float64Array(level.data.length * 2);
      data.set(level.data);
      level.data = data;
    }
    return level;
  }
}

const empty = new Float64Array(0);
