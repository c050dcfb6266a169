/**
 * exp of four floats, to about one unit in the last place over their whole range: x = n·ln 2 + r, and a polynomial for
 * e^r on |r| ≤ ln 2 / 2 with the coefficients of Cephes' expf (S. Moshier). NaN stays NaN.
 */
import { madd } from './simd';

// @ts-ignore: decorator
@inline
function turns(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
}

/** e^r − 1 for x less `n` times ln 2, which is taken off in two parts so that no bit of it is lost. */
// @ts-ignore: decorator
@inline
function rest(x: v128, n: v128): v128 {
  const r = madd(n, f32x4.splat(2.12194440e-4), madd(n, f32x4.splat(-0.693359375), x));
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  return madd(p, f32x4.mul(r, r), r);
}

/** 2ⁿ for whole n in [−126, 127]. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // Beyond, the result is infinite or 0 all the same.
  const within = f32x4.min(f32x4.max(x, f32x4.splat(-104)), f32x4.splat(89));
  const n = turns(within);
  const whole = i32x4.trunc_sat_f32x4_s(n);
  // In two steps, as 2ⁿ alone may lie outside what a float can be.
  const half = i32x4.shr_s(whole, 1);
  const scaled = f32x4.mul(f32x4.add(rest(within, n), f32x4.splat(1)), power(half));
  return f32x4.mul(scaled, power(i32x4.sub(whole, half)));
}

/** e^x − 1 for x ≤ 0, to the last place also near 0. */
// @ts-ignore: decorator
@inline
export function expLess1(x: v128): v128 {
  const within = f32x4.max(x, f32x4.splat(-87));
  const n = turns(within);
  const scale = power(i32x4.trunc_sat_f32x4_s(n));
  return madd(rest(within, n), scale, f32x4.sub(scale, f32x4.splat(1)));
}
