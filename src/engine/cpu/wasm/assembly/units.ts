/** Activations and their derivatives, four floats at a time. */
import { exp4 } from './exp';
import { erf4, sigmoid4, tanh4 } from './math';
import { madd } from './simd';

// @ts-ignore: decorator
@inline
function f(value: f32): v128 {
  return f32x4.splat(value);
}

// @ts-ignore: decorator
@inline
const HALF_ROOT: f32 = 0.70710678118654752;
/** 1/√(2π). */
// @ts-ignore: decorator
@inline
const DENSITY: f32 = 0.39894228040143268;
/** √(2/π). */
// @ts-ignore: decorator
@inline
const SLOPE: f32 = 0.79788456080286536;
// @ts-ignore: decorator
@inline
const CUBIC: f32 = 0.044715;

/** x·σ(x); -Infinity gives 0. */
// @ts-ignore: decorator
@inline
export function silu4(x: v128): v128 {
  return f32x4.mul(x, sigmoid4(x));
}

/** σ(x)·(1 + x·(1 − σ(x))). */
// @ts-ignore: decorator
@inline
export function siluSlope4(x: v128): v128 {
  const s = sigmoid4(x);
  return f32x4.mul(s, madd(x, f32x4.sub(f(1), s), f(1)));
}

/** x·Φ(x). */
// @ts-ignore: decorator
@inline
export function gelu4(x: v128): v128 {
  return f32x4.mul(f32x4.mul(x, f(0.5)), f32x4.add(erf4(f32x4.mul(x, f(HALF_ROOT))), f(1)));
}

/** Φ(x) + x·φ(x). */
// @ts-ignore: decorator
@inline
export function geluSlope4(x: v128): v128 {
  const area = f32x4.mul(f(0.5), f32x4.add(erf4(f32x4.mul(x, f(HALF_ROOT))), f(1)));
  const density = f32x4.mul(exp4(f32x4.mul(f(-0.5), f32x4.mul(x, x))), f(DENSITY));
  return madd(x, density, area);
}

/** x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
// @ts-ignore: decorator
@inline
export function geluTanh4(x: v128): v128 {
  return f32x4.mul(f32x4.mul(x, f(0.5)), f32x4.add(bend(x), f(1)));
}

/** The derivative of geluTanh4. */
// @ts-ignore: decorator
@inline
export function geluTanhSlope4(x: v128): v128 {
  const t = bend(x);
  const inner = f32x4.mul(f(SLOPE), madd(f(3 * CUBIC), f32x4.mul(x, x), f(1)));
  const rise = f32x4.mul(f32x4.mul(x, f(0.5)), f32x4.mul(f32x4.sub(f(1), f32x4.mul(t, t)), inner));
  return madd(f(0.5), f32x4.add(f(1), t), rise);
}

// @ts-ignore: decorator
@inline
function bend(x: v128): v128 {
  return tanh4(f32x4.mul(f(SLOPE), madd(f32x4.mul(f(CUBIC), f32x4.mul(x, x)), x, x)));
}
