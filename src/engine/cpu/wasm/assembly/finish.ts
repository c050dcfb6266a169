import { expLess1 } from './exp';
import { sigmoid4 } from './math';

/** The activations that can be fused, numbered as in ../activations.ts. */
const RELU: i32 = 1;
const RELU6: i32 = 2;
const ELU: i32 = 3;
const LEAKY_RELU: i32 = 4;
const SIGMOID: i32 = 5;
const PRELU: i32 = 6;

/**
 * Adds a bias to, and activates, rows [rowFrom, rowTo) and columns [columnFrom, columnTo) of a matrix of `columns` columns.
 * Bias and slopes (of PReLU) have an address, 0 for none, and the bytes from one row and one column to the next: 0 where
 * they are broadcast, else 4 for columns.
 */
export function finish(
  matrix: usize, columns: i32, rowFrom: i32, rowTo: i32, columnFrom: i32, columnTo: i32,
  bias: usize, biasRow: usize, biasColumn: usize, slopes: usize, slopesRow: usize, slopesColumn: usize, activation: i32, alpha: f32,
): void {
  if (bias === 0 && activation === 0) return;
  for (let row = rowFrom; row < rowTo; row++) {
    let at = matrix + (<usize>row * <usize>columns + <usize>columnFrom << 2);
    let term = bias + <usize>row * biasRow + <usize>columnFrom * biasColumn;
    let slope = slopes + <usize>row * slopesRow + <usize>columnFrom * slopesColumn;
    let column = columnFrom;
    for (; column + 4 <= columnTo; column += 4, at += 16) {
      let value = v128.load(at);
      if (bias !== 0) {
        value = f32x4.add(value, biasColumn === 0 ? v128.load32_splat(term) : v128.load(term));
        term += biasColumn << 2;
      }
      if (activation !== 0) {
        const factor = activation === PRELU ? (slopesColumn === 0 ? v128.load32_splat(slope) : v128.load(slope)) : f32x4.splat(alpha);
        slope += slopesColumn << 2;
        value = activate(value, factor, activation);
      }
      v128.store(at, value);
    }
    for (; column < columnTo; column++, at += 4) {
      let value = v128.load32_splat(at);
      if (bias !== 0) {
        value = f32x4.add(value, v128.load32_splat(term));
        term += biasColumn;
      }
      if (activation !== 0) {
        value = activate(value, activation === PRELU ? v128.load32_splat(slope) : f32x4.splat(alpha), activation);
        slope += slopesColumn;
      }
      store<f32>(at, f32x4.extract_lane(value, 0));
    }
  }
}

/** `factor` is the slope left of 0 of those activations that have one. NaN stays NaN. */
// @ts-ignore: decorator
@inline
function activate(x: v128, factor: v128, activation: i32): v128 {
  const zero = f32x4.splat(0);
  switch (activation) {
    case RELU: return f32x4.max(x, zero);
    case RELU6: return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
    case ELU: return v128.bitselect(expLess1(x), x, f32x4.lt(x, zero));
    case LEAKY_RELU:
    case PRELU: return v128.bitselect(f32x4.mul(x, factor), x, f32x4.lt(x, zero));
    case SIGMOID: return sigmoid4(x);
    default: return x;
  }
}
