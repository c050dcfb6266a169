/** Decoders that turn files into tensors and tables. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';

/** A file of the notebook by name, or its contents. */
export type DataInput = string | Uint8Array | Blob;

/**
 * Decodes an IDX file, the format of MNIST; gzip is unpacked.
 * The tensor has the file's shape, such as [10000, 28, 28] for images and [10000] for labels, and dtype
 * int32 for whole numbers.
 * @example const images = (await data.idx('train-images-idx3-ubyte.gz')).div(255)
 */
export function idx(input: DataInput): Promise<Tensor>;

/** Decodes comma-separated values; types of columns are found out from their values. */
export function csv(input: DataInput, options?: CsvOptions): Promise<Table>;

export interface CsvOptions {
  /** Whether the first row names the columns. Default true. */
  header?: boolean;
  /** What separates values; found out if not given. */
  delimiter?: string;
}

export interface Table {
  /** Names of the columns, in order. */
  readonly columns: readonly string[];
  /** The number of rows. */
  readonly length: number;
  /** The values of a column; a missing number is NaN. */
  column(name: string): readonly unknown[];
  /** Columns as a tensor [rows, columns]; all numeric ones if none are named. */
  tensor(columns?: readonly string[]): Tensor2D;
}
