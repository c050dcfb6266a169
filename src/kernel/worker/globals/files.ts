/** The global `files` of a cell: the notebook's own folder. */
import { appendFile, deleteFile, listFiles, readFile, writeFile, type FileEntry } from '../../../storage/opfs/files';
import { describeFileError, type FileError } from '../../../storage/opfs/errors';
import type { Ask } from '../../../protocol/kernel';
import { encodeImage, type SaveImageOptions } from '../figures/save-image';

export type FileContent = string | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;

export interface UploadOptions {
  /** File types to offer, as in HTML: '.csv,.gz' or 'image/*'. Default: all. */
  readonly accept?: string;
  /** Whether several may be chosen. Default: true. */
  readonly multiple?: boolean;
}

export interface Files {
  /** What is there, sorted by name; sizes in bytes, times in milliseconds since the epoch. */
  list(): Promise<FileEntry[]>;
  has(name: string): Promise<boolean>;
  bytes(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Decoded as UTF-8. */
  text(name: string): Promise<string>;
  json(name: string): Promise<unknown>;
  /** The file as a `File`; its bytes stay on disk until they are read. */
  blob(name: string): Promise<File>;
  stream(name: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Stores text or bytes, replacing a file of that name. */
  write(name: string, content: FileContent): Promise<FileEntry>;
  /** Puts text or bytes at the end of a file; makes the file where there is none. */
  append(name: string, content: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): Promise<FileEntry>;
  /** Stores a tensor as a PNG or JPEG, by the name's ending; several pictures as a grid. */
  saveImage(name: string, image: unknown, options?: SaveImageOptions): Promise<FileEntry>;
  delete(name: string): Promise<void>;
  /** Asks the reader for files below the cell and resolves with their names; with none if they decline. */
  upload(options?: UploadOptions): Promise<readonly string[]>;
}

export interface FilesOptions {
  /** Null where the browser gives no storage. */
  readonly folder: FileSystemDirectoryHandle | null;
  readonly ask: (ask: Ask) => Promise<readonly string[]>;
  readonly changed: () => void;
}

export function createFiles({ folder, ask, changed }: FilesOptions): Files {
  const storage = (): FileSystemDirectoryHandle => {
    if (folder === null) throw new Error('this browser gives the notebook no storage for files; leave private browsing or allow site data, then reload');
    return folder;
  };
  const open = async (name: string): Promise<File> => {
    const file = await readFile(storage(), checkedName(name));
    if (file !== null) return file;
    const names = (await listFiles(storage())).map((entry) => `'${entry.name}'`);
    throw new Error(`file '${name}' not found; ${names.length === 0 ? 'there are no files yet: upload some in the Files panel or with await files.upload()' : `files are: ${listed(names)}`}`);
  };
  const write: Files['write'] = async (name, content) => {
    const written = await writeFile(storage(), checkedName(name), toData(name, content));
    if (!written.ok) throw failure(written.error);
    changed();
    return written.value;
  };
  return {
    list: () => listFiles(storage()),
    has: async (name) => (await readFile(storage(), checkedName(name))) !== null,
    bytes: async (name) => new Uint8Array(await (await open(name)).arrayBuffer()),
    text: async (name) => (await open(name)).text(),
    async json(name) {
      const text = await (await open(name)).text();
      try {
        return JSON.parse(text) as unknown;
      } catch (cause) {
        throw new SyntaxError(`'${name}' is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    },
    blob: open,
    stream: async (name) => (await open(name)).stream(),
    write,
    saveImage: async (name, image, options) => write(name, await encodeImage(checkedName(name), image, options)),
    async append(name, content) {
      const appended = await appendFile(storage(), checkedName(name), toBytes(name, content));
      if (!appended.ok) throw failure(appended.error);
      changed();
      return appended.value;
    },
    async delete(name) {
      // Naming a file that is not there is more likely a slip than a wish.
      await open(name);
      const deleted = await deleteFile(storage(), name);
      if (!deleted.ok) throw failure(deleted.error);
      changed();
    },
    async upload({ accept = '', multiple = true } = {}) {
      storage();
      return ask({ kind: 'files', accept, multiple });
    },
  };
}

function toData(name: string, content: FileContent): Blob | ReadableStream<Uint8Array<ArrayBuffer>> {
  if (content instanceof Blob || content instanceof ReadableStream) return content;
  if (typeof content === 'string' || content instanceof ArrayBuffer || ArrayBuffer.isView(content)) return new Blob([content]);
  const given = content === null ? 'null' : typeof content;
  throw new TypeError(`files.write('${name}', …) needs text, bytes, a Blob or a stream, not ${given}; for an object, pass JSON.stringify(…)`);
}

function toBytes(name: string, content: unknown): Uint8Array<ArrayBuffer> {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  if (content instanceof ArrayBuffer) return new Uint8Array(content);
  if (ArrayBuffer.isView(content) && content.buffer instanceof ArrayBuffer) return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  throw new TypeError(`files.append('${name}', …) needs text or bytes, not ${content === null ? 'null' : typeof content}; for an object, pass JSON.stringify(…)`);
}

function checkedName(name: unknown): string {
  if (typeof name === 'string') return name;
  throw new TypeError(`the name of a file is text, not ${name === null ? 'null' : typeof name}`);
}

function failure(error: FileError): Error {
  const { text, remedy } = describeFileError(error);
  return new Error(`${text} ${remedy}`);
}

const MAX_LISTED = 20;
const listed = (names: readonly string[]): string =>
  names.length > MAX_LISTED ? `${names.slice(0, MAX_LISTED).join(', ')}, and ${names.length - MAX_LISTED} more` : names.join(', ');
