import { loadSome } from './lanes';

/**
 * Gradient of max pooling of x [images, depth, height, width, channels]: each value of dy goes to the first largest value of its
 * window, with `last` to the last of them, and what windows share adds up. A window without any (all NaN) passes nothing on.
 * Range: images.
 */
export function maxPoolGradient(
  begin: i32, end: i32, x: usize, dy: usize, to: usize, last: i32, depth: i32, height: i32, width: i32, channels: i32,
  outDepth: i32, outHeight: i32, outWidth: i32, windowDepth: i32, windowHeight: i32, windowWidth: i32,
  strideDepth: i32, strideHeight: i32, strideWidth: i32, dilationDepth: i32, dilationHeight: i32, dilationWidth: i32,
  front: i32, top: i32, left: i32,
): void {
  const size = depth * height * width * channels;
  for (let image = begin; image < end; image++) {
    const source = x + (<usize>image * <usize>size << 2);
    const goal = to + (<usize>image * <usize>size << 2);
    let delta = dy + (<usize>image * <usize>(outDepth * outHeight * outWidth * channels) << 2);
    memory.fill(goal, 0, <usize>size << 2);
    for (let o = 0; o < outDepth; o++) {
      const firstPlane = o * strideDepth - front;
      for (let p = 0; p < outHeight; p++) {
        const firstRow = p * strideHeight - top;
        for (let q = 0; q < outWidth; q++) {
          const firstColumn = q * strideWidth - left;
          for (let channel = 0; channel < channels; channel += 4) {
            const lanes = min(4, channels - channel);
            let largest = f32x4.splat(-Infinity);
            let winner = i32x4.splat(-1);
            for (let h = 0; h < windowDepth; h++) {
              const plane = firstPlane + h * dilationDepth;
              if (plane < 0 || plane >= depth) continue;
              for (let i = 0; i < windowHeight; i++) {
                const row = firstRow + i * dilationHeight;
                if (row < 0 || row >= height) continue;
                for (let j = 0; j < windowWidth; j++) {
                  const column = firstColumn + j * dilationWidth;
                  if (column < 0 || column >= width) continue;
                  const at = ((plane * height + row) * width + column) * channels + channel;
                  const from = source + (<usize>at << 2);
                  const value = lanes == 4 ? v128.load(from) : loadSome(from, lanes);
                  const larger = last ? f32x4.ge(value, largest) : f32x4.gt(value, largest);
                  largest = v128.bitselect(value, largest, larger);
                  winner = v128.bitselect(i32x4.splat(at), winner, larger);
                }
              }
            }
            give(goal, i32x4.extract_lane(winner, 0), delta);
            if (lanes > 1) give(goal + 4, i32x4.extract_lane(winner, 1), delta + 4);
            if (lanes > 2) give(goal + 8, i32x4.extract_lane(winner, 2), delta + 8);
            if (lanes > 3) give(goal + 12, i32x4.extract_lane(winner, 3), delta + 12);
            delta += <usize>lanes << 2;
          }
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function give(goal: usize, winner: i32, delta: usize): void {
  if (winner < 0) return;
  const at = goal + (<usize>winner << 2);
  store<f32>(at, load<f32>(at) + load<f32>(delta));
}
