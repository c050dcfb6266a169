import type { CellRewrite } from '../../language/editor/types';
import type { SessionState } from '../../session/types';
import { rewriteCells } from '../editor/rewrite-cells';
import { cellCommand, notebookCommand } from './command';
import type { Command } from './command';

const hasCode = (notebook: SessionState, cellIds?: readonly string[]): boolean =>
  notebook.notebook.cells.some((cell) => cell.type === 'code' && (cellIds?.includes(cell.id) ?? true));

const rewriting = (rewrite: CellRewrite, title: string, keys?: string): Command =>
  cellCommand({
    id: `edit.${rewrite}`,
    title,
    menu: { name: 'Edit', group: 6 },
    ...(keys !== undefined && { keys: [{ keys, scope: 'always' }] }),
    when: (notebook) => hasCode(notebook, notebook.selection.cells),
    run: async (session, { cells }, { loadEditor }) => rewriteCells(session, await loadEditor(), cells, rewrite),
  });

/** What puts code in order. */
export const codeCommands: readonly Command[] = [
  rewriting('format', 'Format cell', 'Shift+Alt+F'),
  notebookCommand({
    id: 'edit.format-all',
    title: 'Format all cells',
    menu: { name: 'Edit', group: 6 },
    when: (notebook) => hasCode(notebook),
    run: async (session, { loadEditor }) => {
      const cells = session.store.getState().notebook.cells.map(({ id }) => id);
      await rewriteCells(session, await loadEditor(), cells, 'format');
    },
  }),
  rewriting('organise-imports', 'Organise imports', 'Shift+Alt+O'),
  rewriting('add-imports', 'Add missing imports'),
];
