/** Sums, products and extremes of floats along one axis. The order of additions depends on the shapes alone. */
import { loadSome, storeSome } from './lanes';

/** Additions in single precision before their sum goes on in double. */
const BLOCK: i32 = 1024;
/** Floats of a row that are reduced side by side. */
export const COLUMNS: i32 = 16;

/** The operations' numbers are places in REDUCTIONS of ../../reduce.ts. */
// @ts-ignore: decorator
@inline
function join(operation: i32, a: v128, b: v128): v128 {
  if (operation == 0) return f32x4.add(a, b);
  if (operation == 1) return f32x4.max(a, b);
  if (operation == 2) return f32x4.min(a, b);
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
function neutral(operation: i32): f32 {
  if (operation == 0) return 0;
  if (operation == 1) return -Infinity;
  if (operation == 2) return Infinity;
  return 1;
}

/** All lanes as one. */
// @ts-ignore: decorator
@inline
export function joinLanes(operation: i32, a: v128): f32 {
  const two = join(operation, a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(join(operation, two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

/** `count` adjacent floats as one. */
// @ts-ignore: decorator
@inline
export function span(operation: i32, x: usize, count: i32): f32 {
  const none = f32x4.splat(neutral(operation));
  let a = none, b = none, c = none, d = none;
  let at = x;
  const end = x + ((<usize>count) << 2);
  for (; at + 64 <= end; at += 64) {
    a = join(operation, a, v128.load(at));
    b = join(operation, b, v128.load(at, 16));
    c = join(operation, c, v128.load(at, 32));
    d = join(operation, d, v128.load(at, 48));
  }
  for (; at + 16 <= end; at += 16) a = join(operation, a, v128.load(at));
  let all = joinLanes(operation, join(operation, join(operation, a, b), join(operation, c, d)));
  for (; at < end; at += 4) all = f32x4.extract_lane(join(operation, f32x4.splat(all), v128.load32_splat(at)), 0);
  return all;
}

/** The sum of `count` adjacent floats, in blocks. */
export function sumOf(x: usize, count: i32): f32 {
  if (count <= BLOCK) return span(0, x, count);
  let total: f64 = 0;
  for (let at = 0; at < count; at += BLOCK) total += <f64>span(0, x + ((<usize>at) << 2), min(BLOCK, count - at));
  return <f32>total;
}

export function maxOf(x: usize, count: i32): f32 {
  return span(1, x, count);
}

/** Range: rows of x [rows, n]. Writes what each comes to, divided by `divisor`, to out [rows]. */
export function reduceRows(begin: i32, end: i32, operation: i32, x: usize, out: usize, n: i32, divisor: f32): void {
  for (let row = begin; row < end; row++) {
    const from = x + ((<usize>row * n) << 2);
    let value: f32 = 0;
    if (operation == 0) value = sumOf(from, n);
    else if (operation == 1) value = maxOf(from, n);
    else if (operation == 2) value = span(2, from, n);
    else value = span(3, from, n);
    store<f32>(out + ((<usize>row) << 2), value / divisor);
  }
}

/** `count` floats from 1 to 4. */
// @ts-ignore: decorator
@inline
function load(from: usize, count: i32): v128 {
  return count >= 4 ? v128.load(from) : loadSome(from, count);
}

// @ts-ignore: decorator
@inline
function column(operation: i32, from: usize, out: usize, rows: i32, step: usize, width: i32, divisor: f32): void {
  const none = f32x4.splat(neutral(operation));
  const by = f32x4.splat(divisor);
  let a = none;
  if (width >= COLUMNS) {
    let b = none, c = none, d = none;
    for (let row = 0; row < rows; row++, from += step) {
      a = join(operation, a, v128.load(from));
      b = join(operation, b, v128.load(from, 16));
      c = join(operation, c, v128.load(from, 32));
      d = join(operation, d, v128.load(from, 48));
    }
    v128.store(out, f32x4.div(a, by));
    v128.store(out, f32x4.div(b, by), 16);
    v128.store(out, f32x4.div(c, by), 32);
    v128.store(out, f32x4.div(d, by), 48);
    return;
  }
  for (; width > 0; width -= 4, out += 16) {
    let at = from;
    a = none;
    for (let row = 0; row < rows; row++, at += step) a = join(operation, a, load(at, width));
    a = f32x4.div(a, by);
    if (width >= 4) v128.store(out, a);
    else storeSome(out, a, width);
    from += 16;
  }
}

/**
 * x [outer, n, inner] → out [outer, chunks, inner]: each chunk of `chunk` rows on its own, the last may be shorter.
 * Range: outer · chunks · ⌈inner / 16⌉. What a chunk comes to is divided by `divisor`.
 */
export function reduceColumns(
  begin: i32, end: i32, operation: i32, x: usize, out: usize, n: i32, inner: i32, chunk: i32, chunks: i32, divisor: f32,
): void {
  const blocks = (inner + COLUMNS - 1) / COLUMNS;
  const step = (<usize>inner) << 2;
  for (let item = begin; item < end; item++) {
    const piece = item / blocks;
    const first = (item - piece * blocks) * COLUMNS;
    const outer = piece / chunks;
    const start = (piece - outer * chunks) * chunk;
    const rows = min(chunk, n - start);
    const width = min(COLUMNS, inner - first);
    const from = x + ((<usize>((outer * n + start) * inner + first)) << 2);
    const to = out + ((<usize>(piece * inner + first)) << 2);
    if (operation == 0) column(0, from, to, rows, step, width, divisor);
    else if (operation == 1) column(1, from, to, rows, step, width, divisor);
    else if (operation == 2) column(2, from, to, rows, step, width, divisor);
    else column(3, from, to, rows, step, width, divisor);
  }
}
