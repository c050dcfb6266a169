import { madd } from './simd';

/** Twelve independent chains hide the latency of a multiply-add; a turn goes over all of them. */
const TURNS: i32 = 1024;

/**
 * Nothing but multiply-adds on registers, as many as the machine can do: what `matmul` is measured against.
 * One item is 12 chains × 4 lanes × 2 × TURNS = 98,304 operations. Writes 4 floats to `out`, so that the work is not removed.
 */
export function peak(begin: i32, end: i32, out: usize): void {
  const factor = f32x4.splat(0.999);
  const term = f32x4.splat(0.001);
  let c0 = term, c1 = term, c2 = term, c3 = term, c4 = term, c5 = term;
  let c6 = term, c7 = term, c8 = term, c9 = term, c10 = term, c11 = term;
  for (let turn = begin * TURNS; turn < end * TURNS; turn++) {
    c0 = madd(c0, factor, term);
    c1 = madd(c1, factor, term);
    c2 = madd(c2, factor, term);
    c3 = madd(c3, factor, term);
    c4 = madd(c4, factor, term);
    c5 = madd(c5, factor, term);
    c6 = madd(c6, factor, term);
    c7 = madd(c7, factor, term);
    c8 = madd(c8, factor, term);
    c9 = madd(c9, factor, term);
    c10 = madd(c10, factor, term);
    c11 = madd(c11, factor, term);
  }
  const low = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(c4, c5));
  const high = f32x4.add(f32x4.add(f32x4.add(c6, c7), f32x4.add(c8, c9)), f32x4.add(c10, c11));
  v128.store(out, f32x4.add(low, high));
}
