import type { App } from '../../session/types';
import { notebookFor } from '../start/starters';
import { isNotebookFile } from './files-in-out';

/**
 * What becomes of files dropped on the page: a notebook opens; others go to the open notebook, or on the
 * start page to a new one that reads them.
 */
export async function receiveFiles(app: App, files: readonly File[]): Promise<void> {
  const notebook = files.find(isNotebookFile);
  if (notebook) {
    await app.commands.openFile(notebook);
    return;
  }
  if (files.length === 0) {
    app.commands.notify({ tone: 'warning', text: 'Nothing was dropped that can be read', remedy: 'Drop files; folders cannot be read.' });
    return;
  }
  if (app.store.getState().session === null) {
    await app.commands.newNotebook(notebookFor(files.map((file) => file.name)));
  }
  await app.store.getState().session?.commands.uploadFiles(files);
}
