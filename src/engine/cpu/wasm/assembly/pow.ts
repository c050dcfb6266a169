/**
 * aᵇ of four floats at a time, to the nearest float but for rare cases, then to the one beside it: 2^(b · log₂|a|) in double precision, with
 * the series of the inverse hyperbolic tangent and of the exponential function. What is special follows C's pow (IEEE 754).
 */
import { maddDouble } from './simd';

// @ts-ignore: decorator
@inline
function f(value: f32): v128 {
  return f32x4.splat(value);
}

// @ts-ignore: decorator
@inline
function d(value: f64): v128 {
  return f64x2.splat(value);
}

/** The two upper floats, as the two lower ones. */
// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 0);
}

/** Added to a small number and taken off again, it rounds it to a whole one, which meanwhile stands in the lowest bits. */
const ROUNDING: f64 = 6755399441055744;

/** 2^(b · (e + log₂ m)) of two lanes in double precision, for m in [√½, √2); the product is held within ±200, where floats end. */
// @ts-ignore: decorator
@inline
function power(m: v128, e: v128, b: v128): v128 {
  const t = f64x2.div(f64x2.sub(m, d(1)), f64x2.add(m, d(1)));
  const z = f64x2.mul(t, t);
  // 2 / ln 2 · Σ t^(2k + 1) / (2k + 1).
  let p = maddDouble(z, d(0.26230818925253), d(0.32059889797532));
  p = maddDouble(p, z, d(0.41219858311113));
  p = maddDouble(p, z, d(0.57707801635559));
  p = maddDouble(p, z, d(0.96179669392598));
  p = maddDouble(p, z, d(2.88539008177793));
  let y = f64x2.mul(maddDouble(p, t, e), b);
  y = f64x2.pmin(f64x2.pmax(y, d(-200)), d(200));
  const whole = f64x2.add(y, d(ROUNDING));
  const r = f64x2.sub(y, f64x2.sub(whole, d(ROUNDING)));
  // Σ (r · ln 2)^k / k!.
  let q = maddDouble(r, d(1.52527338040598e-5), d(1.54035303933816e-4));
  q = maddDouble(q, r, d(1.33335581464284e-3));
  q = maddDouble(q, r, d(9.61812910762848e-3));
  q = maddDouble(q, r, d(5.55041086648216e-2));
  q = maddDouble(q, r, d(2.40226506959101e-1));
  q = maddDouble(q, r, d(6.93147180559945e-1));
  q = maddDouble(q, r, d(1));
  return f32x4.demote_f64x2_zero(f64x2.mul(q, i64x2.shl(i64x2.add(whole, i64x2.splat(1023)), 52)));
}

/** NaN where a < 0 and b is no whole number; 1 where b is 0 or a is 1, whatever the other. */
export function pow4(a: v128, b: v128): v128 {
  const size = f32x4.abs(a);
  // Denormals are scaled up first.
  const tiny = f32x4.lt(size, f(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(size, f(8388608)), size, tiny);
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(127)));
  e = f32x4.sub(e, v128.and(tiny, f(23)));
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f800000));
  const high = f32x4.ge(m, f(1.41421356237309505));
  m = v128.bitselect(f32x4.mul(m, f(0.5)), m, high);
  e = f32x4.add(e, v128.and(high, f(1)));
  // 0, infinite and NaN have no fraction, only an endless logarithm.
  const endless = v128.or(f32x4.eq(size, f(0)), f32x4.ge(size, f(Infinity)));
  e = v128.bitselect(v128.bitselect(f(-Infinity), f(Infinity), f32x4.eq(size, f(0))), e, endless);
  // 1 stays 1, to an infinite power too.
  const factor = v128.bitselect(f(0), b, v128.and(f32x4.eq(size, f(1)), f32x4.eq(f32x4.abs(b), f(Infinity))));
  const low = power(f64x2.promote_low_f32x4(m), f64x2.promote_low_f32x4(e), f64x2.promote_low_f32x4(factor));
  const rest = power(f64x2.promote_low_f32x4(upper(m)), f64x2.promote_low_f32x4(upper(e)), f64x2.promote_low_f32x4(upper(factor)));
  let y = v128.shuffle<i64>(low, rest, 0, 2);
  const whole = f32x4.eq(f32x4.trunc(b), b);
  const half = f32x4.mul(b, f(0.5));
  const odd = v128.andnot(whole, f32x4.eq(f32x4.trunc(half), half));
  y = v128.or(y, v128.and(v128.and(odd, a), i32x4.splat(0x80000000)));
  const broken = v128.andnot(v128.and(f32x4.lt(a, f(0)), f32x4.gt(a, f(-Infinity))), whole);
  y = v128.bitselect(f(NaN), y, v128.or(broken, v128.or(f32x4.ne(a, a), f32x4.ne(b, b))));
  return v128.bitselect(f(1), y, v128.or(f32x4.eq(b, f(0)), f32x4.eq(a, f(1))));
}
