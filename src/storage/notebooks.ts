/** The notebooks kept in this browser. Saves write only the cells that changed. */
import { newId } from '../base/ids';
import { err, ok } from '../base/result';
import type { Result } from '../base/result';
import { BlockedError, openDatabase } from './database';
import type { HeadRecord, NotebookDatabase } from './database';
import type { StorableDocument } from './document';
import { storageErrorOf } from './errors';
import type { StorageError } from './errors';
import type { Conflict, Known } from './journal';
import { copyFolder, folderSize, removeFolder } from './opfs/folders';
import { deleteNotebook, readNotebook, writeNotebook } from './records';

export interface StoredSummary {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: number;
  readonly cells: number;
  /** Bytes of the files kept with it; absent where the browser keeps no files. */
  readonly fileBytes?: number;
}

export interface StoredNotebook<Doc> {
  readonly id: string;
  readonly name: string;
  readonly document: Doc;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

export interface SaveReport {
  /** Cells written. */
  readonly written: number;
  readonly conflict: Conflict | null;
}

export interface NotebookStore<Doc extends StorableDocument> {
  /** Newest first. */
  list(): Promise<Result<readonly StoredSummary[], StorageError>>;
  load(id: string): Promise<Result<StoredNotebook<Doc>, StorageError>>;
  /**
   * Writes what changed since this store last loaded or saved the notebook. Edits must make new cell
   * objects, as `notebook/edit` does. Where another tab wrote meanwhile, the last writer wins, cell by cell.
   */
  save(notebook: StoredNotebook<Doc>): Promise<Result<SaveReport, StorageError>>;
  /** Deletes the notebook and its files. */
  remove(id: string): Promise<Result<null, StorageError>>;
  /** Copies the notebook and its files; gives the copy's id. */
  duplicate(id: string, name: string): Promise<Result<string, StorageError>>;
  close(): void;
}

export interface NotebookStoreOptions {
  /** Defaults to the browser's. */
  readonly indexedDB?: IDBFactory;
  readonly name?: string;
  /** Root of the private file system; null or absent where there is none. */
  readonly files?: FileSystemDirectoryHandle | null;
  readonly now?: () => number;
}

/** Always gives a store; where the browser refuses storage, its methods say so. */
export async function openNotebooks<Doc extends StorableDocument>(options: NotebookStoreOptions = {}): Promise<NotebookStore<Doc>> {
  const { name = 'gradbook', files = null, now = Date.now } = options;
  const known = new Map<string, Known>();
  let connection: Promise<NotebookDatabase> | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const forget = () => {
    connection = null;
  };
  const connect = (): Promise<NotebookDatabase> => {
    connection ??= openDatabase(options.indexedDB ?? indexedDB, name, forget).catch((cause: unknown) => {
      forget();
      throw cause;
    });
    return connection;
  };

  /** One operation at a time; one whose connection has died is tried once more on a new one. */
  function run<T>(work: (database: NotebookDatabase) => Promise<Result<T, StorageError>>): Promise<Result<T, StorageError>> {
    const attempt = async (): Promise<Result<T, StorageError>> => {
      try {
        return await work(await connect());
      } catch (cause) {
        if (!(cause instanceof Error && cause.name === 'InvalidStateError')) throw cause;
        forget();
        return work(await connect());
      }
    };
    const result = queue.then(attempt).catch((cause: unknown) => err(failureOf(cause)));
    queue = result;
    return result;
  }

  // Open early, so that the first save finds the way paved; its own methods report what goes wrong.
  await connect().catch(() => undefined);

  const remember = (id: string, revision: number, document: StorableDocument) =>
    known.set(id, { revision, cells: new Map(document.cells.map((cell) => [cell.id, cell])) });

  return {
    async list() {
      const heads = await run(async (database) => ok(await database.getAll('heads')));
      if (!heads.ok) return heads;
      const summaries = await Promise.all(heads.value.map((head) => summary(head, files)));
      return ok(summaries.sort((a, b) => b.updatedAt - a.updatedAt));
    },

    load: (id) =>
      run(async (database) => {
        const found = await readNotebook(database, id);
        if (!found.ok) return found;
        const { head, document } = found.value;
        remember(id, head.revision, document);
        // Only `save` puts documents here, and it takes nothing but Doc.
        return ok({ id, name: head.name, updatedAt: head.updatedAt, document: document as Doc });
      }),

    save: (notebook) =>
      run(async (database) => {
        const written = await writeNotebook(database, notebook, known.get(notebook.id) ?? null);
        remember(notebook.id, written.revision, notebook.document);
        return ok({ written: written.cells, conflict: written.conflict });
      }),

    async remove(id) {
      const removed = await run(async (database) => {
        known.delete(id);
        return ok(await deleteNotebook(database, id));
      });
      if (!removed.ok || !files) return removed;
      return withFiles(() => removeFolder(files, id));
    },

    async duplicate(id, copyName) {
      const copyId = newId();
      const copied = files ? await withFiles(() => copyFolder(files, id, copyId)) : ok(null);
      const result = copied.ok
        ? await run(async (database) => {
            const found = await readNotebook(database, id);
            if (!found.ok) return found;
            await writeNotebook(database, { id: copyId, name: copyName, updatedAt: now(), document: found.value.document }, null);
            return ok(copyId);
          })
        : copied;
      if (!result.ok && files) await withFiles(() => removeFolder(files, copyId));
      return result;
    },

    close() {
      const open = connection;
      forget();
      void open?.then((database) => database.close()).catch(() => undefined);
    },
  };
}

async function summary(head: HeadRecord, files: FileSystemDirectoryHandle | null): Promise<StoredSummary> {
  const { id, name, updatedAt, order } = head;
  const fileBytes = files && (await folderSize(files, id).catch(() => null));
  return { id, name, updatedAt, cells: order.length, ...(fileBytes !== null && { fileBytes }) };
}

async function withFiles(work: () => Promise<void>): Promise<Result<null, StorageError>> {
  try {
    await work();
    return ok(null);
  } catch (cause) {
    return err(storageErrorOf(cause));
  }
}

function failureOf(cause: unknown): StorageError {
  return cause instanceof BlockedError ? { kind: 'blocked' } : storageErrorOf(cause);
}
