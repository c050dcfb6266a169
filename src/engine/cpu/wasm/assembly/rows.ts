/** Moves rows and values about, and adds rows up. */
import { loadSome, storeSome } from './lanes';

/** Longer runs are left to the machine's own copy, which costs more to start. */
const SHORT: usize = 256;

export function copyBytes(to: usize, from: usize, bytes: usize): void {
  if (bytes > SHORT) {
    memory.copy(to, from, bytes);
    return;
  }
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at + 4 <= bytes; at += 4) store<u32>(to + at, load<u32>(from + at));
  for (; at < bytes; at++) store<u8>(to + at, load<u8>(from + at));
}

/** Range: rows of `bytes` bytes, `fromStep` and `toStep` bytes apart. */
export function copyRows(begin: i32, end: i32, from: usize, to: usize, fromStep: i32, toStep: i32, bytes: i32): void {
  for (let row = begin; row < end; row++) copyBytes(to + <usize>row * toStep, from + <usize>row * fromStep, bytes);
}

/**
 * x [outer, size, row] and ids [batch, count] → out [outer, count, row], rows of `bytes` bytes; `repeat` adjacent
 * outer indices share a batch of ids. Range: outer · count. Every id is in 0 … size − 1.
 */
export function gatherRows(begin: i32, end: i32, x: usize, ids: usize, out: usize, size: i32, count: i32, repeat: i32, bytes: i32): void {
  for (let item = begin; item < end; item++) {
    const outer = item / count;
    const id = load<i32>(ids + ((<usize>(outer / repeat * count + item - outer * count)) << 2));
    copyBytes(out + <usize>item * bytes, x + <usize>(outer * size + id) * bytes, bytes);
  }
}

/** Floats that one item of `segmentSum` takes care of. */
const COLUMNS: i32 = 16;

/**
 * out [segments, width] = sums of the rows of x [count, width] by ids [count], in the order of rows; an id outside
 * 0 … segments − 1 is left out. Range: ⌈width / 16⌉ blocks of columns. `whole` is 1 for int32.
 */
export function segmentSum(begin: i32, end: i32, x: usize, ids: usize, out: usize, count: i32, width: i32, segments: i32, whole: i32): void {
  const first = begin * COLUMNS;
  const columns = min(end * COLUMNS, width) - first;
  const step = (<usize>width) << 2;
  const skip = (<usize>first) << 2;
  const bytes = (<usize>columns) << 2;
  if (columns === width) memory.fill(out, 0, <usize>segments * step);
  else for (let segment = 0; segment < segments; segment++) memory.fill(out + <usize>segment * step + skip, 0, bytes);
  for (let row = 0; row < count; row++) {
    const id = load<i32>(ids + ((<usize>row) << 2));
    if (<u32>id >= <u32>segments) continue;
    let to = out + <usize>id * step + skip;
    let from = x + <usize>row * step + skip;
    let left = columns;
    if (whole) {
      for (; left > 0; left--, to += 4, from += 4) store<i32>(to, load<i32>(to) + load<i32>(from));
      continue;
    }
    if (width === 1) {
      store<f32>(to, load<f32>(to) + load<f32>(from));
      continue;
    }
    for (; left >= 4; left -= 4, to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    if (left) storeSome(to, f32x4.add(loadSome(to, left), loadSome(from, left)), left);
  }
}

/**
 * Numbers the slices that indices [count, depth] name in a tensor whose first axes are `lengths` long, and stores 1 behind `bad` if one
 * lies outside, which keeps 0. Range: indices.
 */
export function sliceNumbers(begin: i32, end: i32, indices: usize, lengths: usize, depth: i32, to: usize, bad: usize): void {
  let at = indices + (<usize>(begin * depth) << 2);
  for (let item = begin; item < end; item++) {
    let number = 0;
    let outside = 0;
    for (let axis = 0; axis < depth; axis++, at += 4) {
      const index = load<i32>(at);
      const length = load<i32>(lengths + (<usize>axis << 2));
      outside |= i32(<u32>index >= <u32>length);
      number = number * length + index;
    }
    if (outside) store<i32>(bad, 1);
    store<i32>(to + (<usize>item << 2), outside ? 0 : number);
  }
}

/**
 * Puts rows of updates [count, row] over those of out [segments, row] that the ids name, the later over the earlier. Rows are
 * `bytes` long; `step` is from one update to the next, 0 if one row serves all. Range: blocks of 256 bytes of a row.
 */
export function scatterRows(begin: i32, end: i32, updates: usize, ids: usize, out: usize, count: i32, bytes: i32, step: i32): void {
  const first = begin << 8;
  const length = <usize>(min(end << 8, bytes) - first);
  let from = updates + <usize>first;
  for (let row = 0; row < count; row++, from += <usize>step) {
    copyBytes(out + <usize>load<i32>(ids + (<usize>row << 2)) * <usize>bytes + <usize>first, from, length);
  }
}

/** Values of 4 bytes from t where the condition, of one byte each, is not 0, else from e. Range: values. */
export function select(begin: i32, end: i32, condition: usize, t: usize, e: usize, out: usize): void {
  let item = begin;
  for (; item + 4 <= end; item += 4) {
    const at = <usize>item << 2;
    const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(condition + <usize>item));
    const no = i32x4.eq(i32x4.extend_low_i16x8_u(bytes), i32x4.splat(0));
    v128.store(out + at, v128.bitselect(v128.load(e + at), v128.load(t + at), no));
  }
  for (; item < end; item++) {
    const at = <usize>item << 2;
    store<u32>(out + at, load<u32>((load<u8>(condition + <usize>item) ? t : e) + at));
  }
}
