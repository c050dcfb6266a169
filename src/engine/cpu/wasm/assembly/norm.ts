/** Layer, root-mean-square and batch normalisation of floats, with gradients. */
import { loadSome, storeSome } from './lanes';
import { joinLanes, sumOf } from './reduce';
import { madd } from './simd';

// @ts-ignore: decorator
@inline
function take(from: usize, count: i32): v128 {
  return count >= 4 ? v128.load(from) : loadSome(from, count);
}

// @ts-ignore: decorator
@inline
function put(to: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(to, value);
  else storeSome(to, value, count);
}

/** Lanes below `count`. */
// @ts-ignore: decorator
@inline
function within(count: i32): v128 {
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}

/**
 * x [rows, n], gamma [n], beta [n] → y [rows, n], mean [rows], inverse [rows]; y = (x − mean)·inverse·gamma + beta.
 * Without `mean` (0) nothing is subtracted and beta is not read: root-mean-square normalisation. Range: rows.
 */
export function layerNorm(begin: i32, end: i32, x: usize, gamma: usize, beta: usize, y: usize, mean: usize, inverse: usize, n: i32, epsilon: f32): void {
  for (let row = begin; row < end; row++) {
    const skip = (<usize>row * n) << 2;
    const centre: f32 = mean ? sumOf(x + skip, n) / <f32>n : 0;
    const middle = f32x4.splat(centre);
    let squares = f32x4.splat(0);
    for (let at = 0; at < n; at += 4) {
      const off = v128.and(f32x4.sub(take(x + skip + ((<usize>at) << 2), n - at), middle), within(n - at));
      squares = madd(off, off, squares);
    }
    const scale: f32 = 1 / sqrt<f32>(joinLanes(0, squares) / <f32>n + epsilon);
    const factor = f32x4.splat(scale);
    for (let at = 0; at < n; at += 4) {
      const place = (<usize>at) << 2;
      const left = n - at;
      const normed = f32x4.mul(f32x4.sub(take(x + skip + place, left), middle), factor);
      const scaled = f32x4.mul(normed, take(gamma + place, left));
      put(y + skip + place, mean ? f32x4.add(scaled, take(beta + place, left)) : scaled, left);
    }
    if (mean) store<f32>(mean + ((<usize>row) << 2), centre);
    store<f32>(inverse + ((<usize>row) << 2), scale);
  }
}

/**
 * dx [rows, n], and for each chunk of `chunk` rows the sums of dy·x̂ and dy: dgamma and dbeta [chunks, n]. Without `mean`
 * (0) of root-mean-square normalisation, which has no dbeta. Range: chunks.
 */
export function layerNormGradient(
  begin: i32, end: i32, dy: usize, x: usize, gamma: usize, mean: usize, inverse: usize,
  dx: usize, dgamma: usize, dbeta: usize, rows: i32, n: i32, chunk: i32,
): void {
  const bytes = (<usize>n) << 2;
  for (let piece = begin; piece < end; piece++) {
    const sumGamma = dgamma + <usize>piece * bytes;
    const sumBeta = dbeta + <usize>piece * bytes;
    memory.fill(sumGamma, 0, bytes);
    if (mean) memory.fill(sumBeta, 0, bytes);
    for (let row = piece * chunk, stop = min(rows, row + chunk); row < stop; row++) {
      const skip = <usize>row * bytes;
      const middle = mean ? v128.load32_splat(mean + ((<usize>row) << 2)) : f32x4.splat(0);
      const factor = v128.load32_splat(inverse + ((<usize>row) << 2));
      let sum = f32x4.splat(0);
      let along = f32x4.splat(0);
      for (let at = 0; at < n; at += 4) {
        const place = (<usize>at) << 2;
        const left = n - at;
        // Lanes past the end have a dy of 0, and so add nothing.
        const slope = take(dy + skip + place, left);
        const normed = f32x4.mul(f32x4.sub(take(x + skip + place, left), middle), factor);
        const inward = f32x4.mul(slope, take(gamma + place, left));
        sum = f32x4.add(sum, inward);
        along = madd(inward, v128.and(normed, within(left)), along);
        put(sumGamma + place, madd(slope, normed, take(sumGamma + place, left)), left);
        if (mean) put(sumBeta + place, f32x4.add(slope, take(sumBeta + place, left)), left);
      }
      const level = f32x4.splat(mean ? joinLanes(0, sum) / <f32>n : 0);
      const tilt = f32x4.splat(joinLanes(0, along) / <f32>n);
      for (let at = 0; at < n; at += 4) {
        const place = (<usize>at) << 2;
        const left = n - at;
        const normed = f32x4.mul(f32x4.sub(take(x + skip + place, left), middle), factor);
        const inward = f32x4.mul(take(dy + skip + place, left), take(gamma + place, left));
        const bent = f32x4.sub(f32x4.sub(inward, level), f32x4.mul(normed, tilt));
        put(dx + skip + place, f32x4.mul(bent, factor), left);
      }
    }
  }
}

/** x [rows, n] → y = (x − mean)·factor + offset, all three [n]. Range: rows. */
export function batchNorm(begin: i32, end: i32, x: usize, mean: usize, factor: usize, offset: usize, y: usize, n: i32): void {
  const bytes = (<usize>n) << 2;
  let skip = <usize>begin * bytes;
  for (let row = begin; row < end; row++, skip += bytes) {
    for (let at = 0; at < n; at += 4) {
      const place = (<usize>at) << 2;
      const left = n - at;
      const off = f32x4.sub(take(x + skip + place, left), take(mean + place, left));
      put(y + skip + place, madd(off, take(factor + place, left), take(offset + place, left)), left);
    }
  }
}

/** Columns that one item of `batchNormSums` takes. */
const COLUMNS: i32 = 8;

/** Sums of dy and of dy·(x − mean) over each chunk of `chunk` rows of [rows, n]: flat and along, [chunks, n]. Range: chunks · ⌈n / 8⌉. */
export function batchNormSums(begin: i32, end: i32, dy: usize, x: usize, mean: usize, flat: usize, along: usize, rows: i32, n: i32, chunk: i32): void {
  const blocks = (n + COLUMNS - 1) / COLUMNS;
  const bytes = (<usize>n) << 2;
  for (let item = begin; item < end; item++) {
    const piece = item / blocks;
    const first = (item - piece * blocks) * COLUMNS;
    const last = min(n, first + COLUMNS);
    for (let at = first; at < last; at += 4) {
      const place = (<usize>at) << 2;
      const left = n - at;
      const middle = take(mean + place, left);
      let sum = f32x4.splat(0);
      let product = f32x4.splat(0);
      let row = piece * chunk;
      let skip = <usize>row * bytes + place;
      for (const stop = min(rows, row + chunk); row < stop; row++, skip += bytes) {
        const slope = take(dy + skip, left);
        sum = f32x4.add(sum, slope);
        product = madd(slope, f32x4.sub(take(x + skip, left), middle), product);
      }
      put(flat + <usize>piece * bytes + place, sum, left);
      put(along + <usize>piece * bytes + place, product, left);
    }
  }
}
