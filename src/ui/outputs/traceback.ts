import { stripAnsi } from './ansi';

export type Frame =
  | {
      readonly kind: 'cell';
      /** Empty at the top of a cell. */
      readonly name: string;
      readonly cellId: string;
      readonly executionCount: string;
      /** From 1. */
      readonly line: number;
      readonly column: number;
    }
  | { readonly kind: 'other'; readonly text: string };

export interface Traceback {
  /** Innermost first. */
  readonly frames: readonly Frame[];
  /** Set where the lines are not ours (another language's traceback): all of them, colours included. */
  readonly foreign: string | null;
}

const CELL_FRAME = /^\s*at (?:(.*?) \()?Cell \[([^\]]*)\] #([\w-]+):(\d+):(\d+)\)?\s*$/;
const OTHER_FRAME = /^\s+at (.+)$/;

/** Reads the traceback of an error output; frames of cells read `    at fn (Cell [3] #cellId:line:column)`. */
export function parseTraceback(lines: readonly string[]): Traceback {
  const frames: Frame[] = [];
  for (const line of lines.flatMap((entry) => entry.split('\n'))) {
    const cell = CELL_FRAME.exec(line);
    if (cell) {
      frames.push({
        kind: 'cell',
        name: cell[1] ?? '',
        executionCount: cell[2] ?? '',
        cellId: cell[3] ?? '',
        line: Number(cell[4]),
        column: Number(cell[5]),
      });
      continue;
    }
    const other = OTHER_FRAME.exec(line)?.[1];
    if (other !== undefined) frames.push({ kind: 'other', text: other });
  }
  if (frames.length > 0) return { frames, foreign: null };
  const text = lines.join('\n');
  return { frames, foreign: stripAnsi(text).split('\n').length > 1 ? text : null };
}
