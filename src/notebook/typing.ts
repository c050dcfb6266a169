import type { Notebook } from './types';

/** What one edit did to the text of one cell: the grain at which typing becomes undo steps. */
export interface TypedText {
  readonly kind: 'inserted' | 'deleted' | 'replaced';
  readonly startsInSpace: boolean;
  readonly endsInSpace: boolean;
}

/** Null where the edit is anything but a change to one cell's text. */
export function typedText(before: Notebook, after: Notebook): TypedText | null {
  if (before.cells.length !== after.cells.length) return null;
  const at = before.cells.findIndex((cell, index) => cell !== after.cells[index]);
  const old = before.cells[at]?.source;
  const young = after.cells[at]?.source;
  if (old === undefined || young === undefined || old === young) return null;
  const shorter = Math.min(old.length, young.length);
  let head = 0;
  while (head < shorter && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === young[young.length - 1 - tail]) tail++;
  const removed = old.slice(head, old.length - tail);
  const added = young.slice(head, young.length - tail);
  return {
    kind: removed === '' ? 'inserted' : added === '' ? 'deleted' : 'replaced',
    startsInSpace: /^\s/.test(added),
    endsInSpace: /\s$/.test(added),
  };
}
