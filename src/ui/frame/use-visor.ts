import { useEffect } from 'react';
import { useOpenSession, useSession } from '../context';
import { useShell } from './shell-context';

/** Whether there is something to see in the panel of tfvis, or the reader is looking at it. */
export function useHasVisor(): boolean {
  const { panel } = useShell();
  return useSession(({ visor }) => visor.surfaces.length > 0) || panel === 'visor';
}

/** Opens and closes the panel of tfvis as cells ask, and tells the kernel whether it is open. */
export function useVisor(): void {
  const { panel, openPanel, closePanel } = useShell();
  const { commands } = useOpenSession();
  const asked = useSession(({ visor }) => visor.asked);
  useEffect(() => {
    if (asked === null) return;
    if (asked.open) openPanel('visor');
    else closePanel('visor');
  }, [asked, openPanel, closePanel]);
  const isOpen = panel === 'visor';
  useEffect(() => commands.visorShown(isOpen), [commands, isOpen]);
  // Another notebook has surfaces of its own, or none.
  useEffect(() => () => closePanel('visor'), [commands, closePanel]);
}
