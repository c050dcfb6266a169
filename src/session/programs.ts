/** Compiles cells before they are run, so that a run finds its program ready. */
import type { Result } from '../base/result';
import type { CellProgram, CellSyntaxError } from '../protocol/kernel';

type Compiled = Result<CellProgram, CellSyntaxError>;
type Compile = (cellId: string, text: string) => Promise<Compiled>;

export interface Programs {
  /** The cell is likely to be run with this text. While one text compiles, only the newest other waits. */
  prepare(cellId: string, text: string): void;
  of(cellId: string, text: string): Promise<Compiled>;
}

export function createPrograms(compile: Compile): Programs {
  /** One a cell: of the text that was compiled last. */
  const known = new Map<string, { readonly text: string; readonly program: Promise<Compiled> }>();
  let busy = false;
  let next: { readonly cellId: string; readonly text: string } | null = null;

  const of = (cellId: string, text: string): Promise<Compiled> => {
    const found = known.get(cellId);
    if (found?.text === text) return found.program;
    const program = compile(cellId, text);
    known.set(cellId, { text, program });
    // A compiler that could not be loaded may load the next time.
    void program.then((result) => {
      if (!result.ok && result.error.name === 'CompilerError' && known.get(cellId)?.program === program) known.delete(cellId);
    });
    return program;
  };

  const prepare = (cellId: string, text: string): void => {
    if (busy) {
      next = { cellId, text };
      return;
    }
    busy = true;
    void of(cellId, text).finally(() => {
      busy = false;
      const waiting = next;
      next = null;
      if (waiting) prepare(waiting.cellId, waiting.text);
    });
  };

  return { of, prepare };
}
