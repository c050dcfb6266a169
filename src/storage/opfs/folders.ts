import { isNotFound } from './errors';
import { listFiles, writeFile } from './files';

const parentName = 'notebooks';

/** The folder of one notebook, made where missing. From its handle no other notebook can be reached. */
export async function notebookFolder(root: FileSystemDirectoryHandle, id: string): Promise<FileSystemDirectoryHandle> {
  const parent = await root.getDirectoryHandle(parentName, { create: true });
  return parent.getDirectoryHandle(id, { create: true });
}

/** Deletes a notebook's folder with all its files; nothing happens where there is none. */
export async function removeFolder(root: FileSystemDirectoryHandle, id: string): Promise<void> {
  try {
    const parent = await root.getDirectoryHandle(parentName);
    await parent.removeEntry(id, { recursive: true });
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
  }
}

/** Copies every file of one notebook into another's folder. Throws where one does not fit. */
export async function copyFolder(root: FileSystemDirectoryHandle, fromId: string, toId: string): Promise<void> {
  const from = await existingFolder(root, fromId);
  if (!from) return;
  const to = await notebookFolder(root, toId);
  for (const { name } of await listFiles(from)) {
    const file = await (await from.getFileHandle(name)).getFile();
    const written = await writeFile(to, name, file);
    if (!written.ok) throw new DOMException(`'${name}' could not be copied`, written.error.kind === 'full' ? 'QuotaExceededError' : 'OperationError');
  }
}

/** Bytes of the files of one notebook. */
export async function folderSize(root: FileSystemDirectoryHandle, id: string): Promise<number> {
  const folder = await existingFolder(root, id);
  const files = folder ? await listFiles(folder) : [];
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** Null where there is none. */
export async function existingFolder(root: FileSystemDirectoryHandle, id: string): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await (await root.getDirectoryHandle(parentName)).getDirectoryHandle(id);
  } catch (cause) {
    if (isNotFound(cause)) return null;
    throw cause;
  }
}
