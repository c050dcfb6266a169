/** Pictures with what they are and what they were taken for. */
import type { Guess, ImagesFigure, PictureItem } from './figure';
import { nameOf, type Block, type Labels } from './given';

/** Encodes pictures of shape [n, height, width, 1|3|4] as data URLs. */
export type EncodePictures = (values: ArrayLike<number>, shape: readonly [n: number, height: number, width: number, channels: number]) => readonly { readonly src: string; readonly width: number; readonly height: number }[];

export interface ImagesOptions {
  readonly title?: string;
  /** A line below each. */
  readonly captions?: readonly string[];
  /** Pictures in a row; as many as fit unless told. */
  readonly columns?: number;
  /** How many are shown, 64 unless told. */
  readonly count?: number;
}

export type PictureShape = readonly [n: number, height: number, width: number, channels: number];

/** @throws RangeError for shapes that are no pictures, naming those that are */
export function pictureShape(shape: readonly number[], what: string): PictureShape {
  const [a = 0, b = 0, c = 0, d] = shape;
  const isColour = (size: number | undefined): boolean => size === 1 || size === 3 || size === 4;
  if (shape.length === 4 && isColour(d)) return [a, b, c, d ?? 1];
  if (shape.length === 3 && isColour(c)) return [1, a, b, c];
  if (shape.length === 3) return [a, b, c, 1];
  if (shape.length === 2) return [1, a, b, 1];
  const hint = shape.length === 4 ? `; its ${d} channels are none that can be shown: take 1, 3 or 4 of them with slice` : '';
  throw new RangeError(`${what} is of shape [${shape.join(', ')}]${hint}. Pictures are [n, height, width, 1 | 3 | 4], [n, height, width], [height, width, 1 | 3 | 4] or [height, width].`);
}

export function imagesFigure(block: Block, labels: Labels | null, predictions: Labels | null, options: ImagesOptions, encode: EncodePictures): ImagesFigure {
  const { title, captions, columns, count = 64 } = options;
  const [n, height, width, channels] = pictureShape(block.shape, 'images');
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`count is ${String(count)}; it must be a whole number from 1 on.`);
  if (columns !== undefined && (!Number.isInteger(columns) || columns < 1)) throw new RangeError(`columns is ${String(columns)}; it must be a whole number from 1 on.`);
  for (const [name, list] of [['labels', labels?.index], ['predictions', predictions?.index], ['captions', captions]] as const) {
    if (list !== undefined && list.length < Math.min(n, count)) throw new RangeError(`there are ${n} pictures and ${list.length} ${name}; give one for each.`);
  }
  const shown = Math.min(n, count);
  const size = height * width * channels;
  const pictures = encode(Array.prototype.slice.call(block.values, 0, shown * size), [shown, height, width, channels]);
  return {
    kind: 'images',
    ...(title !== undefined && { title }),
    ...(columns !== undefined && { columns }),
    ...(shown < n && { of: n }),
    items: pictures.map((picture, index): PictureItem => ({ ...picture, ...(captions !== undefined && { caption: String(captions[index]) }), ...(labels !== null && { truth: nameOf(labels, labels.index[index] ?? 0) }) })),
    frames: predictions === null ? [] : [{ label: '', guesses: Array.from({ length: shown }, (_, index) => guessOf(predictions, index)) }],
  };
}

function guessOf(predictions: Labels, index: number): Guess {
  const confidence = predictions.confidence?.[index];
  return { text: nameOf(predictions, predictions.index[index] ?? 0), ...(confidence !== undefined && { confidence: Number(confidence.toPrecision(3)) }) };
}
