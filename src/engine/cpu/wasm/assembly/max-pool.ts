/**
 * Gradient of max pooling of x [images, height, width, channels]: each value of dy goes to the first largest value of its window, and
 * what windows share adds up. A window without any (all NaN) passes nothing on. Range: images.
 */
export function maxPoolGradient(
  begin: i32, end: i32, x: usize, dy: usize, to: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, top: i32, left: i32,
): void {
  const size = height * width * channels;
  for (let image = begin; image < end; image++) {
    const source = x + (<usize>image * <usize>size << 2);
    const goal = to + (<usize>image * <usize>size << 2);
    let delta = dy + (<usize>image * <usize>(outHeight * outWidth * channels) << 2);
    memory.fill(goal, 0, <usize>size << 2);
    for (let p = 0; p < outHeight; p++) {
      const firstRow = p * strideHeight - top;
      for (let q = 0; q < outWidth; q++) {
        const firstColumn = q * strideWidth - left;
        let channel = 0;
        for (; channel + 4 <= channels; channel += 4, delta += 16) {
          let largest = f32x4.splat(-Infinity);
          let winner = i32x4.splat(-1);
          for (let i = 0; i < windowHeight; i++) {
            const row = firstRow + i * dilationHeight;
            if (row < 0 || row >= height) continue;
            for (let j = 0; j < windowWidth; j++) {
              const column = firstColumn + j * dilationWidth;
              if (column < 0 || column >= width) continue;
              const at = (row * width + column) * channels + channel;
              const value = v128.load(source + (at << 2));
              const larger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, larger);
              winner = v128.bitselect(i32x4.splat(at), winner, larger);
            }
          }
          give(goal, i32x4.extract_lane(winner, 0), delta);
          give(goal + 4, i32x4.extract_lane(winner, 1), delta + 4);
          give(goal + 8, i32x4.extract_lane(winner, 2), delta + 8);
          give(goal + 12, i32x4.extract_lane(winner, 3), delta + 12);
        }
        for (; channel < channels; channel++, delta += 4) {
          let largest: f32 = -Infinity;
          let winner = -1;
          for (let i = 0; i < windowHeight; i++) {
            const row = firstRow + i * dilationHeight;
            if (row < 0 || row >= height) continue;
            for (let j = 0; j < windowWidth; j++) {
              const column = firstColumn + j * dilationWidth;
              if (column < 0 || column >= width) continue;
              const at = (row * width + column) * channels + channel;
              const value = load<f32>(source + (at << 2));
              if (value > largest) {
                largest = value;
                winner = at;
              }
            }
          }
          give(goal, winner, delta);
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function give(goal: usize, winner: i32, delta: usize): void {
  if (winner < 0) return;
  const at = goal + (winner << 2);
  store<f32>(at, load<f32>(at) + load<f32>(delta));
}
