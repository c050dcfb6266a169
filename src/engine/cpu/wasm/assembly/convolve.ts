import { finish } from './finish';
import { madd } from './simd';
import { packPanel8 } from './pack';
import { scratch } from './scratch';
import { storeEight } from './store';

/**
 * Convolutions without a matrix of patches: a product whose left side is gathered from the image on the way. A filter is a
 * list of runs, each so many consecutive floats of the image at some offset from a pixel: a row of taps with all their
 * channels, or one tap where dilation parts them. Images come padded, so that no tap falls outside.
 */

/** Copies rows of images, each `rowBytes`, into larger images of 0. Range: images × rows of the larger. */
export function padImages(
  begin: i32, end: i32, source: usize, to: usize, rows: i32, rowBytes: usize, paddedRows: i32, paddedRowBytes: usize, top: i32, leftBytes: usize,
): void {
  for (let item = begin; item < end; item++) {
    const image = item / paddedRows;
    const row = item - image * paddedRows - top;
    const goal = to + <usize>item * paddedRowBytes;
    if (row < 0 || row >= rows) {
      memory.fill(goal, 0, paddedRowBytes);
      continue;
    }
    memory.fill(goal, 0, leftBytes);
    memory.copy(goal + leftBytes, source + (<usize>image * <usize>rows + <usize>row) * rowBytes, rowBytes);
    memory.fill(goal + leftBytes + rowBytes, 0, paddedRowBytes - leftBytes - rowBytes);
  }
}

/**
 * Packs a filter as panels of 8 columns: [panels, taps × depth, 8]. `order` lists the byte offset of each tap's matrix
 * [depth, columns], whose rows and columns lie so many bytes apart. Range: panels.
 */
export function packFilter(
  begin: i32, end: i32, source: usize, order: usize, taps: i32, to: usize, depth: i32, columns: i32, rowBytes: usize, columnBytes: usize,
): void {
  for (let panel = begin; panel < end; panel++) {
    let goal = to + (<usize>panel * <usize>taps * <usize>depth << 5);
    const first = panel << 3;
    for (let tap = 0; tap < taps; tap++, goal += <usize>depth << 5) {
      const matrix = source + load<u32>(order + (tap << 2)) + <usize>first * columnBytes;
      packPanel8(matrix, rowBytes, columnBytes, depth, min(8, columns - first), goal);
    }
  }
}

/** Pixels computed at once. */
const TILE: i32 = 6;

/**
 * Σ over runs and their floats of image · filter, for images × pixels × columns, then bias and activation. Pixels form a grid of
 * `width` columns; steps are in bytes. `runs` lists the byte offset of each run, `length` floats long.
 * Range: images × tiles of 6 pixels.
 */
export function convolve(
  begin: i32, end: i32, source: usize, imageBytes: usize, rowStep: usize, columnStep: usize,
  runs: usize, count: i32, length: i32, filter: usize,
  to: usize, toImage: usize, toRow: usize, toColumn: usize, pixels: i32, width: i32, columns: i32,
  bias: usize, biasColumn: usize, slopes: usize, slopesColumn: usize, activation: i32, alpha: f32,
): void {
  const tiles = (pixels + TILE - 1) / TILE;
  const panelBytes = <usize>(count * length) << 5;
  // Where the tile's pixels are read, and where they go.
  const from = scratch;
  const goals = scratch + 32;
  for (let item = begin; item < end; item++) {
    const image = item / tiles;
    const first = (item - image * tiles) * TILE;
    const read = source + <usize>image * imageBytes;
    const write = to + <usize>image * toImage;
    let row = first / width;
    let column = first - row * width;
    for (let index = 0; index < TILE; index++) {
      store<u32>(from + (index << 2), <u32>(read + <usize>row * rowStep + <usize>column * columnStep));
      store<u32>(goals + (index << 2), <u32>(write + <usize>row * toRow + <usize>column * toColumn));
      // A tile that is short of pixels computes its last one again.
      if (first + index + 1 >= pixels) continue;
      if (++column === width) {
        column = 0;
        row++;
      }
    }
    let panel = filter;
    for (let channel = 0; channel < columns; channel += 8, panel += panelBytes) {
      gather(from, goals, runs, count, length, panel, <usize>channel << 2, columns - channel);
    }
    if (bias === 0 && activation === 0) continue;
    const height = min(TILE, pixels - first);
    for (let index = 0; index < height; index++) {
      finish(load<u32>(goals + (index << 2)), columns, 0, 1, 0, columns, bias, 0, biasColumn, slopes, 0, slopesColumn, activation, alpha);
    }
  }
}

/** One tile of 6 pixels × 8 columns, of which `width` are stored `offset` bytes behind the goals. */
function gather(from: usize, goals: usize, runs: usize, count: i32, length: i32, filter: usize, offset: usize, width: i32): void {
  const zero = f32x4.splat(0);
  let l0 = zero, h0 = zero;
  let l1 = zero, h1 = zero;
  let l2 = zero, h2 = zero;
  let l3 = zero, h3 = zero;
  let l4 = zero, h4 = zero;
  let l5 = zero, h5 = zero;
  const p0 = <usize>load<u32>(from, 0);
  const p1 = <usize>load<u32>(from, 4);
  const p2 = <usize>load<u32>(from, 8);
  const p3 = <usize>load<u32>(from, 12);
  const p4 = <usize>load<u32>(from, 16);
  const p5 = <usize>load<u32>(from, 20);
  let left: v128, right: v128, factor: v128;
  for (let run = 0; run < count; run++) {
    const at = <usize>load<u32>(runs + (run << 2));
    let a0 = p0 + at, a1 = p1 + at, a2 = p2 + at, a3 = p3 + at, a4 = p4 + at, a5 = p5 + at;
    let rest = length;
    for (; rest >= 4; rest -= 4, filter += 128) {
      left = v128.load(filter, 0);
      right = v128.load(filter, 16);
      factor = v128.load32_splat(a0, 0);
      l0 = madd(factor, left, l0);
      h0 = madd(factor, right, h0);
      factor = v128.load32_splat(a1, 0);
      l1 = madd(factor, left, l1);
      h1 = madd(factor, right, h1);
      factor = v128.load32_splat(a2, 0);
      l2 = madd(factor, left, l2);
      h2 = madd(factor, right, h2);
      factor = v128.load32_splat(a3, 0);
      l3 = madd(factor, left, l3);
      h3 = madd(factor, right, h3);
      factor = v128.load32_splat(a4, 0);
      l4 = madd(factor, left, l4);
      h4 = madd(factor, right, h4);
      factor = v128.load32_splat(a5, 0);
      l5 = madd(factor, left, l5);
      h5 = madd(factor, right, h5);
      left = v128.load(filter, 32);
      right = v128.load(filter, 48);
      factor = v128.load32_splat(a0, 4);
      l0 = madd(factor, left, l0);
      h0 = madd(factor, right, h0);
      factor = v128.load32_splat(a1, 4);
      l1 = madd(factor, left, l1);
      h1 = madd(factor, right, h1);
      factor = v128.load32_splat(a2, 4);
      l2 = madd(factor, left, l2);
      h2 = madd(factor, right, h2);
      factor = v128.load32_splat(a3, 4);
      l3 = madd(factor, left, l3);
      h3 = madd(factor, right, h3);
      factor = v128.load32_splat(a4, 4);
      l4 = madd(factor, left, l4);
      h4 = madd(factor, right, h4);
      factor = v128.load32_splat(a5, 4);
      l5 = madd(factor, left, l5);
      h5 = madd(factor, right, h5);
      left = v128.load(filter, 64);
      right = v128.load(filter, 80);
      factor = v128.load32_splat(a0, 8);
      l0 = madd(factor, left, l0);
      h0 = madd(factor, right, h0);
      factor = v128.load32_splat(a1, 8);
      l1 = madd(factor, left, l1);
      h1 = madd(factor, right, h1);
      factor = v128.load32_splat(a2, 8);
      l2 = madd(factor, left, l2);
      h2 = madd(factor, right, h2);
      factor = v128.load32_splat(a3, 8);
      l3 = madd(factor, left, l3);
      h3 = madd(factor, right, h3);
      factor = v128.load32_splat(a4, 8);
      l4 = madd(factor, left, l4);
      h4 = madd(factor, right, h4);
      factor = v128.load32_splat(a5, 8);
      l5 = madd(factor, left, l5);
      h5 = madd(factor, right, h5);
      left = v128.load(filter, 96);
      right = v128.load(filter, 112);
      factor = v128.load32_splat(a0, 12);
      l0 = madd(factor, left, l0);
      h0 = madd(factor, right, h0);
      factor = v128.load32_splat(a1, 12);
      l1 = madd(factor, left, l1);
      h1 = madd(factor, right, h1);
      factor = v128.load32_splat(a2, 12);
      l2 = madd(factor, left, l2);
      h2 = madd(factor, right, h2);
      factor = v128.load32_splat(a3, 12);
      l3 = madd(factor, left, l3);
      h3 = madd(factor, right, h3);
      factor = v128.load32_splat(a4, 12);
      l4 = madd(factor, left, l4);
      h4 = madd(factor, right, h4);
      factor = v128.load32_splat(a5, 12);
      l5 = madd(factor, left, l5);
      h5 = madd(factor, right, h5);
      a0 += 16;
      a1 += 16;
      a2 += 16;
      a3 += 16;
      a4 += 16;
      a5 += 16;
    }
    for (; rest > 0; rest--, filter += 32) {
      left = v128.load(filter, 0);
      right = v128.load(filter, 16);
      factor = v128.load32_splat(a0, 0);
      l0 = madd(factor, left, l0);
      h0 = madd(factor, right, h0);
      factor = v128.load32_splat(a1, 0);
      l1 = madd(factor, left, l1);
      h1 = madd(factor, right, h1);
      factor = v128.load32_splat(a2, 0);
      l2 = madd(factor, left, l2);
      h2 = madd(factor, right, h2);
      factor = v128.load32_splat(a3, 0);
      l3 = madd(factor, left, l3);
      h3 = madd(factor, right, h3);
      factor = v128.load32_splat(a4, 0);
      l4 = madd(factor, left, l4);
      h4 = madd(factor, right, h4);
      factor = v128.load32_splat(a5, 0);
      l5 = madd(factor, left, l5);
      h5 = madd(factor, right, h5);
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      a4 += 4;
      a5 += 4;
    }
  }
  storeEight(load<u32>(goals, 0) + offset, l0, h0, width, false);
  storeEight(load<u32>(goals, 4) + offset, l1, h1, width, false);
  storeEight(load<u32>(goals, 8) + offset, l2, h2, width, false);
  storeEight(load<u32>(goals, 12) + offset, l3, h3, width, false);
  storeEight(load<u32>(goals, 16) + offset, l4, h4, width, false);
  storeEight(load<u32>(goals, 20) + offset, l5, h5, width, false);
}
