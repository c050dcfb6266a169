/** XLA servers that this browser remembers, with their tokens: of the whole origin, never in a notebook. */
import { wrap } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';

export interface StoredServer {
  /** ws or wss, without the token. */
  readonly address: string;
  readonly token: string;
  readonly pricePerHour: number | null;
  readonly preemptible?: boolean;
  /** Where each use of it ends: hours, or a cost at a price per hour. */
  readonly limit?: { readonly hours?: number; readonly seconds?: number; readonly cost?: number; readonly pricePerHour?: number } | null;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

/** Where the browser keeps nothing, nothing is kept and nothing found. */
export interface RemoteServers {
  /** The last used first. */
  list(): Promise<readonly StoredServer[]>;
  read(address: string): Promise<StoredServer | null>;
  write(server: StoredServer): Promise<void>;
  remove(address: string): Promise<void>;
}

interface Schema extends DBSchema {
  servers: { key: string; value: StoredServer };
}

export function openRemoteServers({ indexedDB: factory, name = 'gradbook-remote-servers' }: { readonly indexedDB?: IDBFactory; readonly name?: string } = {}): RemoteServers {
  const during = async <T>(otherwise: T, work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> => {
    try {
      const database = await open(factory ?? indexedDB, name);
      try {
        return await work(database);
      } finally {
        database.close();
      }
    } catch {
      return otherwise; // private windows deny it: the reader types the token again
    }
  };
  return {
    list: () => during<readonly StoredServer[]>([], async (database) => (await database.getAll('servers')).sort((a, b) => b.usedAt - a.usedAt)),
    read: (address) => during<StoredServer | null>(null, async (database) => (await database.get('servers', address)) ?? null),
    write: (server) => during<void>(undefined, async (database) => void (await database.put('servers', server))),
    remove: (address) => during<void>(undefined, (database) => database.delete('servers', address)),
  };
}

function open(factory: IDBFactory, name: string): Promise<IDBPDatabase<Schema>> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('servers', { keyPath: 'address' });
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(wrap(request.result) as unknown as IDBPDatabase<Schema>);
    request.onerror = () => reject(request.error ?? new Error('the list of servers did not open'));
    request.onblocked = () => reject(new Error('the list of servers is held by another tab'));
  });
}
