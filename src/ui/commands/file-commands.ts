import { notebookCommand, pageCommand } from './command';
import type { Command } from './command';

export const fileCommands: readonly Command[] = [
  pageCommand({
    id: 'file.new',
    title: 'New notebook',
    menu: { name: 'File', group: 1 },
    run: ({ app }) => app.commands.newNotebook(),
  }),
  pageCommand({
    id: 'file.open',
    title: 'Open file or link…',
    menu: { name: 'File', group: 1 },
    keys: [{ keys: 'Mod+O', scope: 'always' }],
    run: ({ shell }) => shell.openDialog({ kind: 'open' }),
  }),
  notebookCommand({
    id: 'file.start',
    title: 'All notebooks',
    menu: { name: 'File', group: 1 },
    run: (_session, { app }) => app.commands.goToStart(),
  }),
  notebookCommand({
    id: 'file.rename',
    title: 'Rename',
    menu: { name: 'File', group: 2 },
    run: (_session, { shell }) => shell.startRename(),
  }),
  notebookCommand({
    id: 'file.duplicate',
    title: 'Make a copy',
    menu: { name: 'File', group: 2 },
    when: (notebook) => notebook.save.phase !== 'unsaved-copy',
    run: async (session, { app }) => {
      const { id, name } = session.store.getState();
      await session.commands.saveNow();
      const before = app.store.getState().recent;
      await app.commands.duplicateStored(id);
      const added = app.store.getState().recent?.filter((row) => row.id !== id && !before?.some((known) => known.id === row.id));
      const copy = before && added?.length === 1 ? added[0] : undefined;
      if (copy) await app.commands.openStored(copy.id);
      else app.commands.notify({ tone: 'success', text: `Made a copy of '${name}'`, remedy: 'It is in Recent on the start page.' });
    },
  }),
  notebookCommand({
    id: 'file.save',
    title: 'Save',
    menu: { name: 'File', group: 2 },
    keys: [
      { keys: 'Mod+S', scope: 'always' },
      { keys: 'Ctrl+M S', scope: 'always' },
    ],
    run: (session, { shell }) => {
      const { save, trusted } = session.store.getState();
      if (save.phase !== 'unsaved-copy') return session.commands.saveNow();
      if (trusted) {
        session.commands.acceptCopy();
        return;
      }
      shell.confirm({
        title: 'Save a copy?',
        text: 'This notebook came from elsewhere and is not stored yet. Saving keeps a copy in this browser and allows it to run.',
        action: 'Save a copy',
        tone: 'accent',
        onConfirm: () => session.commands.acceptCopy(),
      });
    },
  }),
  notebookCommand({
    id: 'file.download',
    title: 'Download .ipynb',
    menu: { name: 'File', group: 3 },
    run: (session, { shell }) => {
      const content = new Blob([session.commands.toIpynb()], { type: 'application/x-ipynb+json' });
      shell.saveFile(ipynbName(session.store.getState().name), content);
    },
  }),
  notebookCommand({
    id: 'file.share',
    title: 'Share…',
    menu: { name: 'File', group: 3 },
    run: (_session, { shell }) => shell.openDialog({ kind: 'share' }),
  }),
];

/** A file name that every system accepts, ending in .ipynb. */
export function ipynbName(name: string): string {
  const stem = name.replace(/\.ipynb$/i, '').replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ').replace(/\s+/g, ' ').trim();
  return `${stem || 'Untitled'}.ipynb`;
}
