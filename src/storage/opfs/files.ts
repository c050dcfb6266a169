/**
 * The files of one notebook: a folder in the origin's private file system. Names are paths in it, with `/` between
 * folders; see `filePath`. Works in page and worker.
 */
import { newId } from '../../base/ids';
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import { fileErrorOf, isNotFound } from './errors';
import type { FileError } from './errors';
import { freeName, HIDDEN_FOLDER, isPartial, partialName } from './names';
import { filePath } from './paths';
import { existing, folderAt, isFile, isFolder } from './tree';

export interface FileEntry {
  /** From the notebook's folder: `images/1.png`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** An upload left behind by a closed tab is swept after this long; a live one never lasts it. */
const abandonedAfterMs = 24 * 3600 * 1000;

/** Those of folders too; sorted by name, numbers by value. Uploads under way are not listed. */
export async function listFiles(folder: FileSystemDirectoryHandle, now = Date.now()): Promise<FileEntry[]> {
  const found = await filesUnder(folder, '', now);
  const order = new Intl.Collator('en', { numeric: true });
  return found.sort((a, b) => order.compare(a.name, b.name));
}

async function filesUnder(folder: FileSystemDirectoryHandle, prefix: string, now: number): Promise<FileEntry[]> {
  const found: FileEntry[] = [];
  const abandoned: string[] = [];
  for await (const handle of folder.values()) {
    if (isFolder(handle) && prefix + handle.name !== HIDDEN_FOLDER) found.push(...(await filesUnder(handle, `${prefix}${handle.name}/`, now)));
    if (!isFile(handle)) continue;
    const file = await existing(handle.getFile());
    if (!file) continue;
    if (!isPartial(handle.name)) found.push({ name: prefix + handle.name, size: file.size, modifiedAt: file.lastModified });
    else if (now - file.lastModified > abandonedAfterMs) abandoned.push(handle.name);
  }
  for (const name of abandoned) await existing(folder.removeEntry(name));
  return found;
}

/** Null where there is no such file. The bytes stay on disk until they are read. */
export async function readFile(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  const place = await placeOf(folder, name, false);
  if (!place.ok || place.value === null) return null;
  const handle = await existing(place.value.folder.getFileHandle(place.value.name));
  return handle && (await existing(handle.getFile()));
}

/**
 * Stores a file, replacing one of that name or, if asked, as "name (2).csv". The name appears only when
 * every byte is there; until then, and after any failure, what was there before remains. `onProgress` gets
 * the bytes written so far.
 */
export async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  data: Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
  onProgress?: (bytes: number) => void,
  ifTaken: 'replace' | 'number' = 'replace',
): Promise<Result<FileEntry, FileError>> {
  const place = await placeOf(folder, name, true);
  if (!place.ok) return place;
  if (place.value === null) return err({ kind: 'failed', name, reason: 'a part of its path is a file and no folder' });
  const { folder: parent, prefix, name: last } = place.value;
  const partial = partialName(newId());
  try {
    const handle = await parent.getFileHandle(partial, { create: true });
    const filled = await fill(handle, data, onProgress);
    if (!filled.ok) {
      await existing(parent.removeEntry(partial));
      return err({ ...filled.error, name });
    }
    const target = ifTaken === 'number' ? await unusedName(parent, last) : last;
    await patiently(() => move(parent, handle, target));
    const file = await (await parent.getFileHandle(target)).getFile();
    return ok({ name: prefix + target, size: file.size, modifiedAt: file.lastModified });
  } catch (cause) {
    await parent.removeEntry(partial).catch(() => undefined);
    return err(fileErrorOf(name, cause));
  }
}

/** Puts bytes at the end of a file, which is made where there is none. Unlike `writeFile`, a cut leaves what was written of them. */
export async function appendFile(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Result<FileEntry, FileError>> {
  const place = await placeOf(folder, name, true);
  if (!place.ok) return place;
  if (place.value === null) return err({ kind: 'failed', name, reason: 'a part of its path is a file and no folder' });
  const { folder: parent, prefix, name: last } = place.value;
  try {
    const handle = await parent.getFileHandle(last, { create: true });
    await patiently(() => addTo(handle, bytes));
    const file = await handle.getFile();
    return ok({ name: prefix + last, size: file.size, modifiedAt: file.lastModified });
  } catch (cause) {
    return err(fileErrorOf(name, cause));
  }
}

/** Workers write in place; elsewhere the browser copies the file first. */
async function addTo(handle: FileSystemFileHandle, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if ('createSyncAccessHandle' in handle) {
    const access = await (handle as InPlace).createSyncAccessHandle();
    try {
      const end = access.getSize();
      const written = access.write(bytes, { at: end });
      if (written < bytes.length) throw new DOMException('the disk took only a part', 'QuotaExceededError');
      access.flush();
    } finally {
      access.close();
    }
    return;
  }
  const writable = await handle.createWritable({ keepExistingData: true });
  const { size } = await handle.getFile();
  await writable.write({ type: 'write', position: size, data: bytes });
  await writable.close();
}

/** In TypeScript's library of workers, not in that of pages. */
interface InPlace {
  createSyncAccessHandle(): Promise<{ getSize(): number; write(bytes: Uint8Array, options: { readonly at: number }): number; flush(): void; close(): void }>;
}

/** False where there was no such file. */
export async function deleteFile(folder: FileSystemDirectoryHandle, name: string): Promise<Result<boolean, FileError>> {
  const place = await placeOf(folder, name, false);
  if (!place.ok) return place;
  if (place.value === null) return ok(false);
  try {
    // A folder of that name is no file: it stays.
    if ((await existing(place.value.folder.getFileHandle(place.value.name))) === null) return ok(false);
    await place.value.folder.removeEntry(place.value.name);
    return ok(true);
  } catch (cause) {
    return isNotFound(cause) ? ok(false) : err(fileErrorOf(name, cause));
  }
}

interface Place {
  /** The folder that holds the file. */
  readonly folder: FileSystemDirectoryHandle;
  /** The path of that folder, ending in a slash; empty for the notebook's own. */
  readonly prefix: string;
  readonly name: string;
}

/** Null where a folder on the way is missing, or is a file. */
async function placeOf(root: FileSystemDirectoryHandle, path: string, create: boolean): Promise<Result<Place | null, FileError>> {
  const steps = filePath(path);
  if (!steps.ok) return steps;
  const name = steps.value.at(-1);
  if (name === undefined || path.endsWith('/')) {
    return err({ kind: 'bad-name', name: path, reason: path.trim() === '' ? 'it is empty' : 'it stands for a folder' });
  }
  const folders = steps.value.slice(0, -1);
  const folder = await folderAt(root, folders, create);
  return ok(folder && { folder, prefix: folders.map((step) => `${step}/`).join(''), name });
}

async function unusedName(folder: FileSystemDirectoryHandle, name: string): Promise<string> {
  const taken = new Set<string>();
  for await (const entry of folder.keys()) taken.add(entry);
  return freeName(name, (candidate) => taken.has(candidate));
}

async function fill(
  handle: FileSystemFileHandle,
  data: Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
  onProgress?: (bytes: number) => void,
): Promise<Result<number, FileError>> {
  const writable = await handle.createWritable();
  const stream = data instanceof ReadableStream ? data : (data instanceof Blob ? data : new Blob([data])).stream();
  const reader = stream.getReader();
  let written = 0;
  try {
    for (;;) {
      const chunk = await reader.read().catch((cause: unknown) => new BrokenSource(cause));
      if (chunk instanceof BrokenSource) {
        await writable.abort();
        return err({ kind: 'source', name: handle.name, reason: chunk.reason });
      }
      if (chunk.done) break;
      await writable.write(chunk.value);
      written += chunk.value.byteLength;
      onProgress?.(written);
    }
    await writable.close();
    return ok(written);
  } catch (cause) {
    await Promise.allSettled([reader.cancel(cause), writable.abort()]);
    return err(fileErrorOf(handle.name, cause));
  }
}

class BrokenSource {
  readonly reason: string;
  constructor(cause: unknown) {
    this.reason = cause instanceof Error ? cause.message : String(cause);
  }
}

/** Browsers have had `move` in private file systems since 2022; TypeScript's library does not list it yet. */
interface Movable {
  move(parent: FileSystemDirectoryHandle, name: string): Promise<void>;
}
const isMovable = (handle: object): handle is Movable => 'move' in handle && typeof handle.move === 'function';

async function move(folder: FileSystemDirectoryHandle, handle: FileSystemFileHandle, name: string): Promise<void> {
  if (isMovable(handle)) return handle.move(folder, name);
  const target = await folder.getFileHandle(name, { create: true });
  await (await handle.getFile()).stream().pipeTo(await target.createWritable());
  await folder.removeEntry(handle.name);
}

/** Two uploads of one name end within moments of each other: the second waits for the first to let go. */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let waitMs = 10; ; waitMs *= 2) {
    try {
      return await work();
    } catch (cause) {
      if (waitMs > 500 || !(cause instanceof Error && cause.name === 'NoModificationAllowedError')) throw cause;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
