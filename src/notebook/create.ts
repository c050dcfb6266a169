import { newId } from '../base/ids';
import type { JsonObject } from '../base/json';
import type { Cell, CellType, Notebook } from './types';

/** Tells other notebook programs the language, so that GitHub and Jupyter highlight the cells. */
export const languageMetadata: JsonObject = {
  kernelspec: { display_name: 'TypeScript (Gradbook)', language: 'typescript', name: 'gradbook' },
  language_info: { codemirror_mode: 'typescript', file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
};

export function createNotebook(cells: readonly { readonly type: CellType; readonly source: string }[] = []): Notebook {
  return { cells: cells.map((cell) => createCell(cell.type, cell.source)), metadata: languageMetadata };
}

export function createCell(type: CellType, source = ''): Cell {
  const base = { id: newId(), source, metadata: {} };
  switch (type) {
    case 'code':
      return { ...base, type, outputs: [], executionCount: null };
    case 'markdown':
    case 'raw':
      return { ...base, type };
  }
}
