import { finish } from './finish';
import { madd } from './simd';

/**
 * Depthwise convolutions of x [images, height, width, channels] with a filter [taps, channels · multiplier]: four channels at a
 * time where each has one filter, as nearly always. Steps are in floats where nothing else is said.
 */

/** Range: images × output rows. */
export function depthwise(
  begin: i32, end: i32, x: usize, filter: usize, to: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, multiplier: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, top: i32, left: i32,
  bias: usize, biasColumn: usize, slopes: usize, slopesColumn: usize, activation: i32, alpha: f32,
): void {
  const outChannels = channels * multiplier;
  const four = multiplier === 1 ? channels & ~3 : 0;
  for (let item = begin; item < end; item++) {
    const image = item / outHeight;
    const firstRow = (item - image * outHeight) * strideHeight - top;
    const source = x + (<usize>image * <usize>(height * width) * <usize>channels << 2);
    const goal = to + (<usize>item * <usize>(outWidth * outChannels) << 2);
    for (let column = 0; column < outWidth; column++) {
      const firstColumn = column * strideWidth - left;
      const pixel = goal + (<usize>(column * outChannels) << 2);
      for (let channel = 0; channel < four; channel += 4) {
        let sum = f32x4.splat(0);
        for (let i = 0; i < filterHeight; i++) {
          const row = firstRow + i * dilationHeight;
          if (row < 0 || row >= height) continue;
          for (let j = 0; j < filterWidth; j++) {
            const at = firstColumn + j * dilationWidth;
            if (at < 0 || at >= width) continue;
            sum = madd(v128.load(source + ((row * width + at) * channels + channel << 2)), v128.load(filter + ((i * filterWidth + j) * channels + channel << 2)), sum);
          }
        }
        v128.store(pixel + (channel << 2), sum);
      }
      for (let channel = four; channel < outChannels; channel++) {
        let sum: f32 = 0;
        for (let i = 0; i < filterHeight; i++) {
          const row = firstRow + i * dilationHeight;
          if (row < 0 || row >= height) continue;
          for (let j = 0; j < filterWidth; j++) {
            const at = firstColumn + j * dilationWidth;
            if (at < 0 || at >= width) continue;
            sum += load<f32>(source + ((row * width + at) * channels + channel / multiplier << 2)) * load<f32>(filter + ((i * filterWidth + j) * outChannels + channel << 2));
          }
        }
        store<f32>(pixel + (channel << 2), sum);
      }
    }
    finish(goal, outChannels, 0, outWidth, 0, outChannels, bias, 0, biasColumn, slopes, 0, slopesColumn, activation, alpha);
  }
}

/** The place p with p · stride = from, or -1 where there is none below `length`. */
// @ts-ignore: decorator
@inline
function placeOf(from: i32, stride: i32, length: i32): i32 {
  if (from < 0) return -1;
  const place = from / stride;
  return place * stride === from && place < length ? place : -1;
}

/** Gradient with respect to x. Range: images × input rows. */
export function depthwiseInputGradient(
  begin: i32, end: i32, dy: usize, filter: usize, to: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, multiplier: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, top: i32, left: i32,
): void {
  const outChannels = channels * multiplier;
  const four = multiplier === 1 ? channels & ~3 : 0;
  for (let item = begin; item < end; item++) {
    const image = item / height;
    const row = item - image * height + top;
    const source = dy + (<usize>image * <usize>(outHeight * outWidth) * <usize>outChannels << 2);
    for (let column = 0; column < width; column++) {
      const goal = to + (<usize>(item * width + column) * <usize>channels << 2);
      for (let channel = 0; channel < four; channel += 4) {
        let sum = f32x4.splat(0);
        for (let i = 0; i < filterHeight; i++) {
          const p = placeOf(row - i * dilationHeight, strideHeight, outHeight);
          if (p < 0) continue;
          for (let j = 0; j < filterWidth; j++) {
            const q = placeOf(column + left - j * dilationWidth, strideWidth, outWidth);
            if (q < 0) continue;
            sum = madd(v128.load(source + ((p * outWidth + q) * channels + channel << 2)), v128.load(filter + ((i * filterWidth + j) * channels + channel << 2)), sum);
          }
        }
        v128.store(goal + (channel << 2), sum);
      }
      for (let channel = four; channel < channels; channel++) {
        let sum: f32 = 0;
        for (let i = 0; i < filterHeight; i++) {
          const p = placeOf(row - i * dilationHeight, strideHeight, outHeight);
          if (p < 0) continue;
          for (let j = 0; j < filterWidth; j++) {
            const q = placeOf(column + left - j * dilationWidth, strideWidth, outWidth);
            if (q < 0) continue;
            const delta = source + ((p * outWidth + q) * outChannels + channel * multiplier << 2);
            const weight = filter + ((i * filterWidth + j) * outChannels + channel * multiplier << 2);
            for (let index = 0; index < multiplier; index++) sum += load<f32>(delta + (index << 2)) * load<f32>(weight + (index << 2));
          }
        }
        store<f32>(goal + (channel << 2), sum);
      }
    }
  }
}

/**
 * Gradient with respect to the filter. Range: taps × blocks of 16 output channels. Sums up each row by itself, so that rounding
 * errors stay those of a short sum.
 */
export function depthwiseFilterGradient(
  begin: i32, end: i32, x: usize, dy: usize, to: usize, images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, multiplier: i32,
  filterWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, top: i32, left: i32,
): void {
  const outChannels = channels * multiplier;
  const blocks = (outChannels + 15) >> 4;
  for (let item = begin; item < end; item++) {
    const tap = item / blocks;
    const first = (item - tap * blocks) << 4;
    const last = min(outChannels, first + 16);
    const four = multiplier === 1 ? first + ((last - first) & ~3) : first;
    const goal = to + (<usize>(tap * outChannels) << 2);
    memory.fill(goal + (first << 2), 0, <usize>(last - first) << 2);
    const i = tap / filterWidth;
    const down = i * dilationHeight - top;
    const across = (tap - i * filterWidth) * dilationWidth - left;
    // Output columns whose input lies within the image.
    const from = across >= 0 ? 0 : (strideWidth - 1 - across) / strideWidth;
    const until = min(outWidth, width <= across ? 0 : (width - 1 - across) / strideWidth + 1);
    const xStep = <usize>(strideWidth * channels) << 2;
    const dyStep = <usize>outChannels << 2;
    for (let image = 0; image < images; image++) {
      for (let p = 0; p < outHeight; p++) {
        const row = p * strideHeight + down;
        if (row < 0 || row >= height) continue;
        const input = x + (<usize>((image * height + row) * width + from * strideWidth + across) * <usize>channels << 2);
        const delta = dy + (<usize>((image * outHeight + p) * outWidth + from) * <usize>outChannels << 2);
        let channel = first;
        for (; channel < four; channel += 4) {
          let sum = f32x4.splat(0);
          let a = input + (channel << 2), b = delta + (channel << 2);
          for (let q = from; q < until; q++, a += xStep, b += dyStep) sum = madd(v128.load(a), v128.load(b), sum);
          const at = goal + (channel << 2);
          v128.store(at, f32x4.add(v128.load(at), sum));
        }
        for (; channel < last; channel++) {
          let sum: f32 = 0;
          let a = input + (channel / multiplier << 2), b = delta + (channel << 2);
          for (let q = from; q < until; q++, a += xStep, b += dyStep) sum += load<f32>(a) * load<f32>(b);
          const at = goal + (channel << 2);
          store<f32>(at, load<f32>(at) + sum);
        }
      }
    }
  }
}
