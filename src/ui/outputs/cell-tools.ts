import { createContext } from 'react';

/** Whether the tools of the cell around are on the page: of hundreds of cells only those that someone is at need them. */
export const CellToolsContext = createContext(true);
