/** Fewer points that draw as all of them would. Columns are equally long; y that is not finite is a gap. */
export interface Columns {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Keeps of each of `buckets` equal parts of [from, to] the first, lowest, highest and last point, so a line through
 * them covers the same pixels; a part with gaps keeps one. x must rise. The neighbours outside of the range stay, so
 * that lines leave the picture where they should.
 */
export function decimateLine({ x, y }: Columns, from: number, to: number, buckets: number): Columns {
  const start = Math.max(0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, upperBound(x, to) + 1);
  if (end - start <= buckets * 4) return { x: x.slice(start, end), y: y.slice(start, end) };
  const kept: number[] = [];
  const scale = buckets / (to - from || 1);
  let at = start;
  while (at < end) {
    const bucket = Math.floor(((x[at] ?? 0) - from) * scale);
    let next = at + 1;
    while (next < end && Math.floor(((x[next] ?? 0) - from) * scale) === bucket) next++;
    keepExtremes(y, at, next, kept);
    at = next;
  }
  return { x: Float64Array.from(kept, (index) => x[index] ?? NaN), y: Float64Array.from(kept, (index) => y[index] ?? NaN) };
}

/** Pushes, in order, the indices of [start, end) that matter: first, lowest, highest, last, and the first gap. */
function keepExtremes(y: Float64Array, start: number, end: number, kept: number[]): void {
  let first = -1;
  let last = -1;
  let low = -1;
  let high = -1;
  let gap = -1;
  for (let index = start; index < end; index++) {
    const value = y[index] ?? NaN;
    if (!Number.isFinite(value)) {
      if (gap < 0) gap = index;
      continue;
    }
    if (first < 0) first = low = high = index;
    last = index;
    if (value < (y[low] ?? NaN)) low = index;
    if (value > (y[high] ?? NaN)) high = index;
  }
  let previous = -1;
  for (const index of [first, low, high, last, gap].sort((a, b) => a - b)) {
    if (index > previous) kept.push((previous = index));
  }
}

export interface Box {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly columns: number;
  readonly rows: number;
}

/** At most one point for each cell of a grid over `box`, the first that fell there; any order of x. */
export function decimateScatter({ x, y }: Columns, box: Box): Columns {
  if (x.length <= 2000) return { x, y };
  const taken = new Uint8Array(box.columns * box.rows);
  const kept: number[] = [];
  for (let index = 0; index < x.length; index++) {
    const column = cell(x[index] ?? NaN, box.x, box.columns);
    const row = cell(y[index] ?? NaN, box.y, box.rows);
    if (column < 0 || row < 0) continue;
    const place = row * box.columns + column;
    if (taken[place]) continue;
    taken[place] = 1;
    kept.push(index);
  }
  return { x: Float64Array.from(kept, (index) => x[index] ?? NaN), y: Float64Array.from(kept, (index) => y[index] ?? NaN) };
}

/** -1 outside of the range and for NaN. */
function cell(value: number, [from, to]: readonly [number, number], count: number): number {
  if (!(value >= from && value <= to)) return -1;
  return Math.min(count - 1, Math.floor(((value - from) / (to - from || 1)) * count));
}

/** Index of the first x that is at least `value`. */
function lowerBound(x: Float64Array, value: number): number {
  return search(x, (one) => one < value);
}
/** Index behind the last x that is at most `value`. */
function upperBound(x: Float64Array, value: number): number {
  return search(x, (one) => one <= value);
}
function search(x: Float64Array, before: (value: number) => boolean): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(x[middle] ?? NaN)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same columns if x rises already, else copies in order of x; points of equal x keep their order. */
export function inOrder(columns: Columns): Columns {
  const { x, y } = columns;
  let rising = true;
  for (let index = 1; index < x.length && rising; index++) rising = (x[index] ?? NaN) >= (x[index - 1] ?? NaN);
  if (rising) return columns;
  const order = Uint32Array.from({ length: x.length }, (_, index) => index).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
  return { x: Float64Array.from(order, (index) => x[index] ?? NaN), y: Float64Array.from(order, (index) => y[index] ?? NaN) };
}
