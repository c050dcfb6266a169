/** The global `data` of a cell. */
import type * as tfjs from '@tensorflow/tfjs';
import { readCsv } from './csv';
import type { CsvOptions } from './csv';
import { gunzip, isGzip } from './gzip';
import { drawDigits, type DigitsOptions } from './digits';
import { decodeIdx } from './idx';
import { wrapping } from './image-folder/classes';
import { decodePicture } from './image-folder/decode';
import { readImageFolder, type ImageFolder, type ImageFolderOptions, type PictureFiles } from './image-folder/image-folder';
import { fromBlob, fromBytes } from './source';
import type { ByteSource } from './source';
import { splitRows } from './split';
import type { Split } from './split';
import { Table } from './table';
import type { TableOps } from './table';

/** A file of the notebook by name, or bytes at hand. */
export type DataSource = string | Uint8Array | ArrayBuffer | Blob;

export interface DataEnvironment {
  readonly tf: TableOps & Pick<typeof tfjs, 'tensor' | 'data'>;
  /** Bytes of a file of the notebook; rejects with words that name the files there are. */
  open(name: string): Promise<Uint8Array>;
  /** All files of the notebook. */
  files(): Promise<PictureFiles>;
  /** Those in an archive; null for a name that does not end as an archive's does. Rejects where there is no such file. */
  archive(name: string): Promise<PictureFiles | null>;
  /** For whoever reads the cell's output. */
  warn(words: string): void;
}

export interface DataApi {
  /**
   * Decodes an IDX file (MNIST's format), gzipped or not, into a tensor of the file's shape: int32 for whole numbers,
   * float32 for float32 and float64. Pixels stay 0–255; scale them with `.div(255)`.
   */
  idx(source: DataSource): Promise<tfjs.Tensor>;
  /** Reads a CSV file, gzipped or not, into a table of typed columns. */
  csv(source: DataSource, options?: CsvOptions): Promise<Table>;
  /** Pictures of digits, drawn here by strokes that vary: x [count, size, size, 1] from 0 for paper to 1 for ink, y [count] int32 from 0 to 9. */
  digits(options?: DigitsOptions): { readonly x: tfjs.Tensor4D; readonly y: tfjs.Tensor1D };
  /** Deals `count` rows at random into `train` (with `share` of them) and `test`: `tf.gather(x, split.train)`. */
  split(count: number, share?: number, seed?: number): Split;
  /** Pictures in folders named for what they show, in a folder or an archive of the notebook, as two datasets of labelled batches. */
  imageFolder(source: string, options?: ImageFolderOptions): Promise<ImageFolder>;
}

export function createData({ tf, open, files, archive, warn }: DataEnvironment): DataApi {
  const bytesOf = async (source: DataSource): Promise<Uint8Array> => {
    if (typeof source === 'string') return open(source);
    if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
    if (source instanceof ArrayBuffer) return new Uint8Array(source);
    if (ArrayBuffer.isView(source)) return source;
    throw new TypeError('data reads a file by its name, a Uint8Array, an ArrayBuffer or a Blob; await it first if it is a Promise.');
  };

  return {
    async idx(source) {
      const decoded = await decodeIdx(await bytesOf(source));
      if (!decoded.ok) throw new Error(prefixed(source, decoded.error.message));
      const { shape, dtype, values } = decoded.value;
      const whole = dtype !== 'float32' && dtype !== 'float64';
      const exact = whole ? Int32Array.from(values) : Float32Array.from(values);
      return tf.tensor(exact, [...shape], whole ? 'int32' : 'float32');
    },
    async csv(source, options) {
      const read = await readCsv(await csvSource(source, bytesOf), options);
      if (!read.ok) throw new Error(prefixed(source, read.error.message));
      return new Table(tf, read.value);
    },
    digits(options = {}) {
      const { pixels, labels } = drawDigits(options);
      const size = Math.sqrt(pixels.length / labels.length);
      return { x: tf.tensor(pixels, [labels.length, size, size, 1], 'float32') as tfjs.Tensor4D, y: tf.tensor(labels, [labels.length], 'int32') as tfjs.Tensor1D };
    },
    split: (count, share = 0.8, seed = 0) => splitRows(count, share, seed),
    async imageFolder(source, options) {
      if (typeof source !== 'string') throw new TypeError("data.imageFolder reads a folder of the notebook by its name, such as 'pets/', or an archive, such as 'pets.zip'");
      const packed = await archive(source);
      const parts = { tf, decode: decodePicture, warn };
      return packed === null ? readImageFolder(parts, await files(), source, options) : readImageFolder(parts, packed, wrapping(packed.paths), options);
    },
  };
}

/** A Blob is read in pieces unless it is gzipped; the rest is in memory already. */
async function csvSource(source: DataSource, bytesOf: (source: DataSource) => Promise<Uint8Array>): Promise<ByteSource> {
  if (source instanceof Blob) {
    const pieces = fromBlob(source);
    if (!isGzip(await pieces.slice(0, 2))) return pieces;
  }
  const bytes = await bytesOf(source);
  if (!isGzip(bytes)) return fromBytes(bytes);
  const inflated = await gunzip(bytes);
  if (!inflated.ok) throw new Error(prefixed(source, inflated.error));
  return fromBytes(inflated.value);
}

const prefixed = (source: DataSource, message: string): string => (typeof source === 'string' ? `${source}: ${message}` : message);
