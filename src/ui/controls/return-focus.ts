import { useCallback, useState } from 'react';

/** The cell that the keyboard is on, where a notebook is open. */
export function focusedCell(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-cell-id][tabindex="0"]');
}

/** Where the focus goes when a menu closes: to the cell, unless what was chosen has put the caret into a field. */
export function focusAfterMenu(): HTMLElement | boolean {
  if (document.activeElement instanceof HTMLInputElement && !document.activeElement.closest('[role="menu"]')) return false;
  return focusedCell() ?? true;
}

/** Gives what had the focus when this component came, or the notebook's cell if that has gone. */
export function useFocusBefore(): () => HTMLElement | true {
  const [before] = useState(() => document.activeElement);
  return useCallback(() => {
    const stays = before instanceof HTMLElement && before.isConnected && before !== document.body && !before.closest('[role="menu"]');
    return (stays ? before : focusedCell()) ?? true;
  }, [before]);
}
