/** A place on disk for old points of long series, for as long as the page is open. */

export interface SpillFolder {
  write(name: string, columns: readonly Float64Array<ArrayBuffer>[]): Promise<void>;
  /** The numbers of all columns, one column after the other. */
  read(name: string): Promise<Float64Array<ArrayBuffer>>;
  remove(name: string): Promise<void>;
}

const PARENT = 'chart-points';

/**
 * A folder of this page's own in the origin's file system. A page holds a lock of its folder's name for as long as it
 * lives; folders that no lock is held for are what closed pages have left, and are deleted here.
 */
export async function openSpillFolder(
  root: FileSystemDirectoryHandle | null,
  locks: Pick<LockManager, 'request' | 'query'> | null,
  page: string,
): Promise<SpillFolder | null> {
  if (!root || !locks) return null;
  const name = `${PARENT}-${page}`;
  await new Promise<void>((held) => {
    void locks.request(name, () => {
      held();
      return new Promise(() => undefined);
    });
  });
  const parent = await root.getDirectoryHandle(PARENT, { create: true });
  const { held = [] } = await locks.query();
  const alive = new Set(held.map((lock) => lock.name));
  for await (const left of parent.keys()) if (!alive.has(left)) await parent.removeEntry(left, { recursive: true }).catch(() => undefined);
  const folder = await parent.getDirectoryHandle(name, { create: true });
  return {
    async write(file, columns) {
      const handle = await folder.getFileHandle(file, { create: true });
      const out = await handle.createWritable();
      for (const column of columns) await out.write(column);
      await out.close();
    },
    async read(file) {
      const bytes = await (await folder.getFileHandle(file)).getFile();
      return new Float64Array(await bytes.arrayBuffer());
    },
    remove: (file) => folder.removeEntry(file).catch(() => undefined),
  };
}
