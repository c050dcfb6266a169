import { useEffect } from 'react';
import { useOpenSession, useSession } from '../context';
import { useShell } from './shell-context';

/** Whether there is something to see in the panel of tfvis, or the reader is looking at it. */
export function useHasVisor(): boolean {
  const { panel } = useShell();
  return useSession(({ visor }) => visor.surfaces.length > 0) || panel === 'visor';
}

/** Opens and closes the panel of tfvis as cells and keys ask, and tells the kernel whether it is open. */
export function useVisor(): void {
  const { panel, openPanel, closePanel, togglePanel } = useShell();
  const { commands } = useOpenSession();
  const asked = useSession(({ visor }) => visor.asked);
  const isFull = useSession(({ visor }) => visor.isFull);
  const hasKeys = useSession(({ visor }) => visor.hasKeys && visor.surfaces.length > 0);
  useEffect(() => {
    if (asked === null) return;
    if (asked.open) openPanel('visor');
    else closePanel('visor');
  }, [asked, openPanel, closePanel]);
  const isOpen = panel === 'visor';
  useEffect(() => commands.visorShown(isOpen), [commands, isOpen]);
  useEffect(() => {
    if (!hasKeys) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
      if (event.key === '`') togglePanel('visor');
      else if (event.key === '~') {
        openPanel('visor');
        commands.widenVisor(!isFull);
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [hasKeys, isFull, togglePanel, openPanel, commands]);
  // Another notebook has surfaces of its own, or none.
  useEffect(() => () => closePanel('visor'), [commands, closePanel]);
}

/** Where the key is a letter like others. */
const isWriting = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input, textarea, select, [contenteditable], .monaco-editor, [role="textbox"]') !== null;
