import { useMemo, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { KernelState, SessionState } from '../../session/types';
import { useOpenSession } from '../context';

/** Milliseconds that a kernel is busy before the page's frame says so: shorter runs would only make it flicker. */
const CALM = 80;

/** What the kernel does, leaving out work that is over at once; the cell itself shows every run. */
export function useCalmKernel(): KernelState {
  const { store } = useOpenSession();
  const calm = useMemo(() => calmKernel(store), [store]);
  return useSyncExternalStore(calm.subscribe, calm.get);
}

function calmKernel(store: StoreApi<SessionState>) {
  let shown = store.getState().kernel;
  return {
    get: () => shown,
    subscribe(changed: () => void): () => void {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const take = (): void => {
        clearTimeout(timer);
        timer = undefined;
        const { kernel } = store.getState();
        if (kernel === shown) return;
        shown = kernel;
        changed();
      };
      const follow = (): void => {
        const { kernel } = store.getState();
        if (kernel.phase === 'busy' && shown.phase === 'idle') timer ??= setTimeout(take, CALM);
        else if (kernel.phase === 'idle' && shown.phase === 'idle') {
          clearTimeout(timer);
          timer = undefined;
        } else take();
      };
      take();
      const unsubscribe = store.subscribe(follow);
      return () => {
        clearTimeout(timer);
        unsubscribe();
      };
    },
  };
}
