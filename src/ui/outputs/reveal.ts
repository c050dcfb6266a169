import { createContext } from 'react';

/** A place in a cell's text, from 1. A new object asks anew for the same place. */
export interface Place {
  readonly cellId: string;
  readonly line: number;
  readonly column: number;
}

/** Selects a cell and puts the caret at a place in it. */
export const RevealContext = createContext<(place: Place) => void>(() => {});
