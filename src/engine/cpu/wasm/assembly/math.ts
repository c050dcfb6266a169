/**
 * Elementary functions of four floats at a time, to 2 units in the last place or better. A lane's result does not
 * depend on its neighbours. Polynomials are those of Cephes' single-precision library (S. Moshier).
 */
import { exp4 } from './exp';
import { madd } from './simd';

// @ts-ignore: decorator
@inline
function f(value: f32): v128 {
  return f32x4.splat(value);
}

/** ln x; 0 gives -Infinity, below 0 NaN. */
export function log4(x: v128): v128 {
  // Denormals are scaled up first.
  const tiny = f32x4.lt(x, f(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f(8388608)), x, tiny);
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(scaled, 23), i32x4.splat(126)));
  e = f32x4.sub(e, v128.and(tiny, f(23)));
  // The fraction in [0.5, 1), then in [√½, √2).
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, f(0.707106781186547524));
  e = f32x4.sub(e, v128.and(low, f(1)));
  m = f32x4.add(f32x4.sub(m, f(1)), v128.and(low, m));
  const z = f32x4.mul(m, m);
  let p = madd(f(7.0376836292e-2), m, f(-1.1514610310e-1));
  p = madd(p, m, f(1.1676998740e-1));
  p = madd(p, m, f(-1.2420140846e-1));
  p = madd(p, m, f(1.4249322787e-1));
  p = madd(p, m, f(-1.6668057665e-1));
  p = madd(p, m, f(2.0000714765e-1));
  p = madd(p, m, f(-2.4999993993e-1));
  p = madd(p, m, f(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(e, f(-2.12194440e-4), y);
  y = madd(f(-0.5), z, y);
  y = madd(e, f(0.693359375), f32x4.add(m, y));
  y = v128.bitselect(x, y, f32x4.eq(x, f(Infinity)));
  y = v128.bitselect(f(-Infinity), y, f32x4.eq(x, f(0)));
  // Below 0 and NaN.
  return v128.bitselect(y, f(NaN), f32x4.ge(x, f(0)));
}

/** tanh x. */
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = madd(f(-5.70498872745e-3), z, f(2.06390887954e-2));
  p = madd(p, z, f(-5.37397155531e-2));
  p = madd(p, z, f(1.33314422036e-1));
  p = madd(p, z, f(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  const e = exp4(f32x4.add(size, size));
  const far = f32x4.sub(f(1), f32x4.div(f(2), f32x4.add(e, f(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(size, f(0.625)));
}

/** 1 / (1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(f(1), f32x4.add(f(1), exp4(f32x4.neg(x))));
}

/** The error function, 2/√π ∫₀ˣ e^(-t²) dt. */
export function erf4(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = madd(f(7.853861353153693e-5), z, f(-8.010193625184903e-4));
  p = madd(p, z, f(5.188327685732524e-3));
  p = madd(p, z, f(-2.685381193529856e-2));
  p = madd(p, z, f(1.128358514861418e-1));
  p = madd(p, z, f(-3.761262582423300e-1));
  p = madd(p, z, f(1.128379165726710));
  const near = f32x4.mul(p, x);
  // The complement for 1 and above; from 4 on it is below half a unit of 1.
  const q = f32x4.div(f(1), f32x4.pmax(size, f(1)));
  const y = f32x4.mul(q, q);
  let c = madd(f(2.326819970068386e-2), y, f(-1.387039388740657e-1));
  c = madd(c, y, f(3.687424674597105e-1));
  c = madd(c, y, f(-5.824733027278666e-1));
  c = madd(c, y, f(6.210004621745983e-1));
  c = madd(c, y, f(-4.944515323274145e-1));
  c = madd(c, y, f(3.404879937665872e-1));
  c = madd(c, y, f(-2.741127028184656e-1));
  c = madd(c, y, f(5.638259427386472e-1));
  const far = f32x4.sub(f(1), f32x4.mul(f32x4.mul(exp4(f32x4.neg(z)), q), c));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(size, f(1)));
}
