import { wrap } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { StorableCell } from './document';

/** What is common to a notebook: one record each. */
export interface HeadRecord {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: number;
  /** Counts the saves, of all tabs. */
  readonly revision: number;
  /** Cell ids in document order. */
  readonly order: readonly string[];
  readonly metadata: object;
  readonly origin?: object;
}
/** A cell without its outputs. */
export interface CellRecord {
  readonly notebook: string;
  readonly id: string;
  /** The notebook's revision that wrote it. */
  readonly revision: number;
  readonly cell: StorableCell;
}
export interface OutputsRecord {
  readonly notebook: string;
  readonly id: string;
  readonly outputs: readonly unknown[];
}

export interface NotebookSchema extends DBSchema {
  heads: { key: string; value: HeadRecord };
  cells: { key: [string, string]; value: CellRecord };
  outputs: { key: [string, string]; value: OutputsRecord };
}
export type NotebookDatabase = IDBPDatabase<NotebookSchema>;

/** Each entry brings the store from the version of its index to the next; never edit one, append. */
const upgrades: readonly ((database: IDBDatabase) => void)[] = [
  (database) => {
    database.createObjectStore('heads', { keyPath: 'id' });
    database.createObjectStore('cells', { keyPath: ['notebook', 'id'] });
    database.createObjectStore('outputs', { keyPath: ['notebook', 'id'] });
  },
];

/** An older page in another tab closes its store when asked; one that does not within this time blocks us. */
const blockedAfterMs = 3000;

export class BlockedError extends Error {}

/** `onClosed` is called when the connection ends by itself: a newer page upgrades, or the browser drops it. */
export async function openDatabase(factory: IDBFactory, name: string, onClosed: () => void): Promise<NotebookDatabase> {
  const request = factory.open(name, upgrades.length);
  request.onupgradeneeded = (event) => {
    for (const upgrade of upgrades.slice(event.oldVersion)) upgrade(request.result);
  };
  const opened = new Promise<NotebookDatabase>((resolve, reject) => {
    let late = false;
    request.onblocked = () =>
      setTimeout(() => {
        late = true;
        reject(new BlockedError('the notebook store is held by another tab'));
      }, blockedAfterMs);
    request.onerror = () => reject(request.error ?? new Error('the notebook store did not open'));
    request.onsuccess = () => {
      if (late) request.result.close();
      else resolve(wrap(request.result) as unknown as NotebookDatabase);
    };
  });
  const database = await opened;
  database.addEventListener('versionchange', () => {
    database.close();
    onClosed();
  });
  database.addEventListener('close', onClosed);
  return database;
}

/** All records of one notebook in `cells` and `outputs`. */
export const recordsOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);
