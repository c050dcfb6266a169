/** `data.imageFolder`: a folder of class folders as two datasets of batches, decoded while they are read. */
import type * as tfjs from '@tensorflow/tfjs';
import { mulberry32 } from '../random';
import { classesIn, count, dealt, shuffled, type Labelled } from './classes';
import type { Decode, PictureForm } from './decode';

export interface ImageFolderOptions {
  readonly size?: readonly [height: number, width: number];
  readonly channels?: 1 | 3;
  readonly fit?: 'cover' | 'stretch';
  readonly batchSize?: number;
  readonly validationSplit?: number;
  readonly seed?: number;
  readonly shuffle?: boolean;
  readonly labels?: 'categorical' | 'sparse';
}

export interface PictureBatch {
  readonly xs: tfjs.Tensor4D;
  readonly ys: tfjs.Tensor;
  readonly [name: string]: tfjs.Tensor;
}

export interface ImageFolder {
  readonly train: tfjs.data.Dataset<PictureBatch>;
  readonly validation: tfjs.data.Dataset<PictureBatch>;
  readonly classNames: readonly string[];
  readonly counts: { readonly train: number; readonly validation: number };
  readonly skipped: readonly string[];
}

export type ImageFolderOps = Pick<typeof tfjs, 'tensor' | 'data'>;

/** All files of the notebook, or of an archive. */
export interface PictureFiles {
  readonly paths: readonly string[];
  open(path: string): Promise<Blob>;
}

export interface ImageFolderParts {
  readonly tf: ImageFolderOps;
  readonly decode: Decode;
  /** For whoever reads the cell's output: files that are passed over. */
  warn(words: string): void;
}

/** Decoded pictures are kept in memory up to so many bytes; others are decoded anew in each epoch. */
const MOST_KEPT = 512 * 2 ** 20;
/** Files that are decoded at a time. */
const AT_ONCE = 8;
const MOST_NAMED = 5;

/** @param folder of class folders within `files`, '' for all of them @throws Error, TypeError or RangeError naming the folder or the option */
export async function readImageFolder({ tf, decode, warn }: ImageFolderParts, files: PictureFiles, folder: string, options: ImageFolderOptions = {}): Promise<ImageFolder> {
  const { form, batchSize, validationSplit, seed, shuffle, labels } = checked(options);
  const { names, files: found, loose } = classesIn(folder, files.paths);
  const kept = new Map<string, Uint8Array>();
  const each = form.height * form.width * form.channels;
  const read = async (path: string): Promise<Uint8Array | null> => kept.get(path) ?? decode(await files.open(path), form);

  // Every file is looked into once, so that the datasets know how long they are.
  const broken = new Set<string>();
  await inParallel(found, async ({ path }) => {
    const bytes = await read(path);
    if (bytes === null) broken.add(path);
    else if ((kept.size + 1) * each <= MOST_KEPT) kept.set(path, bytes);
  });
  const pictures = found.filter(({ path }) => !broken.has(path));
  const skipped = [...loose, ...found.filter(({ path }) => broken.has(path)).map(({ path }) => path)];
  if (pictures.length === 0) throw new Error(`none of the ${count(found.length, 'file')} in '${folder}' is a picture that this browser can decode, such as PNG, JPEG, WebP or GIF; the first is '${found[0]?.path ?? ''}'`);
  if (skipped.length > 0) warn(`data.imageFolder skipped ${count(skipped.length, 'file')} of '${folder}' that ${skipped.length === 1 ? 'is no picture or lies' : 'are no pictures or lie'} in no class's folder: ${skipped.slice(0, MOST_NAMED).map((path) => `'${path}'`).join(', ')}${skipped.length > MOST_NAMED ? ', …' : ''}`);

  const batchOf = async (part: readonly Labelled[]): Promise<PictureBatch> => {
    const values = new Float32Array(part.length * each);
    await inParallel(part, async ({ path }, index) => {
      const bytes = await read(path);
      if (bytes === null) throw new Error(`'${path}' was a picture when the folder was read and can no longer be decoded: read the folder again`);
      for (let at = 0; at < each; at++) values[index * each + at] = (bytes[at] ?? 0) / 255;
    });
    const known = part.map(({ label }) => label);
    const xs = tf.tensor(values, [part.length, form.height, form.width, form.channels], 'float32') as tfjs.Tensor4D;
    if (labels === 'sparse') return { xs, ys: tf.tensor(known, [part.length, 1], 'float32') };
    const oneHot = new Float32Array(part.length * names.length);
    known.forEach((label, index) => (oneHot[index * names.length + label] = 1));
    return { xs, ys: tf.tensor(oneHot, [part.length, names.length], 'float32') };
  };
  const datasetOf = (part: readonly Labelled[], inOrder: boolean): tfjs.data.Dataset<PictureBatch> => {
    let epoch = 0;
    const walk = (): AsyncGenerator<PictureBatch> => {
      const all = inOrder ? part : shuffled(part, mulberry32(seed + 0x9e3779b9 * ++epoch));
      return (async function* () {
        for (let at = 0; at < all.length; at += batchSize) yield await batchOf(all.slice(at, at + batchSize));
      })();
    };
    return Object.assign(tf.data.generator(walk), { size: Math.ceil(part.length / batchSize) });
  };
  const parts = dealt(pictures, validationSplit, seed);
  return {
    train: datasetOf(parts.train, !shuffle),
    validation: datasetOf(parts.validation, true),
    classNames: names,
    counts: { train: parts.train.length, validation: parts.validation.length },
    skipped,
  };
}

function checked({ size = [64, 64], channels = 3, fit = 'cover', batchSize = 32, validationSplit = 0.2, seed = 0, shuffle = true, labels = 'categorical' }: ImageFolderOptions): Required<Omit<ImageFolderOptions, 'size' | 'channels' | 'fit'>> & { form: PictureForm } {
  const refuse = (name: string, value: unknown, wanted: string): never => {
    throw new RangeError(`${name} of data.imageFolder is ${wanted}; here is ${JSON.stringify(value) ?? String(value)}`);
  };
  const sides: readonly unknown[] = Array.isArray(size) ? size : [];
  const [height, width] = size;
  if (sides.length !== 2 || !sides.every((side) => isWhole(side) && side <= 4096)) refuse('size', size, '[height, width] in pixels, such as [64, 64]');
  if (channels !== 1 && channels !== 3) refuse('channels', channels, '3 for colours or 1 for grey');
  if (fit !== 'cover' && fit !== 'stretch') refuse('fit', fit, "'cover' or 'stretch'");
  if (!isWhole(batchSize)) refuse('batchSize', batchSize, 'a whole number from 1 on');
  if (!(validationSplit >= 0 && validationSplit < 1)) refuse('validationSplit', validationSplit, 'a share from 0 to below 1');
  if (!Number.isInteger(seed)) refuse('seed', seed, 'a whole number');
  if (labels !== 'categorical' && labels !== 'sparse') refuse('labels', labels, "'categorical' (one-hot) or 'sparse' (the class's number)");
  return { form: { height, width, channels, fit }, batchSize, validationSplit, seed, shuffle, labels };
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;

async function inParallel<T>(list: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  const all = list.entries();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [index, one] of all) await work(one, index);
    }),
  );
}
