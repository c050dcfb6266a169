/** Whether a code cell shows its code, in Colab's words: `metadata.cellView`. */
import type { Json } from '../base/json';
import { mapCell } from './edit';
import type { CellForm } from './params/types';
import type { Cell, Notebook } from './types';

const KEY = 'cellView';

/** `form` is that of the cell; its title may ask for the code to be hidden. */
export function hidesCode(cell: Cell, form: CellForm | null): boolean {
  const view = cell.metadata[KEY];
  return view === undefined ? (form?.hidesCode ?? false) : view === 'form';
}

export function setCodeHidden(notebook: Notebook, cellId: string, hidden: boolean, form: CellForm | null): Notebook {
  // Only where the title hides the code must the metadata say that it shows.
  const view = hidden ? 'form' : form?.hidesCode ? 'both' : undefined;
  return mapCell(notebook, cellId, (cell) => {
    if (cell.metadata[KEY] === view) return cell;
    const members = new Map<string, Json | undefined>([...Object.entries(cell.metadata), [KEY, view]]);
    return { ...cell, metadata: Object.fromEntries([...members].filter(([, value]) => value !== undefined)) };
  });
}
