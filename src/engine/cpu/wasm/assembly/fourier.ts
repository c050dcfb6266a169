/** Discrete Fourier transforms of complex floats, computed in double precision: one complex number is one vector. */
import { scratch } from './scratch';

/** (a.re·b.re − a.im·b.im, a.re·b.im + a.im·b.re). */
// @ts-ignore: decorator
@inline
function times(a: v128, b: v128): v128 {
  const real = v128.shuffle<i64>(a, a, 0, 0);
  const imaginary = v128.shuffle<i64>(a, a, 1, 1);
  const turned = f64x2.mul(v128.shuffle<i64>(b, b, 1, 0), f64x2(-1, 1));
  return f64x2.add(f64x2.mul(real, b), f64x2.mul(imaginary, turned));
}

/**
 * The transform of `n` numbers, a power of two, between two areas in turn (Stockham's order, radix 2); `roots` holds
 * e^(−2πi·j/n) for j < n/2. @returns the area that holds the result.
 */
function powerOfTwo(from: usize, other: usize, n: i32, roots: usize): usize {
  let groups = n >> 1;
  for (let width = 1; width < n; width <<= 1, groups >>= 1) {
    const half = (<usize>(n >> 1)) << 4;
    for (let group = 0; group < groups; group++) {
      const root = v128.load(roots + ((<usize>(group * width)) << 4));
      let source = from + ((<usize>(group * width)) << 4);
      let to = other + ((<usize>(2 * group * width)) << 4);
      const step = (<usize>width) << 4;
      for (let index = 0; index < width; index++, source += 16, to += 16) {
        const a = v128.load(source);
        const b = v128.load(source + half);
        v128.store(to, f64x2.add(a, b));
        v128.store(to + step, times(root, f64x2.sub(a, b)));
      }
    }
    const swap = from;
    from = other;
    other = swap;
  }
  return from;
}

/** A complex float as two doubles; the imaginary part changes its sign for an inverse transform. */
// @ts-ignore: decorator
@inline
function take(from: usize, sign: v128): v128 {
  return f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(from)), sign);
}

// @ts-ignore: decorator
@inline
function put(to: usize, value: v128, factor: v128): void {
  v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.mul(value, factor)), 0);
}

/**
 * Transforms rows of `n` complex numbers. If `chirp` is 0, n is a power of two. Else it is Bluestein's way for any
 * length: `chirp` holds w[j] = e^(−πi·j²/n) for j < n, and `filter` the transform, divided by `size`, of the conjugate
 * of w laid around a circle of `size`, a power of two of at least 2n − 1. `roots` are those of the power of two.
 * An inverse transform is the conjugate of the transform of the conjugate, divided by n. Range: rows. Scratch: 32·size bytes.
 */
export function fourier(begin: i32, end: i32, x: usize, out: usize, n: i32, inverse: i32, roots: usize, size: i32, chirp: usize, filter: usize): void {
  const sign = f64x2(1, inverse ? -1 : 1);
  const factor = f64x2.mul(sign, f64x2.splat(inverse ? 1 / <f64>n : 1));
  const first = scratch;
  const second = scratch + ((<usize>size) << 4);
  for (let row = begin; row < end; row++) {
    const from = x + ((<usize>row * n) << 3);
    const to = out + ((<usize>row * n) << 3);
    if (chirp == 0) {
      for (let index = 0; index < n; index++) v128.store(first + ((<usize>index) << 4), take(from + ((<usize>index) << 3), sign));
      const made = powerOfTwo(first, second, n, roots);
      for (let index = 0; index < n; index++) put(to + ((<usize>index) << 3), v128.load(made + ((<usize>index) << 4)), factor);
      continue;
    }
    for (let index = 0; index < n; index++) {
      const turned = times(take(from + ((<usize>index) << 3), sign), v128.load(chirp + ((<usize>index) << 4)));
      v128.store(first + ((<usize>index) << 4), turned);
    }
    memory.fill(first + ((<usize>n) << 4), 0, (<usize>(size - n)) << 4);
    const spectrum = powerOfTwo(first, second, size, roots);
    // The inverse transform of the product, again by way of the conjugate.
    const conjugate = f64x2(1, -1);
    for (let index = 0; index < size; index++) {
      const place = (<usize>index) << 4;
      v128.store(spectrum + place, f64x2.mul(times(v128.load(spectrum + place), v128.load(filter + place)), conjugate));
    }
    const made = powerOfTwo(spectrum, spectrum == first ? second : first, size, roots);
    for (let index = 0; index < n; index++) {
      const place = (<usize>index) << 4;
      const value = times(f64x2.mul(v128.load(made + place), conjugate), v128.load(chirp + place));
      put(to + ((<usize>index) << 3), value, factor);
    }
  }
}
