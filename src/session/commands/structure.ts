/** Commands that change text and structure. */
import { createCell } from '../../notebook/create';
import {
  clearOutputs,
  convertCell,
  deleteCells,
  duplicateCells,
  editSource,
  insertCells,
  moveCells,
} from '../../notebook/edit';
import { redo, undo } from '../../notebook/history';
import { replaceMatches } from '../../notebook/search';
import type { Cell, Notebook } from '../../notebook/types';
import { newId } from '../../base/ids';
import { cellOf, undoFlags, type SessionCore } from '../core';
import { judged } from '../staleness';
import type { SelectionState, SessionCommands, SessionState } from '../types';

type StructureCommands = Pick<
  SessionCommands,
  | 'editCell'
  | 'insertCell'
  | 'deleteCells'
  | 'moveCells'
  | 'duplicateCells'
  | 'convertCell'
  | 'copyCells'
  | 'cutCells'
  | 'pasteCells'
  | 'clearOutputs'
  | 'replaceText'
  | 'undo'
  | 'redo'
  | 'rename'
>;

/** Cells cut or copied, for every notebook of this tab. */
export interface Clipboard {
  cells: readonly Cell[];
}

export function structureCommands(core: SessionCore, clipboard: Clipboard): StructureCommands {
  const { state, edit, patch } = core;

  /** Undo and redo go back to a document; what is selected must still exist in it. */
  const travel = (step: typeof undo) => {
    const result = step(core.history, state().notebook);
    if (!result) return;
    core.history = result.history;
    const selection = survivingSelection(state(), result.notebook);
    const save = state().save.phase === 'unsaved-copy' ? state().save : ({ phase: 'dirty' } as const);
    patch({ notebook: result.notebook, runs: judged(state().runs, result.notebook.cells), selection, save, ...undoFlags(core.history) });
  };

  const commands: StructureCommands = {
    editCell(cellId, source) {
      if (cellOf(state(), cellId)?.source === source) return;
      edit((notebook) => editSource(notebook, cellId, source), `text:${cellId}`);
    },
    replaceText: (matches, options, replacement) => edit((notebook) => replaceMatches(notebook, matches, options, replacement)),
    insertCell(type, where, source = '') {
      const cell = createCell(type, source);
      edit((notebook) => insertCells(notebook, placeOf(notebook, where), [cell]));
      return cell.id;
    },
    deleteCells(cellIds) {
      const { notebook } = state();
      const gone = new Set(cellIds);
      const first = notebook.cells.findIndex((cell) => gone.has(cell.id));
      if (first < 0) return;
      edit((current) => deleteCells(current, cellIds));
      const left = state().notebook.cells;
      const next = left[Math.min(first, left.length - 1)];
      patch({ selection: { focus: next?.id ?? null, cells: next ? [next.id] : [], mode: 'command' } });
    },
    moveCells: (cellIds, by) => edit((notebook) => moveCells(notebook, cellIds, by)),
    duplicateCells(cellIds) {
      let made: readonly string[] = [];
      edit((notebook) => {
        const result = duplicateCells(notebook, cellIds);
        made = result.newIds;
        return result.notebook;
      });
      const focus = made[0];
      if (focus !== undefined) patch({ selection: { focus, cells: made, mode: 'command' } });
    },
    convertCell: (cellId, type) => edit((notebook) => convertCell(notebook, cellId, type)),
    copyCells(cellIds) {
      clipboard.cells = state().notebook.cells.filter((cell) => cellIds.includes(cell.id));
    },
    cutCells(cellIds) {
      commands.copyCells(cellIds);
      commands.deleteCells(cellIds);
    },
    pasteCells(after) {
      const cells = clipboard.cells.map((cell) => ({ ...cell, id: newId() }));
      const last = cells.at(-1);
      if (!last) return;
      edit((notebook) => insertCells(notebook, placeOf(notebook, after === null ? 'end' : { after }), cells));
      patch({ selection: { focus: last.id, cells: [last.id], mode: 'command' } });
    },
    clearOutputs: (cellIds) => core.amend((notebook) => clearOutputs(notebook, cellIds)),
    undo: () => travel(undo),
    redo: () => travel(redo),
    rename(name) {
      const trimmed = name.trim();
      if (trimmed === '' || trimmed === state().name) return;
      patch({ name: trimmed, save: state().save.phase === 'unsaved-copy' ? state().save : { phase: 'dirty' } });
    },
  };
  return commands;
}

function placeOf(notebook: Notebook, where: Parameters<SessionCommands['insertCell']>[1]): number {
  if (where === 'start') return 0;
  if (where === 'end') return notebook.cells.length;
  const anchor = 'before' in where ? where.before : where.after;
  const index = notebook.cells.findIndex((cell) => cell.id === anchor);
  if (index < 0) return notebook.cells.length;
  return 'before' in where ? index : index + 1;
}

function survivingSelection(state: SessionState, notebook: Notebook): SelectionState {
  const ids = notebook.cells.map((cell) => cell.id);
  const cells = state.selection.cells.filter((id) => ids.includes(id));
  const { focus } = state.selection;
  if (focus !== null && ids.includes(focus)) return { ...state.selection, cells };
  const before = state.notebook.cells.findIndex((cell) => cell.id === focus);
  const next = ids[Math.max(0, Math.min(before, ids.length - 1))] ?? null;
  return { focus: next, cells: next === null ? [] : [next], mode: 'command' };
}
