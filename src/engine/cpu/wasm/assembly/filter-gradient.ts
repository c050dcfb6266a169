import { madd } from './simd';
import { storeEight } from './store';

/** Terms added up before they join the sum of all: keeps rounding errors as small as those of a short sum. */
const MOST_TERMS: i32 = 1024;

/**
 * The gradient of a filter: to[k, column] = Σ over images and pixels of image[pixel + offset of k] · dy[pixel, column], where k goes
 * over the floats of all runs (see convolve.ts). Range: tiles of 6 values of k × panels of 8 columns. Sums over one image
 * after the other, so that what a tile reads is in the first cache when the next one does.
 */
export function filterGradient(
  begin: i32, end: i32, source: usize, imageBytes: usize, rowStep: usize, columnStep: usize, runs: usize, count: i32, length: i32,
  dy: usize, to: usize, images: i32, height: i32, width: i32, columns: i32, add: i32,
): void {
  const panels = (columns + 7) >> 3;
  const terms = count * length;
  const pixelBytes = <usize>columns << 2;
  const rowBytes = <usize>width * pixelBytes;
  const block = max(1, MOST_TERMS / width);
  for (let image = 0; image < images; image++) {
    const read = source + <usize>image * imageBytes;
    const delta = dy + <usize>image * <usize>height * rowBytes;
    for (let row = 0; row < height; row += block) {
      for (let item = begin; item < end; item++) {
        const tile = item / panels;
        const column = (item - tile * panels) << 3;
        part(
          read + <usize>row * rowStep, rowStep, columnStep, runs, length, tile * 6, terms,
          delta + <usize>row * rowBytes + (<usize>column << 2), pixelBytes, min(block, height - row), width,
          to + (<usize>(tile * 6) * <usize>columns + <usize>column << 2), columns - column, add !== 0 || image > 0 || row > 0,
        );
      }
    }
  }
}

/** Byte offset of the k-th float from a pixel; beyond the last one, that of the last. */
// @ts-ignore: decorator
@inline
function offsetOf(runs: usize, length: i32, k: i32, terms: i32): usize {
  const at = min(k, terms - 1);
  const run = at / length;
  return <usize>load<u32>(runs + (run << 2)) + (<usize>(at - run * length) << 2);
}

function part(
  source: usize, rowStep: usize, columnStep: usize, runs: usize, length: i32, k: i32, terms: i32,
  dy: usize, pixelBytes: usize, height: i32, width: i32, to: usize, columns: i32, add: bool,
): void {
  const zero = f32x4.splat(0);
  let l0 = zero, h0 = zero;
  let l1 = zero, h1 = zero;
  let l2 = zero, h2 = zero;
  let l3 = zero, h3 = zero;
  let l4 = zero, h4 = zero;
  let l5 = zero, h5 = zero;
  let p0 = source + offsetOf(runs, length, k, terms);
  let p1 = source + offsetOf(runs, length, k + 1, terms);
  let p2 = source + offsetOf(runs, length, k + 2, terms);
  let p3 = source + offsetOf(runs, length, k + 3, terms);
  let p4 = source + offsetOf(runs, length, k + 4, terms);
  let p5 = source + offsetOf(runs, length, k + 5, terms);
  let left: v128, right: v128, factor: v128;
  for (let row = 0; row < height; row++) {
    let a0 = p0, a1 = p1, a2 = p2, a3 = p3, a4 = p4, a5 = p5;
    for (let column = 0; column < width; column++, dy += pixelBytes) {
      left = v128.load(dy);
      right = v128.load(dy, 16);
      factor = v128.load32_splat(a0);
      l0 = madd(factor, left, l0);
      h0 = madd(factor, right, h0);
      a0 += columnStep;
      factor = v128.load32_splat(a1);
      l1 = madd(factor, left, l1);
      h1 = madd(factor, right, h1);
      a1 += columnStep;
      factor = v128.load32_splat(a2);
      l2 = madd(factor, left, l2);
      h2 = madd(factor, right, h2);
      a2 += columnStep;
      factor = v128.load32_splat(a3);
      l3 = madd(factor, left, l3);
      h3 = madd(factor, right, h3);
      a3 += columnStep;
      factor = v128.load32_splat(a4);
      l4 = madd(factor, left, l4);
      h4 = madd(factor, right, h4);
      a4 += columnStep;
      factor = v128.load32_splat(a5);
      l5 = madd(factor, left, l5);
      h5 = madd(factor, right, h5);
      a5 += columnStep;
    }
    p0 += rowStep;
    p1 += rowStep;
    p2 += rowStep;
    p3 += rowStep;
    p4 += rowStep;
    p5 += rowStep;
  }
  const rows = terms - k;
  storeEight(to, l0, h0, columns, add);
  if (rows > 1) storeEight(to + pixelBytes, l1, h1, columns, add);
  if (rows > 2) storeEight(to + 2 * pixelBytes, l2, h2, columns, add);
  if (rows > 3) storeEight(to + 3 * pixelBytes, l3, h3, columns, add);
  if (rows > 4) storeEight(to + 4 * pixelBytes, l4, h4, columns, add);
  if (rows > 5) storeEight(to + 5 * pixelBytes, l5, h5, columns, add);
}
