import type { RefObject } from 'react';
import { startTransition, useContext, useEffect, useState } from 'react';
import { CellWindowContext } from './cell-window';

interface Options {
  /** What holds before anything is known. */
  readonly first: boolean;
  /** The cell is drawn in full whatever the answer. */
  readonly forced: boolean;
}

/** Whether the cell is near what is visible. */
export function useNear(element: RefObject<HTMLElement | null>, cellId: string, { first, forced }: Options): boolean {
  const cells = useContext(CellWindowContext);
  const [near, setNear] = useState(first);
  useEffect(() => {
    if (cells === null || element.current === null) return;
    // Cells that scrolling brings near are drawn in slices, between frames.
    return cells.watch(element.current, cellId, (isNear) => startTransition(() => setNear(isNear)));
    // The outline and the full cell are two elements.
  }, [cells, element, cellId, near, forced]);
  return near;
}
