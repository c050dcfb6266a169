/** Compiles cells before they are run, so that a run finds its program ready. */
import type { Result } from '../base/result';
import type { CellProgram, CellSyntaxError } from '../protocol/kernel';

export type Compiled = Result<CellProgram, CellSyntaxError>;
type Compile = (cellId: string, text: string) => Promise<Compiled>;

export interface Programs {
  /** The cell is likely to be run with this text. While one text compiles, only the newest other waits. */
  prepare(cellId: string, text: string): void;
  of(cellId: string, text: string): Promise<Compiled>;
  /** The program, where it is there already. */
  ready(cellId: string, text: string): Compiled | null;
}

export function createPrograms(compile: Compile): Programs {
  /** One a cell: of the text that was compiled last. */
  const known = new Map<string, { readonly text: string; readonly program: Promise<Compiled>; made: Compiled | null }>();
  let busy = false;
  let next: { readonly cellId: string; readonly text: string } | null = null;

  const of = (cellId: string, text: string): Promise<Compiled> => {
    const found = known.get(cellId);
    if (found?.text === text) return found.program;
    const program = compile(cellId, text);
    const entry = { text, program, made: null as Compiled | null };
    known.set(cellId, entry);
    void program.then((result) => {
      entry.made = result;
      // A compiler that could not be loaded may load the next time.
      if (!result.ok && result.error.name === 'CompilerError' && known.get(cellId) === entry) known.delete(cellId);
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

  return {
    of,
    prepare,
    ready(cellId, text) {
      const found = known.get(cellId);
      return found?.text === text ? found.made : null;
    },
  };
}
