/** Texts of modules that were fetched before, in a store of their own: losing it loses nothing but time. */
import { wrap } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';

/** The answer of a server, as the page passes it on. */
export interface CachedModule {
  readonly ok: true;
  /** Where it was found after redirects. */
  readonly url: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ModuleCache {
  /** `immutable`: the address will never give another text. Null where nothing is kept. */
  read(url: string): Promise<{ readonly answer: CachedModule; readonly immutable: boolean } | null>;
  /** Does nothing where the browser keeps nothing. */
  write(url: string, answer: CachedModule, immutable: boolean): Promise<void>;
}

export interface ModuleCacheOptions {
  /** Defaults to the browser's. */
  readonly indexedDB?: IDBFactory;
  readonly name?: string;
  readonly now: () => number;
  /** Characters of text to keep in all; beyond, what was used longest ago goes. */
  readonly limit?: number;
}

interface Entry {
  readonly url: string;
  readonly finalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly immutable: boolean;
  /** Characters of its text. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

interface CacheSchema extends DBSchema {
  /** Apart from the texts, so that making room reads none of them. */
  entries: { key: string; value: Entry };
  texts: { key: string; value: string };
}

const DEFAULT_LIMIT = 100_000_000;
/** What is used within this time of its last use is not marked again, milliseconds. */
const MARK_AFTER = 24 * 3600 * 1000;

export function openModuleCache({ indexedDB: factory, name = 'gradbook-modules', now, limit = DEFAULT_LIMIT }: ModuleCacheOptions): ModuleCache {
  let connection: Promise<IDBPDatabase<CacheSchema>> | null = null;
  const forget = () => {
    connection = null;
  };
  const connect = (): Promise<IDBPDatabase<CacheSchema>> => {
    connection ??= open(factory ?? indexedDB, name, forget).catch((cause: unknown) => {
      forget();
      throw cause;
    });
    return connection;
  };

  const makeRoom = async (database: IDBPDatabase<CacheSchema>): Promise<void> => {
    const entries = await database.getAll('entries');
    let total = entries.reduce((sum, entry) => sum + entry.size, 0);
    for (const { url, size } of entries.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= limit) return;
      const tx = database.transaction(['entries', 'texts'], 'readwrite');
      await Promise.all([tx.objectStore('entries').delete(url), tx.objectStore('texts').delete(url), tx.done]);
      total -= size;
    }
  };

  return {
    async read(url) {
      try {
        const database = await connect();
        const [entry, text] = await Promise.all([database.get('entries', url), database.get('texts', url)]);
        if (entry === undefined || text === undefined) return null;
        if (now() - entry.usedAt > MARK_AFTER) await database.put('entries', { ...entry, usedAt: now() }, url);
        return { answer: { ok: true, url: entry.finalUrl, text, headers: entry.headers }, immutable: entry.immutable };
      } catch {
        return null;
      }
    },
    async write(url, { url: finalUrl, text, headers }, immutable) {
      try {
        const database = await connect();
        const tx = database.transaction(['entries', 'texts'], 'readwrite');
        await Promise.all([
          tx.objectStore('entries').put({ url, finalUrl, headers, immutable, size: text.length, usedAt: now() }, url),
          tx.objectStore('texts').put(text, url),
          tx.done,
        ]);
        await makeRoom(database);
      } catch {
        // A full or forbidden store costs the next visit a fetch, no more.
      }
    },
  };
}

async function open(factory: IDBFactory, name: string, onClosed: () => void): Promise<IDBPDatabase<CacheSchema>> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('entries');
    request.result.createObjectStore('texts');
  };
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the store of modules did not open'));
  });
  database.addEventListener('versionchange', () => {
    database.close();
    onClosed();
  });
  database.addEventListener('close', onClosed);
  return wrap(database) as unknown as IDBPDatabase<CacheSchema>;
}
