/** Pixels of tensors as PNG data URLs. */
import type { EncodePictures } from '../../../charts/kinds/images';
import { toBase64 } from '../display/base64';
import { encodePng, type Pixels } from '../display/png';

/**
 * How values become bytes: within 0…1 they are shares of full light, within 0…255 they are bytes as they are, within −1…1
 * the middle is grey; others are stretched from their least to their greatest. NaN is black. All pictures share one rule.
 */
export function toBytes(values: ArrayLike<number>): Uint8Array {
  const { offset, scale } = rule(values);
  const bytes = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const byte = ((values[at] ?? 0) - offset) * scale;
    bytes[at] = byte > 255 ? 255 : byte > 0 ? Math.round(byte) : 0;
  }
  return bytes;
}

function rule(values: ArrayLike<number>): { readonly offset: number; readonly scale: number } {
  let [least, greatest] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    if (value < least && value !== -Infinity) least = value;
    if (value > greatest && value !== Infinity) greatest = value;
  }
  if (least >= 0 && greatest <= 1) return { offset: 0, scale: 255 };
  if (least >= 0 && greatest <= 255) return { offset: 0, scale: 1 };
  if (least >= -1 && greatest <= 1) return { offset: -1, scale: 127.5 };
  return { offset: least, scale: greatest > least ? 255 / (greatest - least) : 0 };
}

/** [n, height, width, 1|3|4] one by one. */
export function pixelsOf(values: ArrayLike<number>, [n, height, width, channels]: readonly [number, number, number, number]): Pixels[] {
  const bytes = toBytes(values);
  const size = height * width * channels;
  return Array.from({ length: n }, (_, index) => ({ width, height, channels: channels as Pixels['channels'], bytes: bytes.subarray(index * size, (index + 1) * size) }));
}

export const encodePictures: EncodePictures = (values, shape) => pixelsOf(values, shape).map((pixels) => ({ src: `data:image/png;base64,${toBase64(encodePng(pixels))}`, width: pixels.width, height: pixels.height }));
