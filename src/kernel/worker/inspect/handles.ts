/** The deeper parts of inspected values that the page may still ask for, the latest thousand of them. */
export interface Held {
  readonly value: object;
  /** The first part not shown yet. */
  readonly from: number;
  /** The run whose output shows it; its handles go when the cell runs again. */
  readonly owner: string;
}

export interface Handles {
  keep(held: Held): string;
  get(handle: string): Held | undefined;
  release(owner: string): void;
}

export function createHandles(limit = 1000): Handles {
  const table = new Map<string, Held>();
  let last = 0;
  return {
    keep(held) {
      const handle = `h${++last}`;
      table.set(handle, held);
      if (table.size > limit) {
        const [oldest] = table.keys();
        if (oldest !== undefined) table.delete(oldest);
      }
      return handle;
    },
    get: (handle) => table.get(handle),
    release(owner) {
      for (const [handle, held] of table) if (held.owner === owner) table.delete(handle);
    },
  };
}
