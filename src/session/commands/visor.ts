/** What the reader does with the panel of tfvis. */
import type { SessionCore } from '../core';
import type { KernelLink } from '../kernel-link';
import type { SessionCommands } from '../types';

export function visorCommands({ state, patch }: SessionCore, kernel: Pick<KernelLink, 'current'>): Pick<SessionCommands, 'showVisorTab' | 'visorShown' | 'widenVisor'> {
  return {
    showVisorTab: (tab) => patch({ visor: { ...state().visor, tab } }),
    visorShown(isOpen) {
      if (state().visor.isOpen === isOpen) return;
      patch({ visor: { ...state().visor, isOpen } });
      kernel.current()?.tellVisor({ open: isOpen, full: state().visor.isFull });
    },
    widenVisor(isFull) {
      patch({ visor: { ...state().visor, isFull } });
      kernel.current()?.tellVisor({ open: state().visor.isOpen, full: isFull });
    },
  };
}
