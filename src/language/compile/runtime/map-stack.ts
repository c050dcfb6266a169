import { cellScheme } from './program-registry';
import type { ProgramRegistry } from './program-registry';

/** One line of a stack, innermost first. */
export type Frame =
  | {
      readonly kind: 'cell';
      readonly cellId: string;
      /** From 1, in the user's TypeScript. */
      readonly line: number;
      readonly column: number;
      /** Null for code at the top of a cell. */
      readonly functionName: string | null;
    }
  /** Code of a library, as the engine wrote it. */
  | { readonly kind: 'library'; readonly text: string };

/** How addresses of the notebook's files begin. */
const fileScheme = 'notebook:/';
/** V8: `    at async load (address:3:5)`, `    at address:3:5`; others: `load@address:3:5`. */
const v8Frame = /^\s+at (?:(.*?) \()?(.*?):(\d+):(\d+)\)?$/;
const otherFrame = /^(.*?)@(.*?):(\d+):(\d+)$/;
/** V8 again: `    at Array.map (<anonymous>)`. Not the race that compiled code makes of every `await`. */
const builtinFrame = /^\s+at (?!async Promise\.any ).* \(<anonymous>\)$/;

/**
 * The stack of a thrown value in terms of the cells. Frames of the kernel below the outermost cell are dropped,
 * those of a library between or above cells are kept. Empty for a value without a stack.
 */
export function mapStack(thrown: unknown, registry: ProgramRegistry): readonly Frame[] {
  const stack = stackOf(thrown);
  const frames: Frame[] = [];
  let lastCell = 0;
  for (const line of stack.split('\n')) {
    const match = v8Frame.exec(line) ?? otherFrame.exec(line);
    if (match === null) {
      if (builtinFrame.test(line)) frames.push({ kind: 'library', text: line.trim() });
      continue;
    }
    const [, name = '', url = '', row = '', column = ''] = match;
    if (!url.startsWith(cellScheme)) {
      frames.push({ kind: 'library', text: line.trim() });
      // A file of the notebook that throws while it is imported has no cell above it.
      if (url.startsWith(fileScheme)) lastCell = frames.length;
      continue;
    }
    const position = registry.locate(url, Number(row), Number(column));
    if (position === null) continue;
    frames.push({ kind: 'cell', ...position, functionName: functionName(name) });
    lastCell = frames.length;
  }
  return frames.slice(0, lastCell);
}

/** The frame as a line of a stack, in the engine's manner. */
export function stackLine(frame: Frame): string {
  if (frame.kind === 'library') return `    ${frame.text}`;
  const place = `${cellScheme}${encodeURIComponent(frame.cellId)}:${frame.line}:${frame.column}`;
  return frame.functionName === null ? `    at ${place}` : `    at ${frame.functionName} (${place})`;
}

function stackOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  try {
    const stack: unknown = Reflect.get(thrown, 'stack');
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}

/** Without what compilation added: the wrapper's name, `async`, `eval`. */
function functionName(raw: string): string | null {
  const name = raw.replace(/^async /, '').replace(/^async\*/, '');
  return name === '' || name === 'eval' || /\$0_cell$/.test(name) ? null : name;
}
