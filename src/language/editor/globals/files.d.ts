/** The notebook's files. They stay in this browser, with the notebook. */
import type { Tensor } from '@tensorflow/tfjs';

/** One file of the notebook. */
export interface FileEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** All files of the notebook, by name. */
export function list(): Promise<FileEntry[]>;

/** Whether there is a file of this name. */
export function has(name: string): Promise<boolean>;

/** The whole file. A name that does not exist is an error that lists those that do. */
export function bytes(name: string): Promise<Uint8Array<ArrayBuffer>>;

/** The file read as UTF-8. */
export function text(name: string): Promise<string>;

/** The file parsed as JSON. */
export function json<T = unknown>(name: string): Promise<T>;

/** The file piece by piece, for what does not fit into memory. */
export function stream(name: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;

/** The file as a `File`; its bytes stay on disk until they are read. */
export function blob(name: string): Promise<File>;

/** Stores text or bytes, replacing a file of that name. */
export function write(
  name: string,
  content: string | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<FileEntry>;

/** Puts text or bytes at the end of a file; makes the file where there is none. */
export function append(name: string, content: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): Promise<FileEntry>;

/**
 * Stores a tensor as a picture: PNG, or JPEG by the name's ending. Shapes: [height, width], [height, width, 1 | 3 | 4]; or
 * several, [n, height, width] and [n, height, width, 1 | 3 | 4], in a grid of `columns` (as square as it goes unless told).
 * Values within 0…1 are shares of full light, within 0…255 bytes, within −1…1 around grey; others are stretched from their
 * least to their greatest. Another shape or ending is an error that names it.
 * @example await files.saveImage('samples.png', generator.predict(noise), { columns: 8 })
 */
export function saveImage(name: string, image: Tensor, options?: {
  /** Pictures in a row. */
  columns?: number;
  /** The same, as `{ grid: { columns: 8 } }` or `{ grid: 8 }`. */
  grid?: number | { readonly columns: number };
  /** Pixels between pictures, 2 unless told. */
  padding?: number;
  /** Of JPEG, above 0 and up to 1; 0.92 unless told. */
  quality?: number;
}): Promise<FileEntry>;

declare function remove(name: string): Promise<void>;
export {
  /** Deletes a file. */
  remove as delete,
};

export interface UploadOptions {
  /** What the picker offers, as in HTML: `".csv,.gz"`, `"image/*"`. Default: any file. */
  accept?: string;
  /** Whether several files may be chosen. Default true. */
  multiple?: boolean;
}

/**
 * Asks for files with a picker in the output and stores them in the notebook.
 * Gives their names; none if the reader cancels.
 */
export function upload(options?: UploadOptions): Promise<readonly string[]>;
