/** The notebook's files. They stay in this browser, with the notebook. */

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
