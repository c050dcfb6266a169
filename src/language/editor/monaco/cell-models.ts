/** One text model for each cell; it outlives the editors that show it. */
import type { EditorLanguage, NotebookCellText } from '../types';
import { editor, Uri } from './monaco';

const extensions: Readonly<Record<EditorLanguage, string>> = { typescript: 'ts', markdown: 'md', plaintext: 'txt' };
const folder = '/cells/';

export const uriOfCell = (id: string, language: EditorLanguage): Uri =>
  Uri.from({ scheme: 'file', path: `${folder}${id}.${extensions[language]}` });

/** The id of the cell that a model belongs to; null for a model that is no cell's. */
export function cellOfUri(uri: Uri): string | null {
  return uri.path.startsWith(folder) ? uri.path.slice(folder.length, uri.path.lastIndexOf('.')) : null;
}

export class CellModels {
  /** Models that an editor shows: the editor's owner decides on their text. */
  readonly #attached = new Map<editor.ITextModel, number>();

  setCells(cells: readonly NotebookCellText[]): void {
    const kept = new Set(cells.map((cell) => this.#model(cell)));
    for (const model of editor.getModels()) {
      if (cellOfUri(model.uri) !== null && !kept.has(model)) model.dispose();
    }
  }

  /** The cell's model, kept from being changed by `setCells` until `release`. */
  attach(cell: NotebookCellText): editor.ITextModel {
    const model = this.#model(cell);
    replaceText(model, cell.text);
    this.#attached.set(model, (this.#attached.get(model) ?? 0) + 1);
    return model;
  }

  release(model: editor.ITextModel): void {
    const left = (this.#attached.get(model) ?? 1) - 1;
    if (left === 0) this.#attached.delete(model);
    else this.#attached.set(model, left);
  }

  #model(cell: NotebookCellText): editor.ITextModel {
    const uri = uriOfCell(cell.id, cell.language);
    const known = editor.getModel(uri);
    if (known) {
      if (!this.#attached.has(known)) replaceText(known, cell.text);
      return known;
    }
    const model = editor.createModel(cell.text, cell.language, uri);
    model.setEOL(editor.EndOfLineSequence.LF);
    model.updateOptions({ tabSize: 2, insertSpaces: true, trimAutoWhitespace: true });
    return model;
  }
}

/** Replaces only the middle that differs, so that carets and folds outside it stay. */
export function replaceText(model: editor.ITextModel, text: string): void {
  const old = model.getValue();
  const next = text.replaceAll('\r\n', '\n');
  if (old === next) return;
  const shorter = Math.min(old.length, next.length);
  let start = 0;
  while (start < shorter && old[start] === next[start]) start++;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(old.length - tail);
  const range = { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column };
  model.pushEditOperations([], [{ range, text: next.slice(start, next.length - tail) }], () => null);
}
