import { useCallback, useState } from 'react';

/** The cell that the keyboard is on, where a notebook is open. */
export function focusedCell(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-cell-id][tabindex="0"]');
}

/** Gives what had the focus when this component came, or the notebook's cell if that has gone. */
export function useFocusBefore(): () => HTMLElement | true {
  const [before] = useState(() => document.activeElement);
  return useCallback(() => {
    const stays = before instanceof HTMLElement && before.isConnected && before !== document.body && !before.closest('[role="menu"]');
    return (stays ? before : focusedCell()) ?? true;
  }, [before]);
}
