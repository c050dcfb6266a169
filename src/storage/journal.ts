/** Decides what a save has to write, from what was stored and what this page stored last. Pure. */
import type { StorableCell, StorableDocument } from './document';

/** What this page last wrote or read of a notebook. */
export interface Known {
  readonly revision: number;
  readonly cells: ReadonlyMap<string, StorableCell>;
}

/** What is in the store now. */
export interface Stored {
  readonly revision: number;
  readonly order: readonly string[];
  /** Revision of each cell record; read only where another tab has written since `known`. */
  readonly cellRevisions: ReadonlyMap<string, number>;
}

/** Another tab has written the notebook since this page last did. */
export interface Conflict {
  /** Cells both changed: what this page had has replaced the other's. */
  readonly overwritten: readonly string[];
  /** Cells only the other tab changed, added or deleted: this page still shows the old ones. */
  readonly elsewhere: readonly string[];
}

export interface Plan {
  readonly order: readonly string[];
  readonly cells: readonly StorableCell[];
  readonly outputs: readonly StorableCell[];
  readonly deleted: readonly string[];
  readonly conflict: Conflict | null;
}

/** `stored` null: the notebook is new, or was deleted by another tab and is written whole again. */
export function planSave(document: StorableDocument, known: Known | null, stored: Stored | null): Plan {
  const now = new Map(document.cells.map((cell) => [cell.id, cell]));
  const old = (stored && known?.cells) ?? new Map<string, StorableCell>();
  const others = stored && known && stored.revision !== known.revision ? stored.cellRevisions : null;
  const changedBefore = known?.revision ?? 0;

  const cells: StorableCell[] = [];
  const outputs: StorableCell[] = [];
  const overwritten: string[] = [];
  const elsewhere: string[] = [];
  for (const [id, cell] of now) {
    const was = old.get(id);
    const lost = others !== null && was !== undefined && !others.has(id);
    const textChanged = lost || !sameButOutputs(was, cell);
    const outputsChanged = lost || !was || was.outputs !== cell.outputs;
    if (textChanged || outputsChanged) cells.push(cell);
    if (outputsChanged) outputs.push(cell);
    const touched = lost || (others?.get(id) ?? 0) > changedBefore;
    if (touched) (textChanged && !lost ? overwritten : elsewhere).push(id);
  }
  const deleted = known
    ? [...old.keys()].filter((id) => !now.has(id))
    : (stored?.order ?? []).filter((id) => !now.has(id));
  const gone = new Set(deleted);
  const added = known && stored ? stored.order.filter((id) => !now.has(id) && !gone.has(id)) : [];
  const fresh = added.filter((id) => (others?.get(id) ?? 0) > changedBefore);
  const found = overwritten.length + elsewhere.length + fresh.length > 0;
  return {
    order: added.length === 0 ? [...now.keys()] : withAdded([...now.keys()], stored?.order ?? [], new Set(added)),
    cells,
    outputs,
    deleted,
    conflict: found ? { overwritten, elsewhere: [...elsewhere, ...fresh] } : null,
  };
}

/** Cells that another tab added keep their place behind the cell they followed. */
function withAdded(order: readonly string[], storedOrder: readonly string[], added: ReadonlySet<string>): string[] {
  const result = [...order];
  storedOrder.forEach((id, index) => {
    if (!added.has(id)) return;
    const before = storedOrder.slice(0, index).findLast((candidate) => result.includes(candidate));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id);
  });
  return result;
}

/** Edits replace objects instead of changing them, so identity field by field tells what changed. */
function sameButOutputs(a: StorableCell | undefined, b: StorableCell): boolean {
  if (a === b) return true;
  if (!a) return false;
  const was = new Map(Object.entries(a));
  const is = new Map(Object.entries(b));
  was.delete('outputs');
  is.delete('outputs');
  return was.size === is.size && [...is].every(([key, value]) => was.has(key) && was.get(key) === value);
}
