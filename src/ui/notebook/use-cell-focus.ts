import type { RefObject } from 'react';
import { useLayoutEffect } from 'react';

interface CellFocus {
  readonly focused: boolean;
  readonly editing: boolean;
  /** True while the pointer is down in the cell. */
  readonly pointed: RefObject<boolean>;
}

/**
 * Lets the keyboard's focus follow the selection: in command mode the cell itself holds it, in edit
 * mode its editor takes it. A newly focused cell is scrolled into view, unless the pointer chose it:
 * what is under the pointer must stay there, or the click misses it.
 */
export function useCellFocus(root: RefObject<HTMLElement | null>, { focused, editing, pointed }: CellFocus): void {
  useLayoutEffect(() => {
    const element = root.current;
    if (!element || !focused) return;
    if (!editing && mayTakeFocus(element)) element.focus({ preventScroll: true });
    if (!pointed.current) scrollNear(element);
  }, [root, focused, editing, pointed]);
}

/** Someone typing in another field keeps the focus, and so does a control inside the cell. */
function mayTakeFocus(cell: HTMLElement): boolean {
  const active = document.activeElement;
  if (!active || active === document.body || active === cell) return true;
  if (cell.contains(active)) return active.closest('[data-editor]') !== null;
  if (active.closest('[data-cell-id]')) return true;
  return !active.matches('input, textarea, select, [contenteditable="true"]') && active.closest('[role="dialog"], [role="alertdialog"]') === null;
}

/** Brings a cell into view; of one taller than the view, the part that is nearer stays where it is. */
function scrollNear(cell: HTMLElement): void {
  const view = cell.closest('[data-notebook-column]')?.getBoundingClientRect();
  if (!view) return;
  const place = cell.getBoundingClientRect();
  const coversView = place.top <= view.top && place.bottom >= view.bottom;
  if (!coversView) cell.scrollIntoView({ block: place.height > view.height ? 'start' : 'nearest' });
}
