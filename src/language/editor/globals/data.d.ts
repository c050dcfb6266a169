/** Decoders that turn files into tensors and tables. */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, data as tfdata } from '@tensorflow/tfjs';

/** A file of the notebook by name, or bytes at hand. */
export type DataSource = string | Uint8Array | ArrayBuffer | Blob;

/**
 * Decodes an IDX file (the format of MNIST), gzipped or not, into a tensor of the file's shape, such as
 * [10000, 28, 28] for images and [10000] for labels: int32 for whole numbers, else float32. Pixels stay
 * 0–255.
 * @example const images = (await data.idx('train-images-idx3-ubyte.gz')).div(255)
 */
export function idx(source: DataSource): Promise<Tensor>;

export interface CsvOptions {
  /** One character. Default: comma, semicolon, tab or bar, whichever fits the first rows. */
  delimiter?: string;
  /**
   * Whether the first row names the columns. Default: it does if it holds no number and no empty or
   * repeated name; else columns are called column_1, column_2, ….
   */
  header?: boolean;
  /** Texts that stand for a missing value, beside the empty one. Default: NA, N/A, NaN, nan, null, None. */
  missing?: readonly string[];
}

/**
 * Reads a CSV file, gzipped or not, into a table of typed columns.
 * @example const table = await data.csv('abalone.csv'); table.tensor(['Length', 'Height'])
 */
export function csv(source: DataSource, options?: CsvOptions): Promise<Table>;

export type ColumnType = 'number' | 'boolean' | 'date' | 'string';

/** Named, typed columns. */
export interface Table {
  /** Names of the columns, in order. */
  readonly columns: readonly string[];
  /** Number of rows. */
  readonly rows: number;
  /** Values of a column: numbers as Float64Array (missing: NaN), else an array (missing: '' for text, null for booleans). */
  column(name: string): Float64Array | readonly (string | boolean | null)[];
  type(name: string): ColumnType;
  /** Values of a row, from 0, by column name. */
  row(index: number): Record<string, number | string | boolean | null>;
  /** A column of numbers or booleans (1 and 0), shape [rows], float32. */
  tensor(name: string): Tensor1D;
  /** Columns of numbers or booleans (1 and 0), shape [rows, names], float32; missing values are NaN. */
  tensor(names: readonly string[]): Tensor2D;
  /** The different values of a column, as text, in alphabetical order. */
  categories(name: string): readonly string[];
  /** A column of 0 and 1 for each category, shape [rows, categories], float32. */
  oneHot(name: string): Tensor2D;
}

/** Row numbers. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Deals the rows 0 … count − 1 at random into two parts, the first with this share of them (default 0.8).
 * The same seed gives the same parts.
 * @example const { train, test } = data.split(x.shape[0]); tf.gather(x, tf.tensor1d(train, 'int32'))
 */
export function split(count: number, share?: number, seed?: number): Split;

/**
 * Pictures of digits, drawn here by strokes that vary, for examples and first tries: x [count, size, size, 1], float32, 0
 * for paper to 1 for ink; y [count], int32, 0 to 9. 1000 of 28 × 28 unless told; the same seed gives the same pictures;
 * `noise` 0 draws clean ones, 1 (unless told) as people write.
 * @example const { x, y } = data.digits({ count: 2000 }); const labels = tf.oneHot(y, 10)
 */
export function digits(options?: { readonly count?: number; readonly size?: number; readonly seed?: number; readonly noise?: number }): { readonly x: import('@tensorflow/tfjs').Tensor4D; readonly y: import('@tensorflow/tfjs').Tensor1D };

export interface ImageFolderOptions {
  /** [height, width] in pixels of what the network gets. Default [64, 64]. */
  readonly size?: readonly [height: number, width: number];
  /** 3 for red, green and blue, 1 for grey (Rec. 601 luma). Default 3. */
  readonly channels?: 1 | 3;
  /** `cover` scales and cuts away what sticks out of the middle, `stretch` keeps all and changes proportions. Default `cover`. */
  readonly fit?: 'cover' | 'stretch';
  /** Pictures in a batch; the last of an epoch may have fewer. Default 32. */
  readonly batchSize?: number;
  /** Share of each class that is kept for `validation`, from 0 to below 1. Default 0.2. */
  readonly validationSplit?: number;
  /** Of the split and of the order of each epoch. Default 0. */
  readonly seed?: number;
  /** Whether `train` comes in another order in each epoch; `validation` never does. Default true. */
  readonly shuffle?: boolean;
  /** `categorical`: ys one-hot, for categoricalCrossentropy; `sparse`: the class's number, for sparseCategoricalCrossentropy. Default `categorical`. */
  readonly labels?: 'categorical' | 'sparse';
}

/** A batch of pictures. */
export interface PictureBatch {
  /** Shape [batch, height, width, channels], float32 from 0 to 1. */
  readonly xs: Tensor4D;
  /** Shape [batch, classes] one-hot, or [batch, 1] with `labels: 'sparse'`; float32. */
  readonly ys: Tensor;
  readonly [name: string]: Tensor;
}

/** Pictures of a folder, dealt into two datasets of batches, for `model.fitDataset` and a Trainer. */
export interface ImageFolder {
  readonly train: tfdata.Dataset<PictureBatch>;
  readonly validation: tfdata.Dataset<PictureBatch>;
  /** Names of the folders in alphabetical order: class 0, 1, …. */
  readonly classNames: readonly string[];
  /** Pictures in each part. */
  readonly counts: { readonly train: number; readonly validation: number };
  /** Files that are no pictures, or that lie in no class's folder. */
  readonly skipped: readonly string[];
}

/**
 * Pictures in folders that are named for what they show (`pets/cat/1.png`, `pets/dog/2.png`), as two labelled datasets of
 * batches, as Keras's `image_dataset_from_directory` and fastai's `ImageDataLoaders.from_folder` give. `source` is a folder
 * of the notebook (Files panel, `!unzip`, `files.saveImage('pets/cat/1.png', …)`) or an archive there: .zip, .tar, .tar.gz.
 * Pictures are what the browser decodes: PNG, JPEG, WebP, GIF, AVIF, BMP, turned as their camera says. Up to 512 MB of them
 * stay decoded in memory; others are decoded anew in each epoch. A file that is no picture is skipped and named. No such
 * folder, a folder without folders, and one without a picture are errors that say what is there.
 * @example
 * const { train, validation, classNames } = await data.imageFolder('pets/', { size: [64, 64] });
 * await model.fitDataset(train, { epochs: 5, validationData: validation });
 */
export function imageFolder(source: string, options?: ImageFolderOptions): Promise<ImageFolder>;
