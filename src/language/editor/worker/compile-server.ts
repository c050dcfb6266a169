/** The compile worker's half: answers each request in turn. */
import { err, type Result } from '../../../base/result';
import { compileCell } from '../../compile/compile';
import { transpileModule } from '../../compile/transpile-module';
import type { CellSyntaxError } from '../../compile/types';
import type { CompileReply, CompileRequest } from '../compile-wire';
import type { TypeScript } from './cell-names';

/** Touches the paths of the compiler that a first cell takes, so that they are loaded and optimised. */
const warmUp = 'const warm: number = 1;\nawait warm;\nfunction add(a: number, b: number) { return a + b }\nadd(warm, 2)';

interface CompileServerPort {
  postMessage(reply: CompileReply): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<CompileRequest>) => void): void;
}

export function serveCompiler(ts: TypeScript, port: CompileServerPort): void {
  port.addEventListener('message', ({ data }) => port.postMessage(reply(ts, data)));
  compile('warm-up', () => compileCell(ts, warmUp, { cellId: 'warm-up' }));
}

function reply(ts: TypeScript, request: CompileRequest): CompileReply {
  const { id, kind, text } = request;
  switch (kind) {
    case 'cell':
      return { id, kind, result: compile('This cell', () => compileCell(ts, text, { cellId: request.cellId })) };
    case 'module':
      return { id, kind, result: compile(`'${request.fileName}'`, () => transpileModule(ts, text, { fileName: request.fileName })) };
    default:
      return request satisfies never;
  }
}

function compile<T>(what: string, work: () => Result<T, CellSyntaxError>): Result<T, CellSyntaxError> {
  try {
    return work();
  } catch (error) {
    // A fault of the compiler itself must not leave the cell waiting.
    const reason = error instanceof Error ? error.message : String(error);
    return err({ name: 'CompilerError', message: `${what} could not be compiled: ${reason}`, line: 1, column: 1 });
  }
}
