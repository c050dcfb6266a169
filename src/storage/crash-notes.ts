/** Remembers which cell runs, so that a page that ends without taking leave can be told of when the notebook opens again. */

export interface CrashNotes {
  /** The cell has been running for a while. */
  running(notebookId: string, cellId: string): void;
  /** Nothing runs any more, or the page is left in order. */
  forget(): void;
  /** The cell that ran when the last page with this notebook ended without a word; told once, null where none did. */
  take(notebookId: string): Promise<string | null>;
}

export interface CrashNotesOptions {
  readonly storage: () => Storage;
  /** Tell pages that are gone from pages that are open in another tab. */
  readonly locks: Pick<LockManager, 'request' | 'query'>;
  /** Name of this page, like no other. */
  readonly page: string;
}

const keyOf = (notebookId: string): string => `gradbook.running.${notebookId}`;

/** Notes are lost where the browser keeps no storage, and nothing else is. */
export function createCrashNotes({ storage, locks, page }: CrashNotesOptions): CrashNotes {
  let written: string | null = null;
  let held = false;
  const attempt = <T>(use: (place: Storage) => T): T | null => {
    try {
      return use(storage());
    } catch {
      return null;
    }
  };
  return {
    running(notebookId, cellId) {
      if (!held) void locks.request(page, () => new Promise<never>(() => undefined)).catch(() => undefined);
      held = true;
      written = keyOf(notebookId);
      attempt((place) => place.setItem(keyOf(notebookId), JSON.stringify({ cellId, page })));
    },
    forget() {
      const key = written;
      written = null;
      if (key !== null) attempt((place) => place.removeItem(key));
    },
    async take(notebookId) {
      const note = parse(attempt((place) => place.getItem(keyOf(notebookId))));
      if (note === null) return null;
      const open = await locks.query();
      if (open.held?.some((lock) => lock.name === note.page)) return null;
      attempt((place) => place.removeItem(keyOf(notebookId)));
      return note.cellId;
    },
  };
}

function parse(text: string | null): { readonly cellId: string; readonly page: string } | null {
  try {
    const found: unknown = text === null ? null : JSON.parse(text);
    if (typeof found !== 'object' || found === null) return null;
    const { cellId, page } = found as Record<string, unknown>;
    return typeof cellId === 'string' && typeof page === 'string' ? { cellId, page } : null;
  } catch {
    return null;
  }
}
