/** What the page and its compile worker say to each other. */
import type { Result } from '../../base/result';
import type { CellProgram, CellSyntaxError } from '../compile/types';

export interface CompileRequest {
  readonly id: number;
  readonly cellId: string;
  readonly text: string;
}

export interface CompileReply {
  readonly id: number;
  readonly result: Result<CellProgram, CellSyntaxError>;
}
