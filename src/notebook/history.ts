/**
 * Undo and redo. A step holds only the cells it changed, so outputs that arrive between steps, and
 * metadata that a step did not touch, survive undoing it.
 */
import type { JsonObject } from '../base/json';
import { typedText } from './typing';
import type { TypedText } from './typing';
import type { Cell, Notebook } from './types';

export interface History {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

interface Side {
  readonly order: readonly string[];
  /** Cells as this side has them, where the step changed, added or removed them. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly metadata: JsonObject | null;
}
interface Step {
  readonly before: Side;
  readonly after: Side;
  readonly merge: string | null;
  /** Milliseconds since the epoch of the last edit that joined this step. */
  readonly at: number;
  readonly typed: TypedText | null;
}

const mergeWithinMs = 1000;
const maxSteps = 1000;

export const emptyHistory = (): History => ({ past: [], future: [] });

/**
 * Adds the edit from `before` to `after`. Edits with the same `merge` key less than a second apart
 * join one step until a new word or line begins. Call it for undoable edits only.
 */
export function record(
  history: History,
  before: Notebook,
  after: Notebook,
  options: { readonly merge?: string; readonly at: number },
): History {
  if (before === after) return history;
  const merge = options.merge ?? null;
  const typed = merge === null ? null : typedText(before, after);
  const step: Step = { ...difference(before, after), merge, at: options.at, typed };
  const last = history.past.at(-1);
  const joined = last && joins(last, step) ? join(last, step) : null;
  const past = joined ? [...history.past.slice(0, -1), joined] : [...history.past, step].slice(-maxSteps);
  return { past, future: [] };
}

/** Null where there is nothing to undo. */
export function undo(history: History, notebook: Notebook): { history: History; notebook: Notebook } | null {
  const step = history.past.at(-1);
  if (!step) return null;
  const result = apply(notebook, step.after, step.before);
  const done = { ...step, after: result.left, merge: null };
  return { history: { past: history.past.slice(0, -1), future: [...history.future, done] }, notebook: result.notebook };
}

/** Null where there is nothing to redo. */
export function redo(history: History, notebook: Notebook): { history: History; notebook: Notebook } | null {
  const step = history.future.at(-1);
  if (!step) return null;
  const result = apply(notebook, step.before, step.after);
  const done = { ...step, before: result.left, merge: null };
  return { history: { past: [...history.past, done], future: history.future.slice(0, -1) }, notebook: result.notebook };
}

function difference(before: Notebook, after: Notebook): Pick<Step, 'before' | 'after'> {
  const old = byId(before);
  const young = byId(after);
  const beforeCells = new Map<string, Cell>();
  const afterCells = new Map<string, Cell>();
  for (const [id, cell] of old) if (young.get(id) !== cell) beforeCells.set(id, slim(cell, young.get(id)));
  for (const [id, cell] of young) if (old.get(id) !== cell) afterCells.set(id, slim(cell, old.get(id)));
  const same = before.metadata === after.metadata;
  return {
    before: { order: [...old.keys()], cells: beforeCells, metadata: same ? null : before.metadata },
    after: { order: [...young.keys()], cells: afterCells, metadata: same ? null : after.metadata },
  };
}

/** Outputs live on in the notebook while the cell does: a step must not hold old ones in memory. */
function slim(cell: Cell, other: Cell | undefined): Cell {
  return cell.type === 'code' && other?.type === 'code' ? { ...cell, outputs: [], executionCount: null } : cell;
}

/** `left` is the side just left, with the outputs its cells have gained since. */
function apply(notebook: Notebook, from: Side, to: Side): { notebook: Notebook; left: Side } {
  const now = byId(notebook);
  const cells: Cell[] = [];
  for (const id of to.order) {
    const current = now.get(id);
    const wanted = to.cells.get(id);
    const cell = wanted && current ? withOutputsOf(wanted, current) : (wanted ?? current);
    if (cell) cells.push(cell);
  }
  const leaving = new Map<string, Cell>();
  for (const [id, cell] of from.cells) leaving.set(id, slim(now.get(id) ?? cell, to.cells.get(id)));
  const metadata = to.metadata ?? notebook.metadata;
  return { notebook: { ...notebook, cells, metadata }, left: { ...from, cells: leaving } };
}

function withOutputsOf(cell: Cell, current: Cell): Cell {
  if (cell.type !== 'code' || current.type !== 'code') return cell;
  return { ...cell, outputs: current.outputs, executionCount: current.executionCount };
}

function joins(last: Step, next: Step): boolean {
  if (last.merge === null || last.merge !== next.merge || next.at - last.at > mergeWithinMs) return false;
  const wasTyped = last.typed;
  const isTyped = next.typed;
  if (!wasTyped || !isTyped) return wasTyped === isTyped;
  return wasTyped.kind === isTyped.kind && !(wasTyped.endsInSpace && !isTyped.startsInSpace);
}

function join(first: Step, second: Step): Step {
  return {
    before: {
      order: first.before.order,
      cells: new Map([...second.before.cells, ...first.before.cells]),
      metadata: first.before.metadata ?? second.before.metadata,
    },
    after: {
      order: second.after.order,
      cells: new Map([...first.after.cells, ...second.after.cells]),
      metadata: second.after.metadata ?? first.after.metadata,
    },
    merge: second.merge,
    at: second.at,
    typed: second.typed,
  };
}

const byId = (notebook: Notebook) => new Map(notebook.cells.map((cell) => [cell.id, cell]));
