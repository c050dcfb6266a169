import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { useServices } from '../context';

/** A key or a press of the pointer meets the page as its state is, also while views wait for the end of a run. */
export function useSettledInput(): void {
  const { app } = useServices();
  useEffect(() => {
    const settle = (): boolean => {
      const { session } = app.store.getState();
      if (!session?.shown.held()) return false;
      flushSync(() => session.shown.release());
      return true;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (!settle() || event.isComposing) return;
      const focused = document.activeElement ?? document.body;
      if (focused === event.target) return;
      // Aimed at what had the focus before: it goes to what has it now.
      event.stopImmediatePropagation();
      if (!focused.dispatchEvent(new KeyboardEvent(event.type, event))) event.preventDefault();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    window.addEventListener('pointerdown', settle, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true });
      window.removeEventListener('pointerdown', settle, { capture: true });
    };
  }, [app]);
}
