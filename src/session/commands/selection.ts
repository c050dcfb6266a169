/** Commands that move the selection; nothing here changes the document. */
import type { SessionCore } from '../core';
import type { SessionCommands } from '../types';

type SelectionCommands = Pick<SessionCommands, 'select' | 'selectNeighbour' | 'setMode'>;

export function selectionCommands({ state, patch }: SessionCore): SelectionCommands {
  /** The cell where an extended selection began; the other end follows the focus. */
  let anchor: string | null = null;

  /** Pasting, deleting and the like select anew: an extension then begins at the focus. */
  const currentAnchor = (): string | null => {
    const { cells, focus } = state().selection;
    return anchor !== null && [cells[0], cells.at(-1)].includes(anchor) ? anchor : focus;
  };

  const commands: SelectionCommands = {
    select(cellId, { mode = 'command', extend = false } = {}) {
      const ids = state().notebook.cells.map((cell) => cell.id);
      const to = ids.indexOf(cellId);
      if (to < 0) return;
      anchor = extend ? currentAnchor() : cellId;
      const from = Math.max(0, ids.indexOf(anchor ?? cellId));
      const cells = extend ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [cellId];
      const { selection } = state();
      const same =
        selection.focus === cellId &&
        selection.mode === mode &&
        selection.cells.length === cells.length &&
        selection.cells.every((id, index) => id === cells[index]);
      if (!same) patch({ selection: { focus: cellId, cells, mode } });
    },
    selectNeighbour(by, { extend = false } = {}) {
      const { notebook, selection } = state();
      const index = notebook.cells.findIndex((cell) => cell.id === selection.focus);
      const next = notebook.cells[index + by];
      if (next) commands.select(next.id, { extend, mode: extend ? 'command' : selection.mode });
    },
    setMode(mode) {
      const { selection } = state();
      if (selection.focus === null || selection.mode === mode) return;
      patch({ selection: { ...selection, cells: mode === 'edit' ? [selection.focus] : selection.cells, mode } });
    },
  };
  return commands;
}
