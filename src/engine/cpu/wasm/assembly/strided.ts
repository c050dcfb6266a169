/** Rearranges 4-byte values. */
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

/** Columns of x that one item turns into rows. */
const BLOCK: i32 = 16;

/** x [batch, m, n] → out [batch, n, m]. Range: batch · ⌈n / 16⌉. */
export function transpose(begin: i32, end: i32, x: usize, out: usize, m: i32, n: i32): void {
  const blocks = (n + BLOCK - 1) / BLOCK;
  const rowBytes = (<usize>n) << 2;
  const outBytes = (<usize>m) << 2;
  for (let item = begin; item < end; item++) {
    const batch = item / blocks;
    const first = (item - batch * blocks) * BLOCK;
    const last = min(n, first + BLOCK);
    const base = <usize>batch * rowBytes * m;
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      let j = first;
      let from = x + base + <usize>i * rowBytes + ((<usize>first) << 2);
      let to = out + base + <usize>first * outBytes + ((<usize>i) << 2);
      for (; j + 4 <= last; j += 4, from += 16, to += outBytes << 2) {
        const a = v128.load(from);
        const b = v128.load(from + rowBytes);
        const c = v128.load(from + 2 * rowBytes);
        const d = v128.load(from + 3 * rowBytes);
        const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
        const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
        const ba = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
        const dc = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
        v128.store(to + outBytes, v128.shuffle<i64>(ab, cd, 1, 3));
        v128.store(to + 2 * outBytes, v128.shuffle<i64>(ba, dc, 0, 2));
        v128.store(to + 3 * outBytes, v128.shuffle<i64>(ba, dc, 1, 3));
      }
      for (; j < last; j++, from += 4, to += outBytes) {
        for (let k: usize = 0; k < 4; k++) store<u32>(to + (k << 2), load<u32>(from + k * rowBytes));
      }
    }
    for (; i < m; i++) {
      let from = x + base + <usize>i * rowBytes + ((<usize>first) << 2);
      let to = out + base + <usize>first * outBytes + ((<usize>i) << 2);
      for (let j = first; j < last; j++, from += 4, to += outBytes) store<u32>(to, load<u32>(from));
    }
  }
}
