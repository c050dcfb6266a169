/** Pure edits: each returns a new notebook, or the same object where nothing changes. */
import { newId } from '../base/ids';
import type { Json, JsonObject } from '../base/json';
import type { Cell, CellType, Notebook, Output } from './types';

/** Position of a cell, or -1. */
export function indexOf(notebook: Notebook, cellId: string): number {
  return notebook.cells.findIndex((cell) => cell.id === cellId);
}

export function editSource(notebook: Notebook, cellId: string, source: string): Notebook {
  return mapCell(notebook, cellId, (cell) => (cell.source === source ? cell : { ...cell, source }));
}

/** Inserts before `index` (clamped). A cell whose id is taken gets a new one. */
export function insertCells(notebook: Notebook, index: number, cells: readonly Cell[]): Notebook {
  if (cells.length === 0) return notebook;
  const taken = new Set(notebook.cells.map((cell) => cell.id));
  const fresh = cells.map((cell) => {
    const unique = taken.has(cell.id) ? { ...cell, id: newId() } : cell;
    taken.add(unique.id);
    return unique;
  });
  const at = Math.max(0, Math.min(index, notebook.cells.length));
  return { ...notebook, cells: [...notebook.cells.slice(0, at), ...fresh, ...notebook.cells.slice(at)] };
}

export function deleteCells(notebook: Notebook, cellIds: readonly string[]): Notebook {
  const gone = new Set(cellIds);
  const cells = notebook.cells.filter((cell) => !gone.has(cell.id));
  return cells.length === notebook.cells.length ? notebook : { ...notebook, cells };
}

/** Moves cells by `by` places (negative: up). They keep their order and stop at the ends. */
export function moveCells(notebook: Notebook, cellIds: readonly string[], by: number): Notebook {
  const moving = new Set(cellIds);
  const cells = [...notebook.cells];
  const step = Math.sign(by);
  let moved = false;
  for (let turn = 0; turn < Math.abs(by); turn++) {
    const first = step < 0 ? 1 : cells.length - 2;
    for (let at = first; at >= 0 && at < cells.length; at -= step) {
      const cell = cells[at];
      const neighbour = cells[at + step];
      if (!cell || !neighbour || !moving.has(cell.id) || moving.has(neighbour.id)) continue;
      cells[at] = neighbour;
      cells[at + step] = cell;
      moved = true;
    }
  }
  return moved ? { ...notebook, cells } : notebook;
}

/** Puts copies after the last of the cells; `newIds` in document order. */
export function duplicateCells(notebook: Notebook, cellIds: readonly string[]): { notebook: Notebook; newIds: string[] } {
  const wanted = new Set(cellIds);
  const copies = notebook.cells.filter((cell) => wanted.has(cell.id)).map((cell) => ({ ...cell, id: newId() }));
  const last = notebook.cells.findLastIndex((cell) => wanted.has(cell.id));
  return { notebook: insertCells(notebook, last + 1, copies), newIds: copies.map((cell) => cell.id) };
}

/** A code cell that becomes text loses its outputs; undo brings them back. */
export function convertCell(notebook: Notebook, cellId: string, type: CellType): Notebook {
  return mapCell(notebook, cellId, (cell) => (cell.type === type ? cell : converted(cell, type)));
}

function converted(cell: Cell, type: CellType): Cell {
  const base = { id: cell.id, source: cell.source, metadata: cell.metadata, ...(cell.origin && { origin: cell.origin }) };
  switch (type) {
    case 'code':
      return { ...base, type, outputs: [], executionCount: null };
    case 'markdown':
    case 'raw':
      return { ...base, type, ...(cell.type !== 'code' && cell.attachments && { attachments: cell.attachments }) };
  }
}

/** Not undoable. Text cells are left alone. */
export function setOutputs(notebook: Notebook, cellId: string, outputs: readonly Output[], executionCount: number | null): Notebook {
  return mapCell(notebook, cellId, (cell) => (cell.type === 'code' ? { ...cell, outputs, executionCount } : cell));
}

/** Empties the outputs and counts of the given cells, or of all. Not undoable. */
export function clearOutputs(notebook: Notebook, cellIds?: readonly string[]): Notebook {
  const chosen = cellIds && new Set(cellIds);
  let changed = false;
  const cells = notebook.cells.map((cell) => {
    if (cell.type !== 'code' || (chosen && !chosen.has(cell.id))) return cell;
    if (cell.outputs.length === 0 && cell.executionCount === null) return cell;
    changed = true;
    return { ...cell, outputs: [], executionCount: null };
  });
  return changed ? { ...notebook, cells } : notebook;
}

/** Merges top-level keys into the notebook's metadata; `undefined` removes a key. */
export function setMetadata(notebook: Notebook, patch: JsonObject): Notebook {
  const changes = Object.entries(patch).filter(([key, value]) => notebook.metadata[key] !== value);
  if (changes.length === 0) return notebook;
  const merged = new Map<string, Json | undefined>([...Object.entries(notebook.metadata), ...changes]);
  return { ...notebook, metadata: Object.fromEntries([...merged].filter(([, value]) => value !== undefined)) };
}

export function mapCell(notebook: Notebook, cellId: string, change: (cell: Cell) => Cell): Notebook {
  const at = indexOf(notebook, cellId);
  const cell = notebook.cells[at];
  if (!cell) return notebook;
  const next = change(cell);
  return next === cell ? notebook : { ...notebook, cells: notebook.cells.with(at, next) };
}
