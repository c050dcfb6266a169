/** Points of many dimensions, drawn on a plane. */
import type { EmbeddingFigure } from './figure';
import { nameOf, type Block, type Labels } from './given';
import { pictureShape, type EncodePictures } from './images';
import { pca } from './pca';
import { seededRandom } from './random';

export interface EmbeddingOptions {
  readonly title?: string;
  /** 'pca' (straight, exact, fast) unless told; 'umap' keeps neighbours together, and takes seconds. */
  readonly method?: 'pca' | 'umap';
  /** Of the sample and of UMAP; 0 unless told. */
  readonly seed?: number;
  /** Points that are drawn, chosen at random where there are more: 5,000 unless told, for UMAP or with images 2,000. */
  readonly maxPoints?: number;
  /** UMAP: how many neighbours count, 15 unless told. */
  readonly neighbors?: number;
  /** UMAP: how close points may lie, 0.1 unless told. */
  readonly minDist?: number;
}

export interface EmbeddingParts {
  readonly encode: EncodePictures;
  readonly shouldStop: () => boolean;
}

export interface Embedded {
  readonly figure: EmbeddingFigure;
  /** Which rows were drawn. */
  readonly rows: readonly number[];
  /** By drawn row. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

const CLASSES = 100;
const SPRITE = 28;

export function checkEmbedding(shape: readonly number[], { method = 'pca' }: EmbeddingOptions): void {
  if (shape.length !== 2) throw new RangeError(`an embedding is of shape [points, dimensions]; this one is of [${shape.join(', ')}]${shape.length > 2 ? '. Flatten each point first: x.reshape([n, -1])' : ''}.`);
  if ((shape[0] ?? 0) < 3 || (shape[1] ?? 0) < 2) throw new RangeError(`an embedding needs at least 3 points of 2 dimensions; this one is of shape [${shape.join(', ')}].`);
  if (method !== 'pca' && method !== 'umap') throw new TypeError(`method is '${String(method)}'; it is 'pca' or 'umap'.`);
}

export async function embed(block: Block, labels: Labels | null, images: Block | null, options: EmbeddingOptions, { encode, shouldStop }: EmbeddingParts): Promise<Embedded> {
  const { title, method = 'pca', seed = 0, maxPoints = method === 'umap' || images !== null ? 2000 : 5000 } = options;
  const [n = 0, d = 0] = block.shape;
  for (const [name, length] of [['labels', labels?.index.length], ['images', images?.shape[0]]] as const) {
    if (length !== undefined && length !== n) throw new RangeError(`there are ${n} points and ${length} ${name}; give one for each.`);
  }
  const rows = sample(n, maxPoints, seed);
  const values = new Float64Array(rows.length * d);
  rows.forEach((row, index) => {
    for (let column = 0; column < d; column++) values[index * d + column] = finite(block.values[row * d + column], row);
  });
  const placed = method === 'pca' ? byPca(values, [rows.length, d]) : await byUmap(values, [rows.length, d], options, shouldStop);
  const points = placed.points.map(([x, y]) => [short(x), short(y)] as const);
  const present = labels === null ? [] : [...new Set(rows.map((row) => labels.index[row] ?? 0))].sort((a, b) => a - b);
  if (present.length > CLASSES) throw new RangeError(`labels has ${present.length} different values; at most ${CLASSES} classes can be told apart.`);
  const figure: EmbeddingFigure = {
    kind: 'embedding',
    ...(title !== undefined && { title }),
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    axes: placed.axes,
    ...(labels !== null && { classOf: rows.map((row) => present.indexOf(labels.index[row] ?? 0)), classes: present.map((index) => nameOf(labels, index)) }),
    ...(images !== null && { sprites: spritesOf(images, rows, encode) }),
    ...(rows.length < n && { of: n }),
  };
  return { figure, rows, points };
}

interface Placed {
  readonly points: readonly (readonly [number, number])[];
  readonly axes: readonly [string, string];
}

function byPca(values: Float64Array, shape: readonly [number, number]): Placed {
  const { points, explained } = pca(values, shape, 2);
  const axis = (index: number): string => `component ${index + 1} (${Math.round((explained[index] ?? 0) * 100)}% of variance)`;
  return { points: pairs(points), axes: [axis(0), axis(1)] };
}

/** McInnes, Healy and Melville, "UMAP: Uniform manifold approximation and projection", 2018. */
async function byUmap(values: Float64Array, [n, d]: readonly [number, number], { seed = 0, neighbors = 15, minDist = 0.1 }: EmbeddingOptions, shouldStop: () => boolean): Promise<Placed> {
  const { UMAP } = await import('umap-js');
  const umap = new UMAP({ nComponents: 2, nNeighbors: Math.min(neighbors, n - 1), minDist, random: seededRandom(seed) });
  const rows = Array.from({ length: n }, (_, row) => Array.from(values.subarray(row * d, (row + 1) * d)));
  const found = await umap.fitAsync(rows, () => !shouldStop());
  return { points: found.map(([x = 0, y = 0]) => [x, y] as const), axes: ['UMAP 1', 'UMAP 2'] };
}

const pairs = (flat: Float64Array): (readonly [number, number])[] => Array.from({ length: flat.length / 2 }, (_, row) => [flat[2 * row] ?? 0, flat[2 * row + 1] ?? 0] as const);

/** Rows in order; without replacement where there are more than may be drawn. */
function sample(n: number, most: number, seed: number): number[] {
  const rows = Array.from({ length: n }, (_, row) => row);
  if (n <= most) return rows;
  const random = seededRandom(seed);
  for (let index = 0; index < most; index++) {
    const other = index + Math.floor(random() * (n - index));
    [rows[index], rows[other]] = [rows[other] as number, rows[index] as number];
  }
  return rows.slice(0, most).sort((a, b) => a - b);
}

function finite(value: number | undefined, row: number): number {
  if (value === undefined || !Number.isFinite(value)) throw new RangeError(`point ${row} has the value ${String(value)}; an embedding needs finite numbers.`);
  return value;
}

/** Four digits are finer than the screen. */
const short = (value: number): number => Number(value.toPrecision(4));

/** The pictures of the drawn rows side by side, no side longer than 28 pixels. */
function spritesOf({ shape, values }: Block, rows: readonly number[], encode: EncodePictures): EmbeddingFigure['sprites'] {
  const [, height, width, channels] = pictureShape(shape, 'images');
  const step = Math.max(1, Math.ceil(Math.max(height, width) / SPRITE));
  const [tall, wide] = [Math.ceil(height / step), Math.ceil(width / step)];
  const columns = Math.ceil(Math.sqrt(rows.length));
  const across = columns * wide;
  const down = Math.ceil(rows.length / columns) * tall;
  const whole = new Float32Array(down * across * channels);
  rows.forEach((row, index) => {
    const [left, top] = [(index % columns) * wide, Math.floor(index / columns) * tall];
    for (let y = 0; y < tall; y++) {
      for (let x = 0; x < wide; x++) {
        for (let channel = 0; channel < channels; channel++) whole[((top + y) * across + left + x) * channels + channel] = values[((row * height + y * step) * width + x * step) * channels + channel] ?? 0;
      }
    }
  });
  const [picture] = encode(whole, [1, down, across, channels]);
  return picture === undefined ? undefined : { src: picture.src, width: wide, height: tall, columns };
}
