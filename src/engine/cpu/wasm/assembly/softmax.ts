/** Softmax, under a mask too, and its gradient, a row at a time. */
import { loadSome, storeSome } from './lanes';
import { exp4 } from './exp';
import { joinLanes, maxOf } from './reduce';
import { madd } from './simd';

/** The sum of e^(scale·(x − top)) over `count` values, which are written to `out` unless it is 0. */
export function powers(x: usize, out: usize, count: i32, scale: f32, top: f32): f32 {
  const factor = f32x4.splat(scale);
  const shift = f32x4.splat(top);
  let sum = f32x4.splat(0);
  let at: usize = 0;
  const end = (<usize>count) << 2;
  for (; at + 16 <= end; at += 16) {
    const e = exp4(f32x4.mul(factor, f32x4.sub(v128.load(x + at), shift)));
    if (out) v128.store(out + at, e);
    sum = f32x4.add(sum, e);
  }
  if (at < end) {
    const rest = <i32>((end - at) >> 2);
    let e = exp4(f32x4.mul(factor, f32x4.sub(loadSome(x + at, rest), shift)));
    if (out) storeSome(out + at, e, rest);
    e = v128.and(e, i32x4.gt_s(i32x4.splat(rest), i32x4(0, 1, 2, 3)));
    sum = f32x4.add(sum, e);
  }
  return joinLanes(0, sum);
}

// @ts-ignore: decorator
@inline
function divide(x: usize, count: i32, by: f32): void {
  const factor = f32x4.splat(1 / by);
  let at = x;
  const end = x + ((<usize>count) << 2);
  for (; at + 16 <= end; at += 16) v128.store(at, f32x4.mul(v128.load(at), factor));
  for (; at < end; at += 4) store<f32>(at, load<f32>(at) * (1 / by));
}

/** x [rows, n] → out [rows, n], the softmax of each row. Range: rows. */
export function softmax(begin: i32, end: i32, x: usize, out: usize, n: i32): void {
  for (let row = begin; row < end; row++) {
    const skip = (<usize>row * n) << 2;
    divide(out + skip, n, powers(x + skip, out + skip, n, 1, maxOf(x + skip, n)));
  }
}

/** Four bytes as four masks of lanes. */
// @ts-ignore: decorator
@inline
function widen(mask: i32): v128 {
  const bytes = i32x4.splat(mask);
  return i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
}

/** Which of the next `count` (up to 4) keys may be seen. */
// @ts-ignore: decorator
@inline
function seen(mask: usize, step: i32, count: i32): v128 {
  if (step == 0) return load<u8>(mask) ? i32x4.splat(-1) : i32x4.splat(0);
  if (count >= 4) return widen(load<i32>(mask));
  let bytes = <i32>load<u8>(mask);
  if (count > 1) bytes |= (<i32>load<u8>(mask + 1)) << 8;
  if (count > 2) bytes |= (<i32>load<u8>(mask + 2)) << 16;
  return widen(bytes);
}

/**
 * x [rows, n] → out: the softmax of scale·x of each row among the keys seen, 0 elsewhere. Key j is seen by row i if
 * `queries` is 0 or j ≤ i mod queries, and if `mask` is 0 or its byte is not 0: mask + i's place in [.., n2, n1]
 * times the steps m1, m2, m3, + j·step. Range: rows.
 */
export function maskedSoftmax(
  begin: i32, end: i32, x: usize, out: usize, n: i32, scale: f32, queries: i32,
  mask: usize, step: i32, n1: i32, m1: i32, n2: i32, m2: i32, m3: i32,
): void {
  for (let row = begin; row < end; row++) {
    const from = x + ((<usize>row * n) << 2);
    const to = out + ((<usize>row * n) << 2);
    const count = queries ? min(n, row % queries + 1) : n;
    memory.fill(to + ((<usize>count) << 2), 0, (<usize>(n - count)) << 2);
    if (mask == 0) {
      // A negative scale would turn the largest into the smallest, so the largest is looked for after scaling.
      const top = scale < 0 ? lowest(from, count) : maxOf(from, count);
      divide(to, count, powers(from, to, count, scale, top));
      continue;
    }
    const upper = row / n1;
    const allowed = mask + (row - upper * n1) * m1 + upper % n2 * m2 + upper / n2 * m3;
    masked(from, to, count, scale, allowed, step);
  }
}

function lowest(x: usize, count: i32): f32 {
  let low = f32x4.splat(Infinity);
  for (const end = x + ((<usize>count) << 2); x < end; x += 4) low = f32x4.min(low, v128.load32_splat(x));
  return f32x4.extract_lane(low, 0);
}

/** A row under a mask: scaled values go to `to`, those hidden as -Infinity, before they are taken to powers there. */
function masked(from: usize, to: usize, count: i32, scale: f32, allowed: usize, step: i32): void {
  const factor = f32x4.splat(scale);
  const hidden = f32x4.splat(-Infinity);
  let any = i32x4.splat(0);
  for (let at = 0; at < count; at += 4) {
    const left = count - at;
    const place = (<usize>at) << 2;
    const visible = seen(allowed + at * step, step, left);
    const value = left >= 4 ? v128.load(from + place) : loadSome(from + place, left);
    const kept = v128.bitselect(f32x4.mul(value, factor), hidden, visible);
    any = v128.or(any, visible);
    if (left >= 4) v128.store(to + place, kept);
    else storeSome(to + place, kept, left);
  }
  if (!v128.any_true(any)) {
    memory.fill(to, 0, (<usize>count) << 2);
    return;
  }
  divide(to, count, powers(to, to, count, 1, maxOf(to, count)));
}

/** Σ a·b over `count` values. */
// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  let at: usize = 0;
  const end = (<usize>count) << 2;
  for (; at + 16 <= end; at += 16) sum = madd(v128.load(a + at), v128.load(b + at), sum);
  if (at < end) {
    const rest = <i32>((end - at) >> 2);
    sum = madd(loadSome(a + at, rest), loadSome(b + at, rest), sum);
  }
  return joinLanes(0, sum);
}

/** dx = scale·y·(dy − Σ dy·y) of rows of n. Range: rows. */
export function softmaxGradient(begin: i32, end: i32, dy: usize, y: usize, out: usize, n: i32, scale: f32): void {
  const factor = f32x4.splat(scale);
  const bytes = (<usize>n) << 2;
  for (let row = begin; row < end; row++) {
    const skip = <usize>row * bytes;
    const sum = f32x4.splat(dot(dy + skip, y + skip, n));
    let at = skip;
    const stop = skip + bytes;
    for (; at + 16 <= stop; at += 16) {
      v128.store(out + at, f32x4.mul(f32x4.mul(v128.load(y + at), factor), f32x4.sub(v128.load(dy + at), sum)));
    }
    if (at < stop) {
      const rest = <i32>((stop - at) >> 2);
      storeSome(out + at, f32x4.mul(f32x4.mul(loadSome(y + at, rest), factor), f32x4.sub(loadSome(dy + at, rest), sum)), rest);
    }
  }
}
