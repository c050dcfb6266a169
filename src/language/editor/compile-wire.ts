/** What the page and its compile worker say to each other. */
import type { Result } from '../../base/result';
import type { CellProgram, CellSyntaxError } from '../compile/types';

export type CompileRequest = { readonly id: number; readonly text: string } & (
  | { readonly kind: 'cell'; readonly cellId: string }
  /** A file of the notebook, to be imported. */
  | { readonly kind: 'module'; readonly fileName: string }
);

export type CompileReply = { readonly id: number } & (
  | { readonly kind: 'cell'; readonly result: Result<CellProgram, CellSyntaxError> }
  | { readonly kind: 'module'; readonly result: Result<string, CellSyntaxError> }
);
