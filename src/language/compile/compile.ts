import remapping from '@jridgewell/remapping';
import type { SourceMapInput } from '@jridgewell/remapping';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { parse, tokTypes } from 'acorn';
import type { Program } from 'acorn';
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import { stopGuards } from './guards';
import type { Guards } from './guards';
import { rewrite } from './rewrite';
import { transpile } from './transpile';
import type { CellProgram, CellSyntaxError } from './types';
import type { TypeScriptApi } from './typescript-api';

interface CompileOptions {
  /** Names the cell in the source map. */
  readonly cellId: string;
  readonly guards?: Guards;
}

/** Compiles one cell's text. Types are erased, never checked. An error's position is in the text. */
export function compileCell(ts: TypeScriptApi, text: string, { cellId, guards = stopGuards }: CompileOptions): Result<CellProgram, CellSyntaxError> {
  const transpiled = transpile(ts, text);
  if (!transpiled.ok) return transpiled;
  const { js, maps, declares, marker, magic } = transpiled.value;
  const locate = locator(maps);
  const arrows: number[] = [];
  let program: Program;
  try {
    program = parse(js, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      onToken: (token) => {
        if (token.type === tokTypes.arrow) arrows.push(token.end);
      },
    });
  } catch (error) {
    return err(syntaxError(error, js, locate));
  }
  const star = program.body.find((statement) => statement.type === 'ExportAllDeclaration' && !statement.exported);
  if (star !== undefined) {
    const message = "'export * from' has no meaning in a cell; import the names you need";
    return err({ name: 'SyntaxError', message, ...locate(js, star.start) });
  }
  const { code, reads, writes } = rewrite({ js, program, declares, marker, magic, guards, arrows });
  const own = code.generateMap({ hires: 'boundary', source: 'cell.js' }).toString();
  const map = compose([own, ...maps], cellId);
  return ok({ js: code.toString(), map, declares: [...declares].map(([name, kind]) => ({ name, kind })), reads, writes });
}

function compose(maps: readonly SourceMapInput[], cellId: string): string {
  const map = remapping([...maps], () => null);
  return JSON.stringify({ ...map, file: undefined, sources: [cellId], sourcesContent: undefined });
}

type Locate = (js: string, offset: number) => { readonly line: number; readonly column: number };

/** From an offset in TypeScript's output to the position in the cell's text, both from 1. */
function locator(maps: readonly SourceMapInput[]): Locate {
  return (js, offset) => {
    const before = js.slice(0, offset).split('\n');
    const trace = new TraceMap(compose(maps, ''));
    const found = originalPositionFor(trace, { line: before.length, column: (before.at(-1) ?? '').length });
    return found.line === null ? { line: 1, column: 1 } : { line: found.line, column: found.column + 1 };
  };
}

function syntaxError(error: unknown, js: string, locate: Locate): CellSyntaxError {
  if (!(error instanceof SyntaxError)) throw error;
  const offset: unknown = Reflect.get(error, 'pos');
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  return { name: 'SyntaxError', message, ...locate(js, typeof offset === 'number' ? offset : 0) };
}
