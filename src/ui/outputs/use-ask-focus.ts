import type { RefObject } from 'react';
import { useEffect } from 'react';
import type { Session } from '../../session/types';
import { useOpenSession } from '../context';

/**
 * Gives a new question the keyboard, if its cell is the selected one or was run by stepping on to the next, and
 * nobody is writing elsewhere. The returned function, called when the question is answered, hands the keyboard
 * on: to the next question of the cell, else back to the selected cell.
 */
export function useAskFocus(field: RefObject<HTMLElement | null>, cellId: string): () => void {
  const session = useOpenSession();
  // After all layout effects: a warm kernel asks so soon that the question is drawn together with the selection that
  // the run has moved. The editor is still the one that is written in then, and the selected cell is about to take the focus.
  useEffect(() => {
    const element = field.current;
    if (element && isAwaited(session, cellId) && !isBusyElsewhere(element)) element.focus();
  }, [field, cellId, session]);
  return () => {
    const element = field.current;
    if (!element || !holdsFocus(element)) return;
    const cell = element.closest('[data-cell-id]');
    const waiting = [...(cell?.querySelectorAll<HTMLElement>('[data-ask-field]') ?? [])].find((other) => other !== element);
    const { focus } = session.store.getState().selection;
    const selected = focus === null ? null : document.querySelector<HTMLElement>(`[data-cell-id="${CSS.escape(focus)}"]`);
    (waiting ?? selected)?.focus({ preventScroll: true });
  };
}

function isAwaited({ store }: Session, cellId: string): boolean {
  const { selection, notebook } = store.getState();
  if (selection.mode !== 'command') return false;
  if (selection.focus === cellId) return true;
  const at = notebook.cells.findIndex((cell) => cell.id === selection.focus);
  return at > 0 && notebook.cells[at - 1]?.id === cellId;
}

function isBusyElsewhere(field: HTMLElement): boolean {
  const active = document.activeElement;
  if (!active || active === document.body || active === field) return false;
  return active.matches('input, textarea, select, [contenteditable="true"]') || active.closest('.monaco-editor, [role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

const holdsFocus = (field: HTMLElement): boolean => (field.closest('[data-ask]') ?? field).contains(document.activeElement);
