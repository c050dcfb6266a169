/** Functions of one tensor of floats, element by element. */
import { loadSome, storeSome } from './lanes';
import { exp4 } from './exp';
import { erf4, log4, sigmoid4, tanh4 } from './math';
import { gelu4, geluTanh4, silu4 } from './units';

/**
 * The operations' numbers are places in UNARY of ../../elementwise.ts. pmin and pmax answer with their first
 * argument where either is NaN, so NaN goes through.
 */
// @ts-ignore: decorator
@inline
function apply(operation: i32, x: v128, low: v128, high: v128): v128 {
  if (operation == 0) return f32x4.pmax(x, f32x4.splat(0));
  if (operation == 1) return sigmoid4(x);
  if (operation == 2) return tanh4(x);
  if (operation == 3) return exp4(x);
  if (operation == 4) return log4(x);
  if (operation == 5) return f32x4.sqrt(x);
  if (operation == 6) return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  if (operation == 7) return f32x4.mul(x, x);
  if (operation == 8) return f32x4.neg(x);
  if (operation == 9) return f32x4.abs(x);
  if (operation == 10) return erf4(x);
  if (operation == 11) return f32x4.div(f32x4.splat(1), x);
  if (operation == 12) return silu4(x);
  if (operation == 13) return gelu4(x);
  if (operation == 14) return geluTanh4(x);
  // 15: within two limits.
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

// @ts-ignore: decorator
@inline
function run(operation: i32, begin: i32, end: i32, x: usize, out: usize, low: f32, high: f32): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  let at = (<usize>begin) << 2;
  const stop = (<usize>end) << 2;
  for (; at + 16 <= stop; at += 16) v128.store(out + at, apply(operation, v128.load(x + at), lows, highs));
  if (at < stop) {
    const rest = <i32>((stop - at) >> 2);
    storeSome(out + at, apply(operation, loadSome(x + at, rest), lows, highs), rest);
  }
}

/** Range: elements. `low` and `high` are the limits of a clip, else unused. */
export function unary(begin: i32, end: i32, operation: i32, x: usize, out: usize, low: f32, high: f32): void {
  switch (operation) {
    case 0: run(0, begin, end, x, out, low, high); break;
    case 1: run(1, begin, end, x, out, low, high); break;
    case 2: run(2, begin, end, x, out, low, high); break;
    case 3: run(3, begin, end, x, out, low, high); break;
    case 4: run(4, begin, end, x, out, low, high); break;
    case 5: run(5, begin, end, x, out, low, high); break;
    case 6: run(6, begin, end, x, out, low, high); break;
    case 7: run(7, begin, end, x, out, low, high); break;
    case 8: run(8, begin, end, x, out, low, high); break;
    case 9: run(9, begin, end, x, out, low, high); break;
    case 10: run(10, begin, end, x, out, low, high); break;
    case 11: run(11, begin, end, x, out, low, high); break;
    case 12: run(12, begin, end, x, out, low, high); break;
    case 13: run(13, begin, end, x, out, low, high); break;
    case 14: run(14, begin, end, x, out, low, high); break;
    default: run(15, begin, end, x, out, low, high);
  }
}
