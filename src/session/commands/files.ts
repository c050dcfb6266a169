/** Commands on the notebook's files. */
import { describeFileError } from '../../storage/opfs/errors';
import { deleteFile, listFiles, readFile, writeFile } from '../../storage/opfs/files';
import { notebookFolder } from '../../storage/opfs/folders';
import type { SessionCore } from '../core';
import type { SessionCommands } from '../types';

type FileCommands = Pick<
  SessionCommands,
  'uploadFiles' | 'answerWithFiles' | 'readFile' | 'deleteFile' | 'refreshFiles'
>;

export function fileCommands(core: SessionCore, others: Pick<SessionCommands, 'answer'>): FileCommands {
  const { env, state, patch, notify } = core;

  const folder = async (): Promise<FileSystemDirectoryHandle | null> => {
    const root = await env.filesRoot();
    return root ? notebookFolder(root, state().id) : null;
  };

  const progress = (name: string, done: number, size: number) => {
    const others = state().uploads.filter((upload) => upload.name !== name);
    patch({ uploads: done < size ? [...others, { name, done, size }] : others });
  };

  const commands: FileCommands = {
    async uploadFiles(files) {
      const directory = await folder();
      if (!directory) {
        notify({
          tone: 'danger',
          text: 'Files cannot be stored in this browser window',
          remedy: 'Private windows often deny storage: open Gradbook in a normal window.',
        });
        return [];
      }
      const stored: string[] = [];
      for (const file of files) {
        progress(file.name, 0, Math.max(1, file.size));
        const written = await writeFile(directory, file.name, file, (done) => progress(file.name, done, file.size + 1), 'number');
        progress(file.name, 1, 1);
        if (written.ok) stored.push(written.value.name);
        else {
          const { text, remedy } = describeFileError(written.error);
          notify({ tone: 'danger', text, remedy });
        }
      }
      await commands.refreshFiles();
      return stored;
    },
    async answerWithFiles(cellId, requestId, files) {
      const names = await commands.uploadFiles(files);
      others.answer(cellId, requestId, names.length > 0 ? { kind: 'files', names } : { kind: 'cancelled' });
    },
    async readFile(name) {
      const directory = await folder();
      return directory ? readFile(directory, name) : null;
    },
    async deleteFile(name) {
      const directory = await folder();
      const deleted = directory ? await deleteFile(directory, name) : null;
      if (deleted && !deleted.ok) {
        const { text, remedy } = describeFileError(deleted.error);
        notify({ tone: 'danger', text, remedy });
      }
      await commands.refreshFiles();
    },
    async refreshFiles() {
      const directory = await folder().catch(() => null);
      patch({ files: directory ? await listFiles(directory) : [] });
    },
  };
  return commands;
}
