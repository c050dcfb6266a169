import type { JSX, ReactNode } from 'react';
import { createContext, useCallback, useState } from 'react';
import { useOpenSession } from '../context';
import { RevealContext, type Place } from '../outputs/reveal';

/** The place that was asked for last; a new object each time. */
export const AskedPlaceContext = createContext<Place | null>(null);

/** Lets everything on the notebook page lead to a place in a cell. */
export function RevealProvider({ children }: { readonly children: ReactNode }): JSX.Element {
  const { commands } = useOpenSession();
  const [asked, setAsked] = useState<Place | null>(null);
  const reveal = useCallback(
    ({ cellId, line, column }: Place) => {
      commands.select(cellId, { mode: 'edit' });
      setAsked({ cellId, line, column });
    },
    [commands],
  );
  return (
    <RevealContext value={reveal}>
      <AskedPlaceContext value={asked}>{children}</AskedPlaceContext>
    </RevealContext>
  );
}
