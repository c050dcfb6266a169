/** Points in order of x, and scattered ones thinned. Columns are equally long; y that is not finite is a gap. */
export interface Columns {
  readonly x: Float64Array;
  readonly y: Float64Array;
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

/** The same columns if x rises already, else copies in order of x; points of equal x keep their order. */
export function inOrder(columns: Columns): Columns {
  const { x, y } = columns;
  let rising = true;
  for (let index = 1; index < x.length && rising; index++) rising = (x[index] ?? NaN) >= (x[index - 1] ?? NaN);
  if (rising) return columns;
  const order = Uint32Array.from({ length: x.length }, (_, index) => index).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
  return { x: Float64Array.from(order, (index) => x[index] ?? NaN), y: Float64Array.from(order, (index) => y[index] ?? NaN) };
}
