/** Walking a notebook's folder by handles. */
import { isNotFound } from './errors';

export const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === 'file';
export const isFolder = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle => handle.kind === 'directory';

/** The folder that the steps lead to; null where there is none, or a file is in the way. */
export async function folderAt(
  root: FileSystemDirectoryHandle,
  steps: readonly string[],
  create: boolean,
): Promise<FileSystemDirectoryHandle | null> {
  let folder: FileSystemDirectoryHandle | null = root;
  for (const step of steps) {
    if (folder === null) return null;
    folder = await existing(folder.getDirectoryHandle(step, { create }));
  }
  return folder;
}

/** Another tab may delete a file between its listing and its use: that is absence, not failure. */
export async function existing<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (cause) {
    if (isNotFound(cause) || (cause instanceof Error && cause.name === 'TypeMismatchError')) return null;
    throw cause;
  }
}
