/** Puts parts of a matrix, transposed or not, into the order in which the innermost product reads them. */

/** Columns [from, from + width) of a row of eight, the rest 0. */
// @ts-ignore: decorator
@inline
function packRow8(source: usize, step: usize, width: i32, to: usize): void {
  for (let column = 0; column < 8; column++) {
    store<f32>(to + (column << 2), column < width ? load<f32>(source + <usize>column * step) : <f32>0);
  }
}

/** Four rows of four values, as columns. */
// @ts-ignore: decorator
@inline
export function turnFour(source: usize, step: usize, to: usize, toStep: usize): void {
  const r0 = v128.load(source), r1 = v128.load(source + step);
  const r2 = v128.load(source + 2 * step), r3 = v128.load(source + 3 * step);
  const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), b = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const c = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a, c, 0, 2));
  v128.store(to + toStep, v128.shuffle<i64>(a, c, 1, 3));
  v128.store(to + 2 * toStep, v128.shuffle<i64>(b, d, 0, 2));
  v128.store(to + 3 * toStep, v128.shuffle<i64>(b, d, 1, 3));
}

/**
 * One panel of B: [depth][8] from `source`, whose rows lie `rowBytes` and whose columns `columnBytes` apart; columns beyond
 * `width` are 0.
 */
export function packPanel8(source: usize, rowBytes: usize, columnBytes: usize, depth: i32, width: i32, to: usize): void {
  let row = 0;
  if (width === 8 && columnBytes === 4) {
    for (; row < depth; row++, source += rowBytes, to += 32) {
      v128.store(to, v128.load(source));
      v128.store(to, v128.load(source, 16), 16);
    }
    return;
  }
  if (width === 8 && rowBytes === 4) {
    for (; row + 4 <= depth; row += 4, source += 16, to += 128) {
      turnFour(source, columnBytes, to, 32);
      turnFour(source + 4 * columnBytes, columnBytes, to + 16, 32);
    }
  }
  for (; row < depth; row++, source += rowBytes, to += 32) packRow8(source, columnBytes, width, to);
}

/** One panel of A: [depth][6] from `source`; rows beyond `height` are 0. */
export function packPanel6(source: usize, rowBytes: usize, columnBytes: usize, height: i32, depth: i32, to: usize): void {
  let column = 0;
  if (height === 6 && columnBytes === 4) {
    for (; column + 4 <= depth; column += 4, source += 16, to += 96) {
      turnFour(source, rowBytes, to, 24);
      const r4 = v128.load(source + 4 * rowBytes), r5 = v128.load(source + 5 * rowBytes);
      const low = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5), high = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
      v128.store64_lane(to, low, 0, 16);
      v128.store64_lane(to, low, 1, 40);
      v128.store64_lane(to, high, 0, 64);
      v128.store64_lane(to, high, 1, 88);
    }
  } else if (height === 6 && rowBytes === 4) {
    for (; column < depth; column++, source += columnBytes, to += 24) {
      v128.store(to, v128.load(source));
      store<u64>(to, load<u64>(source, 16), 16);
    }
    return;
  }
  for (; column < depth; column++, source += columnBytes, to += 24) {
    for (let row = 0; row < 6; row++) store<f32>(to + (row << 2), row < height ? load<f32>(source + <usize>row * rowBytes) : <f32>0);
  }
}
