/**
 * Checkpoints of trainings in a notebook's folder, under `.gradbook/checkpoints/TRAINING/`. A file appears there under its
 * name only when every byte of it is there: what is cut off while it is written leaves those before it as they were.
 */
import { describeFileError } from './errors';
import { deleteFile, readFile, writeFile } from './files';
import { HIDDEN_FOLDER, isPartial } from './names';
import { existing, folderAt, isFile, isFolder } from './tree';

export interface CheckpointFolder {
  /** @param parts the file's bytes, one after another; they may be made while earlier ones are written @throws Error saying why it could not be kept */
  write(training: string, name: string, parts: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Null where there is no such file. */
  read(training: string, name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Names of trainings that something is kept of. */
  trainings(): Promise<readonly string[]>;
  /** Files of one training, with their sizes in bytes; empty where there is none. */
  files(training: string): Promise<readonly { readonly name: string; readonly size: number }[]>;
  remove(training: string, name: string): Promise<void>;
  /** Removes what a training that is over had begun to write and never ended. */
  sweep(training: string): Promise<void>;
  /** With all that is kept of it. */
  removeTraining(training: string): Promise<void>;
}

const PATH = [HIDDEN_FOLDER, 'checkpoints'] as const;

/** @param folder of one notebook */
export function openCheckpoints(folder: FileSystemDirectoryHandle): CheckpointFolder {
  const pathOf = (training: string, name: string): string => [...PATH, training, name].join('/');
  return {
    async write(training, name, parts) {
      const written = await writeFile(folder, pathOf(training, name), streamOf(parts));
      if (written.ok) return;
      const { text, remedy } = describeFileError(written.error);
      throw new Error(`${text} ${remedy}`);
    },
    async read(training, name) {
      const file = await readFile(folder, pathOf(training, name));
      return file && new Uint8Array(await file.arrayBuffer());
    },
    async trainings() {
      const found: string[] = [];
      const all = await folderAt(folder, PATH, false);
      if (all === null) return found;
      for await (const handle of all.values()) if (isFolder(handle)) found.push(handle.name);
      return found.sort();
    },
    async files(training) {
      const found: { name: string; size: number }[] = [];
      const own = await folderAt(folder, [...PATH, training], false);
      if (own === null) return found;
      for await (const handle of own.values()) {
        const file = isFile(handle) && !isPartial(handle.name) ? await existing(handle.getFile()) : null;
        if (file) found.push({ name: handle.name, size: file.size });
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async remove(training, name) {
      await deleteFile(folder, pathOf(training, name));
    },
    async sweep(training) {
      const own = await folderAt(folder, [...PATH, training], false);
      if (own === null) return;
      const begun: string[] = [];
      for await (const handle of own.values()) if (isPartial(handle.name)) begun.push(handle.name);
      for (const name of begun) await existing(own.removeEntry(name));
    },
    async removeTraining(training) {
      const all = await folderAt(folder, PATH, false);
      if (all !== null) await existing(all.removeEntry(training, { recursive: true }));
    },
  };
}

function streamOf(parts: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
}
