/** Running sums and products along an axis, each added up in the order of its values. */
import { loadSome, storeSome } from './lanes';

/** 0: sums of floats, 1: products; 2 and 3: of whole numbers. */
// @ts-ignore: decorator
@inline
function join(operation: i32, a: v128, b: v128): v128 {
  if (operation == 0) return f32x4.add(a, b);
  if (operation == 1) return f32x4.mul(a, b);
  if (operation == 2) return i32x4.add(a, b);
  return i32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
function neutral(operation: i32): v128 {
  if (operation == 1) return f32x4.splat(1);
  return i32x4.splat(operation == 3 ? 1 : 0);
}

/** `lanes` columns side by side; `step` is in bytes, below 0 for backwards. */
// @ts-ignore: decorator
@inline
function column(operation: i32, from: usize, to: usize, n: i32, step: isize, lanes: i32, exclusive: i32): void {
  let total = neutral(operation);
  for (let at = 0; at < n; at++, from += step, to += step) {
    const value = lanes == 4 ? v128.load(from) : loadSome(from, lanes);
    const next = join(operation, total, value);
    const shown = exclusive ? total : next;
    if (lanes == 4) v128.store(to, shown);
    else storeSome(to, shown, lanes);
    total = next;
  }
}

/** x [outer, n, inner] → out, as large. Range: outer · ⌈inner / 4⌉. */
export function cumulateColumns(begin: i32, end: i32, operation: i32, x: usize, out: usize, n: i32, inner: i32, exclusive: i32, reverse: i32): void {
  const blocks = (inner + 3) >> 2;
  const rowBytes = <isize>inner << 2;
  for (let item = begin; item < end; item++) {
    const outer = item / blocks;
    const first = (item - outer * blocks) << 2;
    const lanes = min(4, inner - first);
    const start = <usize>((outer * n + (reverse ? n - 1 : 0)) * inner + first) << 2;
    const step = reverse ? -rowBytes : rowBytes;
    if (operation == 0) column(0, x + start, out + start, n, step, lanes, exclusive);
    else if (operation == 1) column(1, x + start, out + start, n, step, lanes, exclusive);
    else if (operation == 2) column(2, x + start, out + start, n, step, lanes, exclusive);
    else column(3, x + start, out + start, n, step, lanes, exclusive);
  }
}

/** One row, value by value, in a lane of its own. */
// @ts-ignore: decorator
@inline
function row(operation: i32, from: usize, to: usize, n: i32, step: isize, exclusive: i32): void {
  let total = neutral(operation);
  for (let at = 0; at < n; at++, from += step, to += step) {
    const next = join(operation, total, v128.load32_splat(from));
    v128.store32_lane(to, exclusive ? total : next, 0);
    total = next;
  }
}

/** Four rows side by side, for none need wait for its own last sum: [4, n], turned over four columns at a time. */
// @ts-ignore: decorator
@inline
function fourRows(operation: i32, from: usize, to: usize, n: i32, exclusive: i32, reverse: i32): void {
  const rowBytes = <usize>n << 2;
  let total = neutral(operation);
  const whole = n & ~3;
  for (let turn = 0; turn < whole; turn += 4) {
    const at = <usize>(reverse ? n - 4 - turn : turn) << 2;
    const source = from + at;
    const a = v128.load(source), b = v128.load(source + rowBytes), c = v128.load(source + 2 * rowBytes), d = v128.load(source + 3 * rowBytes);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ba = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5), dc = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    let w = v128.shuffle<i64>(ab, cd, 0, 2), x = v128.shuffle<i64>(ab, cd, 1, 3);
    let y = v128.shuffle<i64>(ba, dc, 0, 2), z = v128.shuffle<i64>(ba, dc, 1, 3);
    const before = total;
    if (reverse) {
      z = join(operation, total, z);
      y = join(operation, z, y);
      x = join(operation, y, x);
      w = join(operation, x, w);
      total = w;
      if (exclusive) {
        w = x;
        x = y;
        y = z;
        z = before;
      }
    } else {
      w = join(operation, total, w);
      x = join(operation, w, x);
      y = join(operation, x, y);
      z = join(operation, y, z);
      total = z;
      if (exclusive) {
        z = y;
        y = x;
        x = w;
        w = before;
      }
    }
    const wx = v128.shuffle<i32>(w, x, 0, 4, 1, 5), xw = v128.shuffle<i32>(w, x, 2, 6, 3, 7);
    const yz = v128.shuffle<i32>(y, z, 0, 4, 1, 5), zy = v128.shuffle<i32>(y, z, 2, 6, 3, 7);
    const goal = to + at;
    v128.store(goal, v128.shuffle<i64>(wx, yz, 0, 2));
    v128.store(goal + rowBytes, v128.shuffle<i64>(wx, yz, 1, 3));
    v128.store(goal + 2 * rowBytes, v128.shuffle<i64>(xw, zy, 0, 2));
    v128.store(goal + 3 * rowBytes, v128.shuffle<i64>(xw, zy, 1, 3));
  }
  for (let turn = whole; turn < n; turn++) {
    const at = <usize>(reverse ? n - 1 - turn : turn) << 2;
    const source = from + at;
    let value = v128.load32_zero(source);
    value = v128.load_lane<u32>(source + rowBytes, value, 1);
    value = v128.load_lane<u32>(source + 2 * rowBytes, value, 2);
    value = v128.load_lane<u32>(source + 3 * rowBytes, value, 3);
    const next = join(operation, total, value);
    const shown = exclusive ? total : next;
    const goal = to + at;
    v128.store32_lane(goal, shown, 0);
    v128.store32_lane(goal + rowBytes, shown, 1);
    v128.store32_lane(goal + 2 * rowBytes, shown, 2);
    v128.store32_lane(goal + 3 * rowBytes, shown, 3);
    total = next;
  }
}

// @ts-ignore: decorator
@inline
function rows(operation: i32, begin: i32, end: i32, x: usize, out: usize, n: i32, exclusive: i32, reverse: i32): void {
  const rowBytes = <usize>n << 2;
  let at = begin;
  for (; at + 4 <= end; at += 4) fourRows(operation, x + <usize>at * rowBytes, out + <usize>at * rowBytes, n, exclusive, reverse);
  for (; at < end; at++) {
    const start = <usize>at * rowBytes + (reverse ? rowBytes - 4 : 0);
    row(operation, x + start, out + start, n, reverse ? -4 : 4, exclusive);
  }
}

/** Range: rows of x [rows, n]. */
export function cumulateRows(begin: i32, end: i32, operation: i32, x: usize, out: usize, n: i32, exclusive: i32, reverse: i32): void {
  if (operation == 0) rows(0, begin, end, x, out, n, exclusive, reverse);
  else if (operation == 1) rows(1, begin, end, x, out, n, exclusive, reverse);
  else if (operation == 2) rows(2, begin, end, x, out, n, exclusive, reverse);
  else rows(3, begin, end, x, out, n, exclusive, reverse);
}
