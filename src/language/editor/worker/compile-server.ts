/** The compile worker's half: answers each request in turn. */
import { err, type Result } from '../../../base/result';
import { compileCell } from '../../compile/compile';
import type { CellProgram, CellSyntaxError } from '../../compile/types';
import type { CompileReply, CompileRequest } from '../compile-wire';
import type { TypeScript } from './cell-names';

/** Touches the paths of the compiler that a first cell takes, so that they are loaded and optimised. */
const warmUp = 'const warm: number = 1;\nawait warm;\nfunction add(a: number, b: number) { return a + b }\nadd(warm, 2)';

interface CompileServerPort {
  postMessage(reply: CompileReply): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<CompileRequest>) => void): void;
}

export function serveCompiler(ts: TypeScript, port: CompileServerPort): void {
  port.addEventListener('message', ({ data: { id, cellId, text } }) => {
    port.postMessage({ id, result: compile(ts, cellId, text) });
  });
  compile(ts, 'warm-up', warmUp);
}

function compile(ts: TypeScript, cellId: string, text: string): Result<CellProgram, CellSyntaxError> {
  try {
    return compileCell(ts, text, { cellId });
  } catch (error) {
    // A fault of the compiler itself must not leave the cell waiting.
    const reason = error instanceof Error ? error.message : String(error);
    return err({ name: 'CompilerError', message: `This cell could not be compiled: ${reason}`, line: 1, column: 1 });
  }
}
