/** The digits that tests train on: real ones where they lie beside the checkout, else drawn ones of the same shape. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface DigitFiles {
  /** Which digits these are, for the test's report. */
  readonly what: string;
  readonly files: readonly { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }[];
}

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'mnist10k');
export const IMAGES = 't10k-images-idx3-ubyte.gz';
export const LABELS = 't10k-labels-idx1-ubyte.gz';
const COUNT = 10_000;
const SIZE = 28;

export function digitFiles(): DigitFiles {
  const real = [IMAGES, LABELS].every((name) => existsSync(join(FOLDER, name)));
  const bytes = real ? [IMAGES, LABELS].map((name) => readFileSync(join(FOLDER, name))) : drawnDigits();
  return {
    what: real ? 'MNIST, 10,000 real digits' : '10,000 drawn digits',
    files: [IMAGES, LABELS].map((name, index) => ({
      name,
      mimeType: 'application/gzip',
      buffer: bytes[index] ?? Buffer.alloc(0),
    })),
  };
}

/** Five columns by seven rows, most significant bit left. */
const GLYPHS = [
  [14, 17, 19, 21, 25, 17, 14],
  [4, 12, 4, 4, 4, 4, 14],
  [14, 17, 1, 2, 4, 8, 31],
  [31, 2, 4, 2, 1, 17, 14],
  [2, 6, 10, 18, 31, 2, 2],
  [31, 16, 30, 1, 1, 17, 14],
  [6, 8, 16, 30, 17, 17, 14],
  [31, 1, 2, 4, 8, 8, 8],
  [14, 17, 17, 14, 17, 17, 14],
  [14, 17, 17, 15, 1, 2, 12],
] as const;

/** Two gzipped IDX files: digits three pixels a dot, shifted, with noise. */
function drawnDigits(): Buffer[] {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const pixels = Buffer.alloc(COUNT * SIZE * SIZE);
  const labels = Buffer.alloc(COUNT);
  for (let n = 0; n < COUNT; n++) {
    const digit = Math.floor(random() * 10);
    labels[n] = digit;
    const left = 3 + Math.floor(random() * 8);
    const top = 1 + Math.floor(random() * 6);
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        const row = GLYPHS[digit]?.[Math.floor((y - top) / 3)] ?? 0;
        const column = Math.floor((x - left) / 3);
        const ink = y >= top && column >= 0 && column < 5 && ((row >> (4 - column)) & 1) === 1;
        pixels[(n * SIZE + y) * SIZE + x] = Math.floor(random() * 70) + (ink ? 170 : 0);
      }
    }
  }
  return [idx([COUNT, SIZE, SIZE], pixels), idx([COUNT], labels)];
}

/** IDX: two zero bytes, type 8 (uint8), the number of dimensions, each as a big-endian int32, the values. */
function idx(shape: readonly number[], values: Buffer): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = 8;
  header[3] = shape.length;
  shape.forEach((size, axis) => header.writeInt32BE(size, 4 + 4 * axis));
  return gzipSync(Buffer.concat([header, values]));
}
