/** The only Monaco the rest of the page sees: a service that is loaded on demand. */
import type { Result } from '../../base/result';

export type EditorLanguage = 'typescript' | 'markdown' | 'plaintext';

/** What a key pressed inside an editor asks the notebook to do. */
export type EditorCommand =
  | 'run' // Ctrl/⌘+Enter
  | 'run-and-advance' // Shift+Enter
  | 'run-and-insert' // Alt+Enter
  | 'leave' // Esc, when no widget of the editor is open
  | 'previous' // ArrowUp on the first line
  | 'next' // ArrowDown on the last line
  | CellRewrite;

export interface EditorHandlers {
  onChange(text: string): void;
  onFocus(): void;
  onBlur(): void;
  onCommand(command: EditorCommand): void;
  /** The content's height in CSS pixels changed. */
  onHeight(height: number): void;
  /** A definition was followed into a cell that has no editor now; the page shows it. Positions from 1. */
  onOpenCell?(cellId: string, line: number, column: number): void;
}

/** An editor on the page. Its text and undo history live on when it is disposed. */
export interface CellEditor {
  focus(at?: 'start' | 'end'): void;
  hasFocus(): boolean;
  /** Replaces the text from outside (undo, load), keeping the caret where possible; fires no onChange. */
  setText(text: string): void;
  setLabel(label: string): void;
  /** Whether Tab stops here. Inside, Tab indents: an editor nobody writes in must not catch it. */
  setTabStop(stop: boolean): void;
  revealPosition(line: number, column: number): void;
  layout(width: number): void;
  dispose(): void;
}

export interface NotebookCellText {
  readonly id: string;
  readonly language: EditorLanguage;
  readonly text: string;
  /** Whether it has run since the kernel started; `false` hides its names from the cells above it. */
  readonly ran?: boolean;
}

/** Ways to put a cell's text in order: its layout; its imports sorted, the unused dropped; imports it lacks. */
export type CellRewrite = 'format' | 'organise-imports' | 'add-imports';

/** Why a cell's text was left as it is. */
export interface RewriteFailure {
  readonly message: string;
  /** From 1, in the cell's text; absent where no place is to blame. */
  readonly line?: number;
  readonly column?: number;
}

export interface EditorService {
  /** All cells in order, after every change of them; serves completion and errors across cells. */
  setCells(cells: readonly NotebookCellText[]): void;
  /** Told when a cell without an editor was edited, by renaming a name for one. Returns how to stop. */
  onDistantEdit(listener: (cellId: string, text: string) => void): () => void;
  attach(element: HTMLElement, cell: NotebookCellText, label: string, handlers: EditorHandlers): CellEditor;
  /** Highlighted HTML of the text, one `<br/>`-separated line after another, safe to insert. */
  colorize(text: string, language: string): Promise<string>;
  setTheme(theme: 'light' | 'dark'): void;
  /** What names of the notebook held at the last run, by name: "Tensor float32 [128, 784]". Hovers show it. */
  setShapes(shapes: Readonly<Record<string, string>>): void;
  /** Whether types of imported packages may be fetched: not for a copy that the reader has not accepted. */
  setFetching(allowed: boolean): void;
  /**
   * Puts a TypeScript cell in order. The change is one undo step of the cell's editor, or a distant edit where
   * it has none; the value says whether anything changed.
   */
  rewrite(cellId: string, rewrite: CellRewrite): Promise<Result<boolean, RewriteFailure>>;
}
