/** Knows which cells are near what is visible, so that only those are drawn in full. */
import { createContext } from 'react';

/** CSS pixels beyond the view within which a cell is drawn, and beyond which it is let go again. */
const ENTER = 1200;
const LEAVE = 4000;

export interface CellWindow {
  /** Calls `report` when the element comes near and when it is far again; returns how to stop. */
  watch(element: Element, cellId: string, report: (near: boolean) => void): () => void;
  /** The height that a cell had when it was last drawn, CSS pixels. */
  heightOf(cellId: string): number | undefined;
}

interface Watched {
  readonly cellId: string;
  readonly report: (near: boolean) => void;
}

export interface ObservedWindow extends CellWindow {
  /** Begins to observe inside the scrolling element; null ends it. */
  attach(scroller: Element | null): void;
}

export function createCellWindow(): ObservedWindow {
  const watched = new Map<Element, Watched>();
  const heights = new Map<string, number>();
  let observers: readonly IntersectionObserver[] = [];

  const observe = (root: Element, margin: number, notice: (entry: IntersectionObserverEntry, cell: Watched) => void): IntersectionObserver =>
    new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const cell = watched.get(entry.target);
          if (cell) notice(entry, cell);
        }
      },
      { root, rootMargin: `${margin}px 0px` },
    );

  return {
    attach(scroller) {
      observers.forEach((observer) => observer.disconnect());
      if (scroller === null) {
        observers = [];
        return;
      }
      observers = [
        observe(scroller, ENTER, (entry, cell) => {
          if (entry.isIntersecting) cell.report(true);
        }),
        observe(scroller, LEAVE, (entry, cell) => {
          if (entry.isIntersecting) return;
          const { height } = entry.boundingClientRect;
          if (height > 0) heights.set(cell.cellId, height);
          cell.report(false);
        }),
      ];
      for (const element of watched.keys()) observers.forEach((observer) => observer.observe(element));
    },
    watch(element, cellId, report) {
      watched.set(element, { cellId, report });
      observers.forEach((observer) => observer.observe(element));
      return () => {
        watched.delete(element);
        observers.forEach((observer) => observer.unobserve(element));
      };
    },
    heightOf: (cellId) => heights.get(cellId),
  };
}

export const CellWindowContext = createContext<CellWindow | null>(null);
