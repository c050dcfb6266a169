/** Tensors with values put around them. */
import { copyBytes } from './rows';

/** Where the value at `at` of an axis of `size` comes from; `edge` is 1 if the border itself is repeated. -1 for outside, of mode 0. */
// @ts-ignore: decorator
@inline
function source(mode: i32, at: i32, size: i32): i32 {
  if (at >= 0 && at < size) return at;
  if (mode == 0) return -1;
  const edge = mode - 1;
  return at < 0 ? -at - edge : 2 * size - 2 + edge - at;
}

function fillWords(to: usize, value: i32, bytes: usize): void {
  if (value == 0) {
    memory.fill(to, 0, bytes);
    return;
  }
  const many = i32x4.splat(value);
  const end = to + bytes;
  for (; to + 16 <= end; to += 16) v128.store(to, many);
  for (; to + 4 <= end; to += 4) store<i32>(to, value);
  for (; to < end; to++) store<u8>(to, <u8>value);
}

/**
 * x [s3, s2, s1, inner groups of `bytes` bytes] → out [n3, n2, n1, before + inner + after groups], where x starts b3, b2, b1
 * and `before` behind the start of out. Mode 0 puts `value` around it (four bytes alike for values of one byte), 1 a reflection
 * without the border, 2 one with it. Range: rows of out.
 */
export function pad(
  begin: i32, end: i32, mode: i32, value: i32, x: usize, out: usize, bytes: i32, inner: i32, before: i32, after: i32,
  n1: i32, s1: i32, b1: i32, n2: i32, s2: i32, b2: i32, s3: i32, b3: i32,
): void {
  const size = <usize>bytes;
  const rowBytes = <usize>(before + inner + after) * size;
  const innerBytes = <usize>inner * size;
  const beforeBytes = <usize>before * size;
  for (let row = begin; row < end; row++) {
    const to = out + <usize>row * rowBytes;
    const q1 = row / n1;
    const q2 = q1 / n2;
    const i1 = source(mode, row - q1 * n1 - b1, s1);
    const i2 = source(mode, q1 - q2 * n2 - b2, s2);
    const i3 = source(mode, q2 - b3, s3);
    if ((i1 | i2 | i3) < 0) {
      fillWords(to, value, rowBytes);
      continue;
    }
    const from = x + <usize>((i3 * s2 + i2) * s1 + i1) * innerBytes;
    if (mode == 0) {
      fillWords(to, value, beforeBytes);
      copyBytes(to + beforeBytes, from, innerBytes);
      fillWords(to + beforeBytes + innerBytes, value, <usize>after * size);
      continue;
    }
    for (let at = 0; at < before; at++) copyBytes(to + <usize>at * size, from + <usize>source(mode, at - before, inner) * size, size);
    copyBytes(to + beforeBytes, from, innerBytes);
    for (let at = inner; at < inner + after; at++) copyBytes(to + beforeBytes + <usize>at * size, from + <usize>source(mode, at, inner) * size, size);
  }
}
