/** The page's end of the compile worker: one cell's text in, a program or a syntax error out. */
import { err, type Result } from '../../base/result';
import type { CellProgram, CellSyntaxError } from '../compile/types';
import { spawnCompilerWorker } from './spawn';
import type { CompileReply, CompileRequest } from './compile-wire';

export interface Compiler {
  compile(cellId: string, text: string): Promise<Result<CellProgram, CellSyntaxError>>;
  /** JavaScript of a TypeScript module. */
  transpile(fileName: string, text: string): Promise<Result<string, CellSyntaxError>>;
  dispose(): void;
}

/** What a compile worker offers its client; `Worker` fits. */
export interface CompilerPort {
  postMessage(message: CompileRequest): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<CompileReply>) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

interface Pending {
  answer(reply: CompileReply): void;
  fail(error: CellSyntaxError): void;
}

interface Connection {
  readonly port: CompilerPort;
  readonly pending: Map<number, Pending>;
}

/**
 * Starts the worker at once, so that the first run finds it warm. A worker that fails answers all that
 * is pending with an error that says so, and the next compile starts a new one.
 */
export function createCompiler(spawn: () => CompilerPort = spawnCompilerWorker): Compiler {
  let nextId = 0;
  let connection: Connection | null = connect();

  function connect(): Connection {
    const opened: Connection = { port: spawn(), pending: new Map() };
    opened.port.addEventListener('message', ({ data }) => {
      const waiting = opened.pending.get(data.id);
      opened.pending.delete(data.id);
      waiting?.answer(data);
    });
    const fail = (event: Event): void => {
      const reason = 'message' in event && typeof event.message === 'string' && event.message ? ` (${event.message})` : '';
      close(opened, `The TypeScript compiler could not be loaded${reason}. Check the connection and run the cell again.`);
    };
    opened.port.addEventListener('error', fail);
    opened.port.addEventListener('messageerror', fail);
    return opened;
  }

  function close(closing: Connection, message: string): void {
    if (connection === closing) connection = null;
    closing.port.terminate();
    for (const waiting of closing.pending.values()) waiting.fail({ name: 'CompilerError', message, line: 1, column: 1 });
    closing.pending.clear();
  }

  function post(request: (id: number) => CompileRequest, waiting: Pending): void {
    connection ??= connect();
    const id = nextId++;
    connection.pending.set(id, waiting);
    connection.port.postMessage(request(id));
  }

  return {
    compile: (cellId, text) =>
      new Promise((settle) =>
        post((id) => ({ id, kind: 'cell', cellId, text }), {
          answer: (reply) => reply.kind === 'cell' && settle(reply.result),
          fail: (error) => settle(err(error)),
        }),
      ),
    transpile: (fileName, text) =>
      new Promise((settle) =>
        post((id) => ({ id, kind: 'module', fileName, text }), {
          answer: (reply) => reply.kind === 'module' && settle(reply.result),
          fail: (error) => settle(err(error)),
        }),
      ),
    dispose() {
      if (connection) close(connection, 'The notebook was closed before the cell was compiled.');
    },
  };
}
