/** The cells' text models. A model is made when it is first needed and outlives the editors that show it. */
import type { EditorLanguage, NotebookCellText } from '../types';
import { editor, Uri } from './monaco';
import { differenceOf } from './text-difference';

const extensions: Readonly<Record<EditorLanguage, string>> = { typescript: 'ts', markdown: 'md', plaintext: 'txt' };
const folder = '/cells/';
/** Models without an editor that are kept for their undo history. Monaco is not made for hundreds of models. */
const keptModels = 80;

export const uriOfCell = (id: string, language: EditorLanguage): Uri =>
  Uri.from({ scheme: 'file', path: `${folder}${id}.${extensions[language]}` });

/** The id of the cell that a URI belongs to; null for one that is no cell's. */
export function cellOfUri(uri: Uri): string | null {
  return uri.path.startsWith(folder) ? uri.path.slice(folder.length, uri.path.lastIndexOf('.')) : null;
}

export interface ModelListener {
  /** The text changed, by whatever. */
  onText(uri: string, text: string): void;
  /** The text of a cell without an editor was edited, by renaming a name for one. */
  onDistantEdit(cellId: string, text: string): void;
}

export class CellModels {
  readonly #listener: ModelListener;
  /** Models that an editor shows; the editor's owner decides on their text. */
  readonly #attached = new Map<editor.ITextModel, number>();
  /** Models that no editor shows now, the longest unused first. */
  readonly #idle = new Set<editor.ITextModel>();
  #cells: ReadonlyMap<string, NotebookCellText> = new Map();
  /** True while a text is brought up to date, which is no edit. */
  #updating = false;

  constructor(listener: ModelListener) {
    this.#listener = listener;
  }

  setCells(cells: readonly NotebookCellText[]): void {
    this.#cells = new Map(cells.map((cell) => [uriOfCell(cell.id, cell.language).toString(), cell]));
    for (const model of [...this.#idle]) {
      const cell = this.#cells.get(model.uri.toString());
      if (cell) this.update(model, cell.text);
      else this.#drop(model);
    }
  }

  /** The text as it is now: the model's where there is one. */
  textOf(cell: NotebookCellText): string {
    const model = editor.getModel(uriOfCell(cell.id, cell.language));
    return model && this.#attached.has(model) ? model.getValue() : cell.text;
  }

  /** The cell's model for an editor, which calls `release` in the end. */
  attach(cell: NotebookCellText): editor.ITextModel {
    const model = editor.getModel(uriOfCell(cell.id, cell.language)) ?? this.#create(cell);
    this.update(model, cell.text);
    this.#attached.set(model, (this.#attached.get(model) ?? 0) + 1);
    this.#idle.delete(model);
    return model;
  }

  release(model: editor.ITextModel): void {
    const left = (this.#attached.get(model) ?? 1) - 1;
    if (left > 0) {
      this.#attached.set(model, left);
      return;
    }
    this.#attached.delete(model);
    this.#idle.add(model);
    if (!this.#cells.has(model.uri.toString())) this.#drop(model);
    for (const oldest of this.#idle) {
      if (this.#idle.size <= keptModels) break;
      this.#drop(oldest);
    }
  }

  /** The model of any cell of the notebook; null for what is none. */
  find(uri: string): editor.ITextModel | null {
    const known = editor.getModel(Uri.parse(uri));
    if (known) return known;
    const cell = this.#cells.get(uri);
    if (!cell) return null;
    const model = this.#create(cell);
    this.#idle.add(model);
    return model;
  }

  /** Replaces only the middle that differs, so that carets and folds outside it stay. */
  update(model: editor.ITextModel, text: string): void {
    this.#updating = true;
    try {
      const edit = differenceOf(model, text);
      if (edit) model.pushEditOperations([], [edit], () => null);
    } finally {
      this.#updating = false;
    }
  }

  /** Replaces the text as an edit of the reader's: one step to undo. */
  rewrite(model: editor.ITextModel, text: string): void {
    const edit = differenceOf(model, text);
    if (!edit) return;
    model.pushStackElement();
    model.pushEditOperations([], [edit], () => null);
    model.pushStackElement();
  }

  get updating(): boolean {
    return this.#updating;
  }

  #create(cell: NotebookCellText): editor.ITextModel {
    const model = editor.createModel(cell.text, cell.language, uriOfCell(cell.id, cell.language));
    model.setEOL(editor.EndOfLineSequence.LF);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    model.onDidChangeContent(() => {
      const text = model.getValue();
      this.#listener.onText(model.uri.toString(), text);
      if (!this.#updating && !this.#attached.has(model)) this.#listener.onDistantEdit(cell.id, text);
    });
    return model;
  }

  #drop(model: editor.ITextModel): void {
    this.#idle.delete(model);
    model.dispose();
  }
}
