import { cellCommand, notebookCommand } from './command';
import type { Command } from './command';
import type { CellType } from '../../notebook/types';
import type { SessionState } from '../../session/types';

const hasOutputs = (notebook: SessionState): boolean =>
  notebook.notebook.cells.some((cell) => cell.type === 'code' && cell.outputs.length > 0);

const convert = (type: CellType, title: string, keys: readonly string[]): Command =>
  cellCommand({
    id: `edit.to-${type}`,
    title,
    menu: { name: 'Edit', group: 4 },
    keys: [
      { keys: keys[0] ?? '', scope: 'command' },
      { keys: keys[1] ?? '', scope: 'always' },
    ],
    run: (session, { cells }) => {
      for (const id of cells) session.commands.convertCell(id, type);
    },
  });

const move = (by: -1 | 1, title: string, keys: string): Command =>
  cellCommand({
    id: by < 0 ? 'edit.move-up' : 'edit.move-down',
    title,
    menu: { name: 'Edit', group: 3 },
    keys: [{ keys, scope: 'always' }],
    run: (session, { cells }) => session.commands.moveCells(cells, by),
  });

export const editCommands: readonly Command[] = [
  notebookCommand({
    id: 'edit.undo',
    title: 'Undo cell operation',
    menu: { name: 'Edit', group: 1 },
    keys: [
      { keys: 'Z', scope: 'command' },
      { keys: 'Ctrl+M Z', scope: 'always' },
    ],
    when: (notebook) => notebook.canUndo,
    run: (session) => session.commands.undo(),
  }),
  notebookCommand({
    id: 'edit.redo',
    title: 'Redo cell operation',
    menu: { name: 'Edit', group: 1 },
    keys: [{ keys: 'Shift+Z', scope: 'command' }],
    when: (notebook) => notebook.canRedo,
    run: (session) => session.commands.redo(),
  }),
  notebookCommand({
    id: 'edit.select-all',
    title: 'Select all cells',
    menu: { name: 'Edit', group: 2 },
    keys: [{ keys: 'Mod+Shift+A', scope: 'notebook' }],
    when: (notebook) => notebook.notebook.cells.length > 0,
    run: (session) => {
      const { cells } = session.store.getState().notebook;
      const [first, last] = [cells[0], cells.at(-1)];
      if (!first || !last) return;
      session.commands.select(first.id, { mode: 'command' });
      session.commands.select(last.id, { mode: 'command', extend: true });
    },
  }),
  notebookCommand({
    id: 'edit.find',
    title: 'Find and replace',
    menu: { name: 'Edit', group: 2 },
    keys: [
      { keys: 'Mod+F', scope: 'always' },
      { keys: 'Mod+H', scope: 'always' },
      { keys: 'F', scope: 'command' },
    ],
    run: (_session, { shell }) => {
      shell.openPanel('find');
      // Asked for again: back to the field.
      document.querySelector<HTMLInputElement>('#side-panel input[type=search]')?.select();
    },
  }),
  cellCommand({
    id: 'edit.cut',
    title: 'Cut cell',
    menu: { name: 'Edit', group: 2 },
    keys: [{ keys: 'X', scope: 'command' }],
    run: (session, { cells }) => session.commands.cutCells(cells),
  }),
  cellCommand({
    id: 'edit.copy',
    title: 'Copy cell',
    menu: { name: 'Edit', group: 2 },
    keys: [{ keys: 'C', scope: 'command' }],
    run: (session, { cells }) => session.commands.copyCells(cells),
  }),
  notebookCommand({
    id: 'edit.paste',
    title: 'Paste cells below',
    menu: { name: 'Edit', group: 2 },
    keys: [{ keys: 'V', scope: 'command' }],
    run: (session) => session.commands.pasteCells(session.store.getState().selection.focus),
  }),
  cellCommand({
    id: 'edit.duplicate',
    title: 'Duplicate cell',
    menu: { name: 'Edit', group: 3 },
    run: (session, { cells }) => session.commands.duplicateCells(cells),
  }),
  move(-1, 'Move cell up', 'Ctrl+M K'),
  move(1, 'Move cell down', 'Ctrl+M J'),
  cellCommand({
    id: 'edit.delete',
    title: 'Delete cell',
    menu: { name: 'Edit', group: 3 },
    keys: [
      { keys: 'D D', scope: 'command' },
      { keys: 'Ctrl+M D', scope: 'always' },
    ],
    run: (session, { cells }) => session.commands.deleteCells(cells),
  }),
  convert('code', 'Make it a code cell', ['Y', 'Ctrl+M Y']),
  convert('markdown', 'Make it a text cell', ['M', 'Ctrl+M M']),
  cellCommand({
    id: 'edit.clear-output',
    title: "Clear cell's output",
    menu: { name: 'Edit', group: 5 },
    when: ({ notebook, selection }) =>
      notebook.cells.some((cell) => cell.type === 'code' && cell.outputs.length > 0 && selection.cells.includes(cell.id)),
    run: (session, { cells }) => session.commands.clearOutputs(cells),
  }),
  notebookCommand({
    id: 'edit.clear-outputs',
    title: 'Clear all outputs',
    menu: { name: 'Edit', group: 5 },
    when: hasOutputs,
    run: (session) => session.commands.clearOutputs(),
  }),
];
