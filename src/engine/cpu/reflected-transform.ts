import type { TransformAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { KernelCall } from './runtime';
import { required } from './runtime';

/**
 * Projects images whose surroundings are their reflection. The stock kernel reflects once only, and repeats the outermost
 * pixel beyond. image [batch, height, width, channels], transforms [batch or 1, 8] → [batch, ...outputShape, channels].
 */
export function reflectedTransform({ inputs, attrs, cpu }: KernelCall<TransformAttrs>): TensorInfo {
  const [image, transforms] = [required(inputs, 'image'), required(inputs, 'transforms')];
  const [batch, height, width, channels] = image.shape as [number, number, number, number];
  const [rows, columns] = (attrs.outputShape as [number, number] | null | undefined) ?? [height, width];
  const made = cpu.allocate([batch, rows, columns, channels], image.dtype);
  const [pixels, matrices, values] = [cpu.view(image), cpu.view(transforms), cpu.view(made)];
  const isNearest = attrs.interpolation === 'nearest';
  let at = 0;
  for (let example = 0; example < batch; example++) {
    const m = Array.from(transforms.shape[0] === 1 ? matrices.subarray(0, 8) : matrices.subarray(8 * example, 8 * example + 8));
    const [a0, a1, a2, b0, b1, b2, c0, c1] = m as [number, number, number, number, number, number, number, number];
    const pixel = (row: number, column: number, channel: number): number => pixels[((example * height + row) * width + column) * channels + channel] ?? 0;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, at += channels) {
        const depth = c0 * x + c1 * y + 1;
        if (depth === 0) {
          values.fill(attrs.fillValue, at, at + channels);
          continue;
        }
        const across = reflected((a0 * x + a1 * y + a2) / depth, width);
        const down = reflected((b0 * x + b1 * y + b2) / depth, height);
        const [left, top] = isNearest ? [Math.round(across), Math.round(down)] : [Math.floor(across), Math.floor(down)];
        const [right, below] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
        const [u, v] = isNearest ? [0, 0] : [across - left, down - top];
        for (let channel = 0; channel < channels; channel++) {
          const upper = (1 - u) * pixel(top, left, channel) + u * pixel(top, right, channel);
          const lower = (1 - u) * pixel(below, left, channel) + u * pixel(below, right, channel);
          values[at + channel] = (1 - v) * upper + v * lower;
        }
      }
    }
  }
  return made;
}

/** abcd → …dcbaabcddcba…: the place within 0…length−1 that a coordinate is read at. */
function reflected(coordinate: number, length: number): number {
  const period = 2 * length;
  const rest = Math.abs(coordinate) % period;
  const place = coordinate < 0 ? (rest > length ? period - rest : rest - 1) : rest >= length ? period - rest - 1 : rest;
  return Math.min(length - 1, Math.max(0, place));
}
