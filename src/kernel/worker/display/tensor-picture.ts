/** When a tensor's values are pictures, and those pictures as bytes. */
import type { Pixels } from './png';

export interface PictureLayout {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** Pictures that are worth showing; the leading ones. */
  readonly shown: number;
}

const SIDE = { min: 8, max: 512 } as const;
const MAX_SHOWN = 16;
/** Pixels of all shown pictures together. */
const MAX_PIXELS = 512 * 512;

/** [n, h, w, 1|3], [h, w, 1|3] or [n, h, w] with sides of a picture's size; null for anything else. */
export function pictureLayout(shape: readonly number[], dtype: string): PictureLayout | null {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return null;
  const isSide = (size: number | undefined): size is number => size !== undefined && size >= SIDE.min && size <= SIDE.max;
  const [a, b, c, d] = shape;
  const layout = (count: number, height: number | undefined, width: number | undefined, channels: number | undefined): PictureLayout | null => {
    if (!isSide(height) || !isSide(width) || (channels !== 1 && channels !== 3) || count === 0) return null;
    const shown = Math.max(1, Math.min(count, MAX_SHOWN, Math.floor(MAX_PIXELS / (height * width))));
    return { count, height, width, channels, shown };
  };
  if (shape.length === 4 && a !== undefined) return layout(a, b, c, d);
  if (shape.length !== 3 || a === undefined) return null;
  return layout(1, a, b, c) ?? layout(a, b, c, 1);
}

/**
 * Pictures of the leading values. Values within 0…1 and within 0…255 are taken as they are meant;
 * others are stretched from their least to their greatest. NaN is black.
 */
export function toPictures(values: ArrayLike<number>, layout: PictureLayout): Pixels[] {
  const { height, width, channels, shown } = layout;
  const size = height * width * channels;
  const { offset, scale } = range(values, size * shown);
  return Array.from({ length: shown }, (_, index) => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at++) {
      const byte = ((values[index * size + at] ?? 0) - offset) * scale;
      bytes[at] = byte > 255 ? 255 : byte > 0 ? Math.round(byte) : 0;
    }
    return { width, height, channels, bytes };
  });
}

function range(values: ArrayLike<number>, length: number): { readonly offset: number; readonly scale: number } {
  let least = Infinity;
  let greatest = -Infinity;
  for (let at = 0; at < length; at++) {
    const value = values[at] ?? 0;
    if (value < least && value !== -Infinity) least = value;
    if (value > greatest && value !== Infinity) greatest = value;
  }
  if (least >= 0 && greatest <= 1) return { offset: 0, scale: 255 };
  if (least >= 0 && greatest <= 255) return { offset: 0, scale: 1 };
  return { offset: least, scale: greatest > least ? 255 / (greatest - least) : 0 };
}

/** The pictures in one row, a white pixel between them. */
export function toStrip(pictures: readonly Pixels[]): Pixels | null {
  const [first] = pictures;
  if (first === undefined) return null;
  const { height, channels } = first;
  const width = pictures.reduce((sum, picture) => sum + picture.width + 1, -1);
  const bytes = new Uint8Array(width * height * channels).fill(255);
  let left = 0;
  for (const picture of pictures) {
    const stride = picture.width * channels;
    for (let y = 0; y < height; y++) bytes.set(picture.bytes.subarray(y * stride, (y + 1) * stride), (y * width + left) * channels);
    left += picture.width + 1;
  }
  return { width, height, channels, bytes };
}
