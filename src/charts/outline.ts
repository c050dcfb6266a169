/** What a part of a series looks like: its points, or where they stand too close, the extremes of groups of them. */
import { BLOCK, FACTOR, node, place } from './pyramid';
import { countBefore } from './search';
import type { PointSource } from './series';

/** Numbers that describe one group: x and y of its first, lowest, highest and last finite value, and of others one x and their counts. */
export const group = { firstX: 0, firstY: 1, lowX: 2, lowY: 3, highX: 4, highY: 5, lastX: 6, lastY: 7, badX: 8, nan: 9, up: 10, down: 11, size: 12 } as const;

export interface Outline {
  /** `group.size` numbers for each group, in order of x; NaN where a group has no finite value. */
  readonly groups: Float64Array;
  /** How many points the groups stand for. */
  readonly points: number;
  /** Every group is one point. */
  readonly exact: boolean;
}

/**
 * Describes the points of [from, to] by at most about `most` groups, or twice as many points one by one. The neighbours
 * outside of the range come as groups of one, so that lines leave the picture where they should; of the points inside,
 * no first, last, lowest, highest, or any that is not finite is lost. `source` is in order of x. Groups begin at the
 * same points however far the series has grown, so a growing line does not shimmer.
 */
export function outline(source: PointSource, column: number, from: number, to: number, most: number): Outline {
  const start = countBefore(source, column, from, false);
  const end = countBefore(source, column, to, true);
  const before = Math.max(0, start - 1);
  const after = Math.min(source.length, end + 1);
  const count = after - before;
  const exact = count <= most * 2;
  const writer = new Writer(source, column);
  if (exact) writer.raw(before, after, 1);
  else {
    writer.raw(before, start, 1);
    const size = sizeFor(end - start, most);
    if (size < BLOCK) writer.raw(start, end, size);
    else writer.nodes(start, end, Math.round(Math.log(size / BLOCK) / Math.log(FACTOR)));
    writer.raw(end, after, 1);
  }
  return { groups: writer.take(), points: count, exact: exact && writer.whole };
}

/** Points of a group: powers of two within a block, then what the levels of the pyramid have. */
function sizeFor(count: number, most: number): number {
  let size = 1;
  while (count / size > most) size *= size < BLOCK ? 2 : FACTOR;
  return size;
}

class Writer {
  /** False once a block that is on disk was described by its summary. */
  whole = true;
  private groups = new Float64Array(group.size * 256);
  private length = 0;

  constructor(
    private readonly source: PointSource,
    private readonly column: number,
  ) {}

  take(): Float64Array {
    return this.groups.subarray(0, this.length);
  }

  /** The largest nodes, none above `level`, that [start, end) is made of; single points at its ends. */
  nodes(start: number, end: number, level: number): void {
    const { pyramid } = this.source;
    let at = start;
    while (at < end) {
      let fit = level;
      for (; fit >= 0; fit--) {
        const size = BLOCK * FACTOR ** fit;
        if (at % size === 0 && at + size <= end && at / size < pyramid.complete(fit)) break;
      }
      if (fit >= 0) {
        const size = BLOCK * FACTOR ** fit;
        this.node(fit, at / size);
        at += size;
      } else {
        const stop = Math.min(end, (Math.floor(at / BLOCK) + 1) * BLOCK);
        this.raw(at, stop, BLOCK);
        at = stop;
      }
    }
  }

  /** Groups of `size` points, a divisor of a block; a block that is away comes as a whole. */
  raw(start: number, end: number, size: number): void {
    let at = start;
    while (at < end) {
      const index = Math.floor(at / BLOCK);
      const base = index * BLOCK;
      const stop = Math.min(end, base + BLOCK);
      const block = this.source.block(index);
      const x = block?.x[this.column];
      if (!block || !x) {
        this.whole = false;
        this.node(0, index);
        at = stop;
        continue;
      }
      while (at < stop) {
        const next = Math.min(stop, (Math.floor(at / size) + 1) * size);
        this.summarise(x, block.y, at - base, next - base);
        at = next;
      }
    }
  }

  private summarise(x: Float64Array, y: Float64Array, from: number, to: number): void {
    const at = this.open();
    const { groups } = this;
    for (let index = from; index < to; index++) {
      const value = y[index] ?? NaN;
      const where = x[index] ?? NaN;
      if (!Number.isFinite(value)) {
        if (Number.isNaN(groups[at + group.badX] ?? NaN)) groups[at + group.badX] = where;
        const kind = Number.isNaN(value) ? group.nan : value > 0 ? group.up : group.down;
        groups[at + kind] = (groups[at + kind] ?? 0) + 1;
        continue;
      }
      if (Number.isNaN(groups[at + group.firstY] ?? NaN)) {
        groups[at + group.firstX] = where;
        groups[at + group.firstY] = value;
      }
      if (!(value >= (groups[at + group.lowY] ?? NaN))) {
        groups[at + group.lowX] = where;
        groups[at + group.lowY] = value;
      }
      if (!(value <= (groups[at + group.highY] ?? NaN))) {
        groups[at + group.highX] = where;
        groups[at + group.highY] = value;
      }
      groups[at + group.lastX] = where;
      groups[at + group.lastY] = value;
    }
  }

  private node(level: number, index: number): void {
    const { pyramid } = this.source;
    const data = pyramid.data(level);
    const from = index * pyramid.stride;
    const x = from + node.x + this.column * place.size;
    const at = this.open();
    const { groups } = this;
    const put = (to: number, value: number): void => {
      groups[at + to] = data[value] ?? NaN;
    };
    put(group.firstX, x + place.first);
    put(group.firstY, from + node.first);
    put(group.lowX, x + place.low);
    put(group.lowY, from + node.low);
    put(group.highX, x + place.high);
    put(group.highY, from + node.high);
    put(group.lastX, x + place.last);
    put(group.lastY, from + node.last);
    put(group.badX, x + place.bad);
    put(group.nan, from + node.nan);
    put(group.up, from + node.up);
    put(group.down, from + node.down);
  }

  private open(): number {
    const at = this.length;
    if (at + group.size > this.groups.length) {
      const grown = new Float64Array(this.groups.length * 2);
      grown.set(this.groups);
      this.groups = grown;
    }
    this.length += group.size;
    this.groups.fill(NaN, at, at + group.nan);
    this.groups.fill(0, at + group.nan, at + group.size);
    return at;
  }
}

/** A line through the groups: of each its first, lowest, highest and last point in order of x; NaN where a value is not finite. */
export function lineThrough({ groups }: Outline): { readonly x: Float64Array; readonly y: Float64Array } {
  const x = new Float64Array((groups.length / group.size) * 5);
  const y = new Float64Array(x.length);
  let length = 0;
  const push = (px: number, py: number): void => {
    if (length > 0 && px === x[length - 1] && py === y[length - 1]) return;
    x[length] = px;
    y[length++] = py;
  };
  const at = (index: number): number => groups[index] ?? NaN;
  for (let base = 0; base < groups.length; base += group.size) {
    const badX = at(base + group.badX);
    const empty = Number.isNaN(at(base + group.firstY));
    let gap = !Number.isNaN(badX);
    if (!empty) {
      const lowFirst = at(base + group.lowX) <= at(base + group.highX);
      const places = lowFirst ? [group.firstX, group.lowX, group.highX, group.lastX] : [group.firstX, group.highX, group.lowX, group.lastX];
      for (const where of places) {
        if (gap && badX <= at(base + where)) {
          push(badX, NaN);
          gap = false;
        }
        push(at(base + where), at(base + where + 1));
      }
    }
    if (gap) push(badX, NaN);
  }
  return { x: x.subarray(0, length), y: y.subarray(0, length) };
}
