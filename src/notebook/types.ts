/** The document: what a notebook is apart from running it. Immutable; every edit returns a new one. */
import type { JsonObject } from '../base/json';
import type { MimeBundle } from '../base/mime';

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: JsonObject;
  /** How the file spelled this notebook; absent for one made here. Only `notebook/ipynb` looks inside. */
  readonly origin?: FileOrigin;
}

export type Cell = CodeCell | MarkdownCell | RawCell;
export type CellType = Cell['type'];

interface CellBase {
  /** nbformat 4.5 cell id, unique in the notebook. */
  readonly id: string;
  /** The text, lines joined with `\n`. */
  readonly source: string;
  readonly metadata: JsonObject;
  /** How the file spelled this cell; edits keep it, the writer reuses what still holds. */
  readonly origin?: CellOrigin;
}
export interface CodeCell extends CellBase {
  readonly type: 'code';
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
}
export interface MarkdownCell extends CellBase {
  readonly type: 'markdown';
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
}
export interface RawCell extends CellBase {
  readonly type: 'raw';
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
}

/** nbformat outputs; multi-line text is joined. `origin` works as for cells. */
export type Output = (
  | { readonly type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly type: 'display';
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
      /** Lives only while its kernel does; not in the file. */
      readonly displayId?: string;
    }
  | { readonly type: 'result'; readonly data: MimeBundle; readonly metadata: JsonObject; readonly executionCount: number | null }
  | { readonly type: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] }
) & { readonly origin?: OutputOrigin };

/** Opaque to everyone but the reader and writer in `notebook/ipynb`. */
export interface FileOrigin {
  readonly kind: 'file-origin';
  readonly [part: string]: unknown;
}
export interface CellOrigin {
  readonly kind: 'cell-origin';
  readonly [part: string]: unknown;
}
export interface OutputOrigin {
  readonly kind: 'output-origin';
  readonly [part: string]: unknown;
}
