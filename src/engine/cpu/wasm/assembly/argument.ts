/** Where the largest or smallest value lies along an axis: the first of equals. A NaN in the first place stays, any other is passed over. */
import { loadSome, storeSome } from './lanes';

/** 0: larger of floats, 1: smaller; 2 and 3: of whole numbers. */
// @ts-ignore: decorator
@inline
function beats(operation: i32, a: v128, b: v128): v128 {
  if (operation == 0) return f32x4.gt(a, b);
  if (operation == 1) return f32x4.lt(a, b);
  if (operation == 2) return i32x4.gt_s(a, b);
  return i32x4.lt_s(a, b);
}

// @ts-ignore: decorator
@inline
function row(operation: i32, x: usize, n: i32): i32 {
  let best = v128.load32_splat(x);
  let winner = i32x4.splat(0);
  let places = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  let at = 0;
  for (; at + 4 <= n; at += 4) {
    const value = v128.load(x + (<usize>at << 2));
    const better = beats(operation, value, best);
    best = v128.bitselect(value, best, better);
    winner = v128.bitselect(places, winner, better);
    places = i32x4.add(places, four);
  }
  // The lanes against each other, then what is left.
  let value = best;
  let place = winner;
  for (let turn = 0; turn < 3; turn++) {
    value = v128.shuffle<i32>(value, value, 1, 2, 3, 0);
    place = v128.shuffle<i32>(place, place, 1, 2, 3, 0);
    const worse = beats(operation, best, value);
    const better = v128.or(beats(operation, value, best), v128.andnot(i32x4.lt_s(place, winner), worse));
    best = v128.bitselect(value, best, better);
    winner = v128.bitselect(place, winner, better);
  }
  let found = i32x4.extract_lane(winner, 0);
  for (; at < n; at++) {
    value = v128.load32_splat(x + (<usize>at << 2));
    if (i32x4.extract_lane(beats(operation, value, best), 0) != 0) {
      best = value;
      found = at;
    }
  }
  return found;
}

/** Range: rows of x [rows, n]. */
export function argumentRows(begin: i32, end: i32, operation: i32, x: usize, out: usize, n: i32): void {
  for (let item = begin; item < end; item++) {
    const from = x + (<usize>item * <usize>n << 2);
    let found = 0;
    if (operation == 0) found = row(0, from, n);
    else if (operation == 1) found = row(1, from, n);
    else if (operation == 2) found = row(2, from, n);
    else found = row(3, from, n);
    store<i32>(out + (<usize>item << 2), found);
  }
}

// @ts-ignore: decorator
@inline
function column(operation: i32, x: usize, n: i32, step: usize, lanes: i32): v128 {
  let best = lanes == 4 ? v128.load(x) : loadSome(x, lanes);
  let winner = i32x4.splat(0);
  for (let at = 1; at < n; at++) {
    x += step;
    const value = lanes == 4 ? v128.load(x) : loadSome(x, lanes);
    const better = beats(operation, value, best);
    best = v128.bitselect(value, best, better);
    winner = v128.bitselect(i32x4.splat(at), winner, better);
  }
  return winner;
}

/** x [outer, n, inner] → out [outer, inner]. Range: outer · ⌈inner / 4⌉. */
export function argumentColumns(begin: i32, end: i32, operation: i32, x: usize, out: usize, n: i32, inner: i32): void {
  const blocks = (inner + 3) >> 2;
  const step = <usize>inner << 2;
  for (let item = begin; item < end; item++) {
    const outer = item / blocks;
    const first = (item - outer * blocks) << 2;
    const lanes = min(4, inner - first);
    const from = x + (<usize>(outer * n * inner + first) << 2);
    const to = out + (<usize>(outer * inner + first) << 2);
    let found = i32x4.splat(0);
    if (operation == 0) found = column(0, from, n, step, lanes);
    else if (operation == 1) found = column(1, from, n, step, lanes);
    else if (operation == 2) found = column(2, from, n, step, lanes);
    else found = column(3, from, n, step, lanes);
    if (lanes == 4) v128.store(to, found);
    else storeSome(to, found, lanes);
  }
}
