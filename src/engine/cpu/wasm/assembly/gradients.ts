/** Gradients of element-wise functions: of dy and one other tensor of floats of the same shape. */
import { loadSome, storeSome } from './lanes';
import { geluSlope4, geluTanhSlope4, siluSlope4 } from './units';

// @ts-ignore: decorator
@inline
function f(value: f32): v128 {
  return f32x4.splat(value);
}

/** The operations' numbers are places in GRADIENTS of ../../elementwise.ts; `y` is the function's output, `x` its input. */
// @ts-ignore: decorator
@inline
function apply(operation: i32, dy: v128, x: v128, low: v128, high: v128): v128 {
  // ReLU: NaN where x is, as a product with TensorFlow.js's step of x.
  if (operation == 0) return v128.bitselect(f32x4.mul(dy, v128.and(f32x4.gt(x, f(0)), f(1))), x, f32x4.eq(x, x));
  // Sigmoid, of y.
  if (operation == 1) return f32x4.mul(dy, f32x4.mul(x, f32x4.sub(f(1), x)));
  // Tanh, of y.
  if (operation == 2) return f32x4.mul(f32x4.sub(f(1), f32x4.mul(x, x)), dy);
  // Square.
  if (operation == 3) return f32x4.mul(dy, f32x4.mul(x, f(2)));
  if (operation == 4) return f32x4.mul(dy, siluSlope4(x));
  if (operation == 5) return f32x4.mul(dy, geluSlope4(x));
  if (operation == 6) return f32x4.mul(dy, geluTanhSlope4(x));
  // 7: clip; nothing flows outside the limits.
  return v128.and(dy, v128.and(f32x4.ge(x, low), f32x4.le(x, high)));
}

// @ts-ignore: decorator
@inline
function run(operation: i32, begin: i32, end: i32, dy: usize, x: usize, out: usize, low: f32, high: f32): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  let at = (<usize>begin) << 2;
  const stop = (<usize>end) << 2;
  for (; at + 16 <= stop; at += 16) v128.store(out + at, apply(operation, v128.load(dy + at), v128.load(x + at), lows, highs));
  if (at < stop) {
    const rest = <i32>((stop - at) >> 2);
    storeSome(out + at, apply(operation, loadSome(dy + at, rest), loadSome(x + at, rest), lows, highs), rest);
  }
}

/** Range: elements. `low` and `high` are the limits of a clip, else unused. */
export function elementGradient(begin: i32, end: i32, operation: i32, dy: usize, x: usize, out: usize, low: f32, high: f32): void {
  switch (operation) {
    case 0: run(0, begin, end, dy, x, out, low, high); break;
    case 1: run(1, begin, end, dy, x, out, low, high); break;
    case 2: run(2, begin, end, dy, x, out, low, high); break;
    case 3: run(3, begin, end, dy, x, out, low, high); break;
    case 4: run(4, begin, end, dy, x, out, low, high); break;
    case 5: run(5, begin, end, dy, x, out, low, high); break;
    case 6: run(6, begin, end, dy, x, out, low, high); break;
    default: run(7, begin, end, dy, x, out, low, high);
  }
}
