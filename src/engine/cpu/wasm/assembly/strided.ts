/** Rearranges 4-byte values. */
import { turnFour } from './pack';
import { copyBytes } from './rows';

/**
 * out [n4, n3, n2, n1, inner] in order, each value from `x` + `offset` + the indices times the steps (elements, also 0 or
 * negative): `step` in inner, f1 in n1, f2 in n2, f3 in n3, f4 in n4. Range: rows of `inner` values.
 */
export function pick(
  begin: i32, end: i32, x: usize, out: usize, offset: i32, inner: i32, step: i32,
  n1: i32, f1: i32, n2: i32, f2: i32, n3: i32, f3: i32, f4: i32,
): void {
  const bytes = (<usize>inner) << 2;
  let to = out + <usize>begin * bytes;
  for (let row = begin; row < end; row++) {
    const q1 = row / n1;
    const q2 = q1 / n2;
    const q3 = q2 / n3;
    const index = offset + (row - q1 * n1) * f1 + (q1 - q2 * n2) * f2 + (q2 - q3 * n3) * f3 + q3 * f4;
    const from = x + ((<usize>index) << 2);
    if (step == 1) {
      copyBytes(to, from, bytes);
      to += bytes;
    } else if (step == 0) {
      const value = load<u32>(from);
      const many = i32x4.splat(value);
      const next = to + bytes;
      for (; to + 16 <= next; to += 16) v128.store(to, many);
      for (; to < next; to += 4) store<u32>(to, value);
    } else {
      const stride = (<isize>step) << 2;
      let at = <isize>from;
      for (let left = inner; left > 0; left--, at += stride, to += 4) store<u32>(to, load<u32>(at));
    }
  }
}

/** Values of the axis along which x is read that one item takes. */
const BLOCK: i32 = 16;

/**
 * Out of x where neither is read and written along the same axis: out goes along an axis of `m` values that lie `stepM` apart in
 * x, x along one of `n` that lie `stepN` apart in out. Of the axes around them, n1 and n2 long, f1, f2 and f3 are the steps in
 * x, t1, t2 and t3 those in out. All in values. Range: axes around · ⌈n / 16⌉.
 */
export function transpose(
  begin: i32, end: i32, x: usize, out: usize, m: i32, stepM: i32, n: i32, stepN: i32,
  n1: i32, f1: i32, t1: i32, n2: i32, f2: i32, t2: i32, f3: i32, t3: i32,
): void {
  const blocks = (n + BLOCK - 1) / BLOCK;
  const rowBytes = (<usize>stepM) << 2;
  const outBytes = (<usize>stepN) << 2;
  for (let item = begin; item < end; item++) {
    const q1 = item / blocks;
    const q2 = q1 / n1;
    const i3 = q2 / n2;
    const i1 = q1 - q2 * n1;
    const i2 = q2 - i3 * n2;
    const first = (item - q1 * blocks) * BLOCK;
    const last = min(n, first + BLOCK);
    const source = x + ((<usize>(i1 * f1 + i2 * f2 + i3 * f3 + first)) << 2);
    const goal = out + ((<usize>(i1 * t1 + i2 * t2 + i3 * t3)) << 2) + <usize>first * outBytes;
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      let j = first;
      let from = source + <usize>i * rowBytes;
      let to = goal + ((<usize>i) << 2);
      for (; j + 4 <= last; j += 4, from += 16, to += outBytes << 2) turnFour(from, rowBytes, to, outBytes);
      for (; j < last; j++, from += 4, to += outBytes) {
        for (let k: usize = 0; k < 4; k++) store<u32>(to + (k << 2), load<u32>(from + k * rowBytes));
      }
    }
    for (; i < m; i++) {
      let from = source + <usize>i * rowBytes;
      let to = goal + ((<usize>i) << 2);
      for (let j = first; j < last; j++, from += 4, to += outBytes) store<u32>(to, load<u32>(from));
    }
  }
}
