import { madd } from './simd';
import { storeEight } from './store';

/**
 * The innermost product: C[6×8] = (or, with `add`, +=) Σ over `depth` of A[·][6] · B[·][8], both packed without gaps.
 * Twelve sums, two vectors of B and one factor of A fill the fifteen registers that a browser's compiler leaves.
 * The steps are written out, here and in convolve.ts and filter-gradient.ts, whose factors come from elsewhere: an inlined
 * function cannot give back twelve sums, and kept anywhere but in the caller's own variables they leave the registers.
 * @param rowBytes from one row of C to the next
 */
export function tile6x8(a: usize, b: usize, depth: i32, c: usize, rowBytes: usize, add: bool): void {
  const zero = f32x4.splat(0);
  let l0 = zero, h0 = zero;
  let l1 = zero, h1 = zero;
  let l2 = zero, h2 = zero;
  let l3 = zero, h3 = zero;
  let l4 = zero, h4 = zero;
  let l5 = zero, h5 = zero;
  let left: v128, right: v128, factor: v128;
  let rest = depth;
  for (; rest >= 4; rest -= 4) {
    left = v128.load(b, 0);
    right = v128.load(b, 16);
    factor = v128.load32_splat(a, 0);
    l0 = madd(factor, left, l0);
    h0 = madd(factor, right, h0);
    factor = v128.load32_splat(a, 4);
    l1 = madd(factor, left, l1);
    h1 = madd(factor, right, h1);
    factor = v128.load32_splat(a, 8);
    l2 = madd(factor, left, l2);
    h2 = madd(factor, right, h2);
    factor = v128.load32_splat(a, 12);
    l3 = madd(factor, left, l3);
    h3 = madd(factor, right, h3);
    factor = v128.load32_splat(a, 16);
    l4 = madd(factor, left, l4);
    h4 = madd(factor, right, h4);
    factor = v128.load32_splat(a, 20);
    l5 = madd(factor, left, l5);
    h5 = madd(factor, right, h5);
    left = v128.load(b, 32);
    right = v128.load(b, 48);
    factor = v128.load32_splat(a, 24);
    l0 = madd(factor, left, l0);
    h0 = madd(factor, right, h0);
    factor = v128.load32_splat(a, 28);
    l1 = madd(factor, left, l1);
    h1 = madd(factor, right, h1);
    factor = v128.load32_splat(a, 32);
    l2 = madd(factor, left, l2);
    h2 = madd(factor, right, h2);
    factor = v128.load32_splat(a, 36);
    l3 = madd(factor, left, l3);
    h3 = madd(factor, right, h3);
    factor = v128.load32_splat(a, 40);
    l4 = madd(factor, left, l4);
    h4 = madd(factor, right, h4);
    factor = v128.load32_splat(a, 44);
    l5 = madd(factor, left, l5);
    h5 = madd(factor, right, h5);
    left = v128.load(b, 64);
    right = v128.load(b, 80);
    factor = v128.load32_splat(a, 48);
    l0 = madd(factor, left, l0);
    h0 = madd(factor, right, h0);
    factor = v128.load32_splat(a, 52);
    l1 = madd(factor, left, l1);
    h1 = madd(factor, right, h1);
    factor = v128.load32_splat(a, 56);
    l2 = madd(factor, left, l2);
    h2 = madd(factor, right, h2);
    factor = v128.load32_splat(a, 60);
    l3 = madd(factor, left, l3);
    h3 = madd(factor, right, h3);
    factor = v128.load32_splat(a, 64);
    l4 = madd(factor, left, l4);
    h4 = madd(factor, right, h4);
    factor = v128.load32_splat(a, 68);
    l5 = madd(factor, left, l5);
    h5 = madd(factor, right, h5);
    left = v128.load(b, 96);
    right = v128.load(b, 112);
    factor = v128.load32_splat(a, 72);
    l0 = madd(factor, left, l0);
    h0 = madd(factor, right, h0);
    factor = v128.load32_splat(a, 76);
    l1 = madd(factor, left, l1);
    h1 = madd(factor, right, h1);
    factor = v128.load32_splat(a, 80);
    l2 = madd(factor, left, l2);
    h2 = madd(factor, right, h2);
    factor = v128.load32_splat(a, 84);
    l3 = madd(factor, left, l3);
    h3 = madd(factor, right, h3);
    factor = v128.load32_splat(a, 88);
    l4 = madd(factor, left, l4);
    h4 = madd(factor, right, h4);
    factor = v128.load32_splat(a, 92);
    l5 = madd(factor, left, l5);
    h5 = madd(factor, right, h5);
    a += 96;
    b += 128;
  }
  for (; rest > 0; rest--) {
    left = v128.load(b, 0);
    right = v128.load(b, 16);
    factor = v128.load32_splat(a, 0);
    l0 = madd(factor, left, l0);
    h0 = madd(factor, right, h0);
    factor = v128.load32_splat(a, 4);
    l1 = madd(factor, left, l1);
    h1 = madd(factor, right, h1);
    factor = v128.load32_splat(a, 8);
    l2 = madd(factor, left, l2);
    h2 = madd(factor, right, h2);
    factor = v128.load32_splat(a, 12);
    l3 = madd(factor, left, l3);
    h3 = madd(factor, right, h3);
    factor = v128.load32_splat(a, 16);
    l4 = madd(factor, left, l4);
    h4 = madd(factor, right, h4);
    factor = v128.load32_splat(a, 20);
    l5 = madd(factor, left, l5);
    h5 = madd(factor, right, h5);
    a += 24;
    b += 32;
  }
  storeEight(c, l0, h0, 8, add);
  c += rowBytes;
  storeEight(c, l1, h1, 8, add);
  c += rowBytes;
  storeEight(c, l2, h2, 8, add);
  c += rowBytes;
  storeEight(c, l3, h3, 8, add);
  c += rowBytes;
  storeEight(c, l4, h4, 8, add);
  c += rowBytes;
  storeEight(c, l5, h5, 8, add);
}
