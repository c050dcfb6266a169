import { useEffect, useState } from 'react';
import { useOpenSession } from '../context';

const kept = 40;

/** Bytes in tensors at each of the last reports, oldest first; at least one value. */
export function useMemoryTrail(): readonly number[] {
  const { store } = useOpenSession();
  const [trail, setTrail] = useState<readonly number[]>(() => [store.getState().memory?.bytes ?? 0]);
  useEffect(
    () =>
      store.subscribe((state, before) => {
        const { memory } = state;
        if (memory && memory !== before.memory) setTrail((past) => [...past.slice(1 - kept), memory.bytes]);
      }),
    [store],
  );
  return trail;
}
