import type { CellRewrite } from './types';

/**
 * What the page asks the types worker. Cells are named by URI; offsets count UTF-16
 * units from the start of the reader's text, as in `String.prototype.slice`.
 */

export interface TextSpan {
  readonly start: number;
  readonly length: number;
}
export interface PlacedSpan {
  readonly uri: string;
  readonly span: TextSpan;
}

/** A TypeScript cell; its place in the list is its place in the notebook. */
export interface CellPlace {
  readonly uri: string;
  /** Left out where the worker knows it already. */
  readonly text?: string;
  /** False hides its names from the cells above it. */
  readonly ran?: boolean;
}

export interface Problem {
  readonly severity: 'error' | 'warning' | 'hint';
  readonly code: number;
  readonly message: string;
  readonly span: TextSpan;
  readonly deprecated: boolean;
  /** Nothing uses it: shown grey, which is no reproach. */
  readonly unnecessary: boolean;
}

/** TypeScript's own words for what a name is: "const", "function", "method", … */
export type EntryKind = string;

export interface CompletionEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly sortText: string;
  readonly deprecated: boolean;
  /** What it replaces, where that is not the word at the caret. */
  readonly replaces?: TextSpan;
  /** The module that it would be imported from. */
  readonly source?: string;
}
export interface EntryDetails {
  readonly signature: string;
  /** Markdown. */
  readonly documentation: string;
  /** What else taking it changes: the import it needs. */
  readonly edits: readonly TextEdit[];
}

export interface Hover {
  readonly span: TextSpan;
  readonly signature: string;
  /** Markdown. */
  readonly documentation: string;
  /** Set for a name of the notebook, declared at the top of a cell. */
  readonly notebookName?: string;
}

export interface SignatureHelp {
  readonly activeSignature: number;
  readonly activeParameter: number;
  readonly signatures: readonly {
    readonly label: string;
    readonly documentation: string;
    readonly parameters: readonly { readonly label: string; readonly documentation: string }[];
  }[];
}

export interface Highlight {
  readonly span: TextSpan;
  readonly write: boolean;
}

export interface TextEdit {
  readonly span: TextSpan;
  readonly text: string;
}
export type RenameResult =
  | { readonly ok: true; readonly edits: readonly (TextEdit & { readonly uri: string })[] }
  | { readonly ok: false; readonly reason: string };

/** A name that nothing declares and that a module could supply. */
export interface MissingImport {
  readonly name: string;
  /** The module. */
  readonly source: string;
  /** Where the name stands. */
  readonly span: TextSpan;
  readonly edits: readonly TextEdit[];
}

/** A whole text as it could be, with the caret where it was in meaning. */
export type RewriteResult =
  | { readonly ok: true; readonly text: string; readonly caret: number }
  /** Line and column from 1. */
  | { readonly ok: false; readonly message: string; readonly line?: number; readonly column?: number };

export interface CellLanguageApi {
  /** All TypeScript cells; others are forgotten. */
  setCells(cells: readonly CellPlace[]): Promise<void>;
  setText(uri: string, text: string): Promise<void>;
  problems(uri: string): Promise<readonly Problem[]>;
  completions(uri: string, offset: number): Promise<readonly CompletionEntry[]>;
  completionDetails(uri: string, offset: number, name: string, source?: string): Promise<EntryDetails | null>;
  hover(uri: string, offset: number): Promise<Hover | null>;
  signatureHelp(uri: string, offset: number): Promise<SignatureHelp | null>;
  highlights(uri: string, offset: number): Promise<readonly Highlight[]>;
  definitions(uri: string, offset: number): Promise<readonly PlacedSpan[]>;
  references(uri: string, offset: number): Promise<readonly PlacedSpan[]>;
  rename(uri: string, offset: number, newName: string): Promise<RenameResult>;
  /** Imports for names of the cell that nothing declares. */
  missingImports(uri: string): Promise<readonly MissingImport[]>;
  rewrite(uri: string, rewrite: CellRewrite, caret: number): Promise<RewriteResult>;
  /** Where declarations of packages may be fetched from; nowhere if empty. */
  setPackageCdns(cdns: readonly string[]): Promise<void>;
}
