/** Thrown values as error outputs, their frames in the reader's TypeScript. */
import type { Frame } from '../../../language/compile/runtime/map-stack';
import type { CellSyntaxError, OutputBody } from '../../../protocol/kernel';
import { errorWords, type Looking } from '../inspect/anatomy';
import { inheritsFromError, readData } from '../inspect/brand';
import { isObjectLike, preview } from '../inspect/preview';

export type ErrorOutput = Extract<OutputBody, { type: 'error' }>;

export interface Tracing extends Looking {
  /** Frames of a thrown value, innermost first. */
  readonly framesOf: (thrown: unknown) => readonly Frame[];
  /** The number in a cell's brackets; null before it ran. */
  readonly countOf: (cellId: string) => number | null;
}

/** Errors behind an error that are told as well. */
const MAX_CAUSES = 4;
/** Library frames in a row that are told. */
const MAX_LIBRARY_FRAMES = 3;
const MAX_MESSAGE = 10_000;

export function errorOutput(thrown: unknown, tracing: Tracing): ErrorOutput {
  // Frames first, here and below: reading a stack puts the reader's names into a message of the engine's.
  const traceback = tracebackOf(thrown, tracing);
  const { ename, evalue } = wordsOf(thrown, tracing);
  return { type: 'error', ename, evalue, traceback };
}

/** The first line, the frames, and the same of what caused it. */
export function tracebackOf(thrown: unknown, tracing: Tracing): string[] {
  const lines: string[] = [];
  const told = new Set<unknown>();
  let at = thrown;
  for (let cause = 0; cause < MAX_CAUSES && !told.has(at); cause++) {
    told.add(at);
    const frames = frameLines(tracing.framesOf(at), tracing);
    const { ename, evalue } = wordsOf(at, tracing);
    const first = evalue === '' ? ename : `${ename}: ${evalue}`;
    lines.push(...(cause === 0 ? first : `Caused by ${first}`).split('\n'), ...frames);
    if (!isObjectLike(at)) break;
    at = readData(at, 'cause', tracing.targetOf);
    if (at === undefined) break;
  }
  return lines;
}

export function syntaxErrorOutput(error: CellSyntaxError, cellId: string, tracing: Tracing): ErrorOutput {
  const { name, message, line, column } = error;
  const frame = frameLines([{ kind: 'cell', cellId, line, column, functionName: null }], tracing);
  return { type: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`, ...frame] };
}

export function frameLines(frames: readonly Frame[], { countOf }: Pick<Tracing, 'countOf'>): string[] {
  const lines: string[] = [];
  let library = 0;
  frames.forEach((frame, index) => {
    if (frame.kind === 'cell') {
      library = 0;
      lines.push(`    at ${frame.functionName ?? '<cell>'} (Cell [${countOf(frame.cellId) ?? ' '}] #${frame.cellId}:${frame.line}:${frame.column})`);
      return;
    }
    library++;
    if (library <= MAX_LIBRARY_FRAMES) lines.push(`    ${libraryFrame(frame.text)}`);
    else if (frames[index + 1]?.kind !== 'library') lines.push(`    … ${library - MAX_LIBRARY_FRAMES} more inside libraries`);
  });
  return lines;
}

/** Without the folders of the address: `at Sequential.fit (tfjs-a1b2.js:3:5)`. */
const libraryFrame = (text: string): string => text.replace(/\(?[a-z][a-z-]*:\/\/[^\s)]*\/([^/\s)]+)\)?$/, '($1)');

function wordsOf(thrown: unknown, looking: Looking): { readonly ename: string; readonly evalue: string } {
  if (isObjectLike(thrown) && inheritsFromError(looking.targetOf(thrown) ?? thrown, looking.targetOf)) {
    const { name, message } = errorWords(thrown, looking);
    return { ename: name, evalue: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message };
  }
  return { ename: 'Uncaught', evalue: preview(thrown, looking) };
}
