/**
 * Pooling of [images, depth, height, width, channels] and its gradients; flat images have a depth of 1. A window's taps lie
 * `dilation` apart, and those outside the input count for nothing.
 */
import { loadSome, storeSome } from './lanes';

const MAX: i32 = 0;
const OR_ZERO: i32 = 2;

/** The first tap inside an axis of `size`, for a window that starts at `start`. */
// @ts-ignore: decorator
@inline
function firstTap(start: i32, dilation: i32): i32 {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}

/** The number after the last tap inside. */
// @ts-ignore: decorator
@inline
function lastTap(start: i32, dilation: i32, taps: i32, size: i32): i32 {
  return start >= size ? 0 : min(taps, (size - start + dilation - 1) / dilation);
}

/** pmax answers with its first argument where the second is NaN, so that NaN is passed over. */
// @ts-ignore: decorator
@inline
function join(operation: i32, a: v128, b: v128): v128 {
  return operation == MAX ? f32x4.pmax(a, b) : f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function load(from: usize, count: i32): v128 {
  return count >= 4 ? v128.load(from) : loadSome(from, count);
}

/** All channels of one window of `planes` × `rows` × `columns` taps, the first of which lies at `from`; steps are in bytes. */
// @ts-ignore: decorator
@inline
function pixel(
  operation: i32, from: usize, to: usize, channels: i32, planes: i32, rows: i32, columns: i32, planeStep: usize, rowStep: usize, columnStep: usize,
): void {
  const none = f32x4.splat(operation == MAX ? -Infinity : 0);
  const count = planes * rows * columns;
  const by = f32x4.splat(<f32>(operation == OR_ZERO ? max(1, count) : count));
  let left = channels;
  for (; left >= 16; left -= 16, from += 64, to += 64) {
    let a = none, b = none, c = none, d = none;
    let plane = from;
    for (let i = 0; i < planes; i++, plane += planeStep) {
      let row = plane;
      for (let j = 0; j < rows; j++, row += rowStep) {
        let at = row;
        for (let k = 0; k < columns; k++, at += columnStep) {
          a = join(operation, a, v128.load(at));
          b = join(operation, b, v128.load(at, 16));
          c = join(operation, c, v128.load(at, 32));
          d = join(operation, d, v128.load(at, 48));
        }
      }
    }
    v128.store(to, operation == MAX ? a : f32x4.div(a, by));
    v128.store(to, operation == MAX ? b : f32x4.div(b, by), 16);
    v128.store(to, operation == MAX ? c : f32x4.div(c, by), 32);
    v128.store(to, operation == MAX ? d : f32x4.div(d, by), 48);
  }
  for (; left > 0; left -= 4, from += 16, to += 16) {
    let a = none;
    let plane = from;
    for (let i = 0; i < planes; i++, plane += planeStep) {
      let row = plane;
      for (let j = 0; j < rows; j++, row += rowStep) {
        let at = row;
        for (let k = 0; k < columns; k++, at += columnStep) a = join(operation, a, load(at, left));
      }
    }
    if (operation != MAX) a = f32x4.div(a, by);
    if (left >= 4) v128.store(to, a);
    else storeSome(to, a, left);
  }
}

/**
 * operation 0: the largest value of each window, -Infinity where there is none but NaN; 1: the average of its
 * values, NaN where there is none; 2: the same, 0 where there is none.
 * Range: images × output planes × output rows.
 */
export function pool(
  begin: i32, end: i32, operation: i32, x: usize, out: usize, depth: i32, height: i32, width: i32, channels: i32,
  outDepth: i32, outHeight: i32, outWidth: i32, windowDepth: i32, windowHeight: i32, windowWidth: i32,
  strideDepth: i32, strideHeight: i32, strideWidth: i32, dilationDepth: i32, dilationHeight: i32, dilationWidth: i32,
  front: i32, top: i32, left: i32,
): void {
  const pixelBytes = <usize>channels << 2;
  const rowBytes = <usize>width * pixelBytes;
  const planeBytes = <usize>height * rowBytes;
  let to = out + <usize>begin * <usize>outWidth * pixelBytes;
  for (let item = begin; item < end; item++) {
    const above = item / outHeight;
    const image = above / outDepth;
    const firstPlane = (above - image * outDepth) * strideDepth - front;
    const firstRow = (item - above * outHeight) * strideHeight - top;
    const plane = firstTap(firstPlane, dilationDepth);
    const row = firstTap(firstRow, dilationHeight);
    const planes = max(0, lastTap(firstPlane, dilationDepth, windowDepth, depth) - plane);
    const rows = max(0, lastTap(firstRow, dilationHeight, windowHeight, height) - row);
    const start = x + (<usize>image * <usize>depth + <usize>(firstPlane + plane * dilationDepth)) * planeBytes + <usize>(firstRow + row * dilationHeight) * rowBytes;
    for (let q = 0; q < outWidth; q++, to += pixelBytes) {
      const firstColumn = q * strideWidth - left;
      const column = firstTap(firstColumn, dilationWidth);
      const columns = max(0, lastTap(firstColumn, dilationWidth, windowWidth, width) - column);
      const from = start + <usize>(firstColumn + column * dilationWidth) * pixelBytes;
      if (operation == MAX) pixel(MAX, from, to, channels, planes, rows, columns, dilationDepth * planeBytes, dilationHeight * rowBytes, dilationWidth * pixelBytes);
      else if (operation == OR_ZERO) pixel(OR_ZERO, from, to, channels, planes, rows, columns, dilationDepth * planeBytes, dilationHeight * rowBytes, dilationWidth * pixelBytes);
      else pixel(1, from, to, channels, planes, rows, columns, dilationDepth * planeBytes, dilationHeight * rowBytes, dilationWidth * pixelBytes);
    }
  }
}

/** The output place whose window has its tap `tap` at `at`; -1 if there is none. */
// @ts-ignore: decorator
@inline
function placeOf(at: i32, tap: i32, dilation: i32, stride: i32, padding: i32, places: i32): i32 {
  const from = at + padding - tap * dilation;
  if (from < 0) return -1;
  const place = stride == 1 ? from : from / stride;
  return place * stride == from && place < places ? place : -1;
}

/** to (+)= from · factor, over the channels of a pixel. */
// @ts-ignore: decorator
@inline
function spread(from: usize, to: usize, channels: i32, factor: v128, add: bool): void {
  let left = channels;
  for (; left >= 4; left -= 4, from += 16, to += 16) {
    const value = f32x4.mul(v128.load(from), factor);
    v128.store(to, add ? f32x4.add(v128.load(to), value) : value);
  }
  if (left > 0) {
    const value = f32x4.mul(loadSome(from, left), factor);
    storeSome(to, add ? f32x4.add(loadSome(to, left), value) : value, left);
  }
}

/**
 * Gradient of average pooling: each value of dy, times `factor`, goes to all of its window. Range: images × input planes ×
 * input rows, each of which gathers what falls to it.
 */
export function avgPoolGradient(
  begin: i32, end: i32, dy: usize, to: usize, factor: f32, depth: i32, height: i32, width: i32, channels: i32,
  outDepth: i32, outHeight: i32, outWidth: i32, windowDepth: i32, windowHeight: i32, windowWidth: i32,
  strideDepth: i32, strideHeight: i32, strideWidth: i32, dilationDepth: i32, dilationHeight: i32, dilationWidth: i32,
  front: i32, top: i32, left: i32,
): void {
  const pixelBytes = <usize>channels << 2;
  const rowBytes = <usize>width * pixelBytes;
  const factors = f32x4.splat(factor);
  for (let item = begin; item < end; item++) {
    const above = item / height;
    const image = above / depth;
    const goal = to + <usize>item * rowBytes;
    memory.fill(goal, 0, rowBytes);
    for (let i = 0; i < windowDepth; i++) {
      const plane = placeOf(above - image * depth, i, dilationDepth, strideDepth, front, outDepth);
      if (plane < 0) continue;
      for (let j = 0; j < windowHeight; j++) {
        const row = placeOf(item - above * height, j, dilationHeight, strideHeight, top, outHeight);
        if (row < 0) continue;
        const source = dy + <usize>((image * outDepth + plane) * outHeight + row) * <usize>outWidth * pixelBytes;
        for (let k = 0; k < windowWidth; k++) {
          // The first output whose tap k lies inside the row, and where.
          const offset = k * dilationWidth - left;
          const first = offset < 0 ? (strideWidth - 1 - offset) / strideWidth : 0;
          let from = source + <usize>first * pixelBytes;
          let column = first * strideWidth + offset;
          for (let q = first; q < outWidth && column < width; q++, column += strideWidth, from += pixelBytes) {
            spread(from, goal + <usize>column * pixelBytes, channels, factors, true);
          }
        }
      }
    }
  }
}
