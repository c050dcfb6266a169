/** The notebook's files as the shell sees them: a tree under `/content`. */
import { describeFileError, type FileError } from '../../../storage/opfs/errors';
import { writeFile } from '../../../storage/opfs/files';
import { filePath } from '../../../storage/opfs/paths';
import { existing, folderAt, isFile, isFolder } from '../../../storage/opfs/tree';
import { isPartial } from '../../../storage/opfs/names';
import { CommandError } from './command';

export type TreeEntry =
  | { readonly kind: 'file'; readonly name: string; readonly file: File }
  | { readonly kind: 'folder'; readonly name: string };

export interface FileTree {
  /** Null where nothing has that path. */
  find(path: string): Promise<TreeEntry | null>;
  /** The entries of a folder, sorted by name. */
  list(path: string): Promise<readonly TreeEntry[]>;
  /** @throws CommandError where it is no file. */
  read(path: string): Promise<File>;
  /** Makes the folders on the way. */
  write(path: string, data: Blob | ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** A folder goes with all that is in it. */
  remove(path: string): Promise<void>;
  /** Paths that a pattern with `*` and `?` stands for, sorted. */
  match(pattern: string): Promise<readonly string[]>;
}

export function createFileTree(root: FileSystemDirectoryHandle, changed: () => void): FileTree {
  const stepsOf = (path: string): readonly string[] => {
    const steps = filePath(path);
    if (!steps.ok) throw failure(steps.error);
    return steps.value;
  };
  const parentOf = async (path: string) => {
    const steps = stepsOf(path);
    const name = steps.at(-1);
    const parent = await folderAt(root, steps.slice(0, -1), false);
    return parent === null || name === undefined ? null : { parent, name };
  };
  const entryOf = async (handle: FileSystemHandle): Promise<TreeEntry | null> => {
    if (isFolder(handle)) return { kind: 'folder', name: handle.name };
    const file = isFile(handle) ? await existing(handle.getFile()) : null;
    return file && { kind: 'file', name: handle.name, file };
  };
  const order = new Intl.Collator('en', { numeric: true });

  const tree: FileTree = {
    async find(path) {
      if (stepsOf(path).length === 0) return { kind: 'folder', name: '' };
      const place = await parentOf(path);
      if (place === null) return null;
      const { parent, name } = place;
      const handle = (await existing(parent.getFileHandle(name))) ?? (await existing(parent.getDirectoryHandle(name)));
      const found = handle && (await entryOf(handle));
      return found?.kind === 'file' && path.endsWith('/') ? null : found;
    },
    async list(path) {
      const folder = await folderAt(root, stepsOf(path), false);
      if (folder === null) throw new CommandError(`'${path}' is no folder`);
      const found: TreeEntry[] = [];
      for await (const handle of folder.values()) {
        const entry = isPartial(handle.name) ? null : await entryOf(handle);
        if (entry) found.push(entry);
      }
      return found.sort((a, b) => order.compare(a.name, b.name));
    },
    async read(path) {
      const found = await tree.find(path);
      if (found?.kind === 'file') return found.file;
      throw new CommandError(found === null ? `'${path}' not found` : `'${path}' is a folder`);
    },
    async write(path, data) {
      const written = await writeFile(root, path, data);
      if (!written.ok) throw failure(written.error);
      changed();
    },
    async makeFolder(path) {
      if ((await folderAt(root, stepsOf(path), true)) === null) throw new CommandError(`'${path}' cannot be a folder: a part of it is a file`);
      changed();
    },
    async remove(path) {
      const place = await parentOf(path);
      if (place === null) throw new CommandError(`'${path}' cannot be removed`);
      await existing(place.parent.removeEntry(place.name, { recursive: true }));
      changed();
    },
    async match(pattern) {
      const steps = pattern.split('/');
      let found = [steps[0] === '' ? '/' : ''];
      for (const step of steps) {
        if (step === '') continue;
        const next: string[] = [];
        for (const base of found) {
          if (!/[*?]/.test(step)) next.push(joined(base, step));
          else if (base === '/') continue;
          else if ((await tree.find(base))?.kind === 'folder') {
            const names = (await tree.list(base)).map((entry) => entry.name);
            next.push(...names.filter((name) => !name.startsWith('.') && fits(name, step)).map((name) => joined(base, name)));
          }
        }
        found = next;
      }
      const present = await Promise.all(found.map((path) => tree.find(path)));
      return found.filter((_, index) => present[index] !== null);
    },
  };
  return tree;
}

/** A path in a folder. */
export const joined = (folder: string, name: string): string => (folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`);

/** The last step of a path. */
export const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';

const fits = (name: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'su').test(name);

function failure(error: FileError): CommandError {
  const { text } = describeFileError(error);
  return new CommandError(text.replace(/\.$/, ''));
}
