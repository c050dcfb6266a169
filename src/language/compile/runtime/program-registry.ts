import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CellProgram } from '../types';

interface SourcePosition {
  readonly cellId: string;
  /** From 1, in the user's TypeScript. */
  readonly line: number;
  readonly column: number;
}

/** The programs that ran, by the address that their frames carry; closures of old versions keep mapping right. */
export interface ProgramRegistry {
  /** The address of the program; the same text run again keeps its address. */
  add(cellId: string, program: CellProgram): string;
  /**
   * `line` and `column` from 1, in the JavaScript; an address without a version is of a position that was located
   * already. Null for an address that is not a cell's.
   */
  locate(url: string, line: number, column: number): SourcePosition | null;
  /** The compiled cell that a line of the engine's stack points into, and the offset there. */
  compiledAt(stackLine: string): { readonly js: string; readonly offset: number } | null;
}

interface Version {
  readonly cellId: string;
  readonly js: string;
  readonly map: string;
  trace: TraceMap | null;
}

/** How addresses of cells begin. */
export const cellScheme = 'gradbook-cell:///';
/** Where a line of a stack points, if into a cell's compiled code. */
const compiledPlace = new RegExp(`(${cellScheme}[^\\s/]+/\\d+):(\\d+):(\\d+)\\)?$`);

export function createProgramRegistry(): ProgramRegistry {
  const versions = new Map<string, Version>();
  const latest = new Map<string, string>();
  let count = 0;
  return {
    add(cellId, program) {
      const last = latest.get(cellId);
      const known = last === undefined ? undefined : versions.get(last);
      // The same JavaScript may have come from other lines.
      if (last !== undefined && known?.js === program.js && known.map === program.map) return last;
      count += 1;
      const url = `${cellScheme}${encodeURIComponent(cellId)}/${count}`;
      versions.set(url, { cellId, js: program.js, map: program.map, trace: null });
      latest.set(cellId, url);
      return url;
    },
    locate(url, line, column) {
      const version = versions.get(url);
      if (version === undefined) {
        const cellId = decoded(url.slice(cellScheme.length));
        return latest.has(cellId) ? { cellId, line, column } : null;
      }
      version.trace ??= new TraceMap(version.map);
      const found = originalPositionFor(version.trace, { line, column: column - 1 });
      return found.line === null ? null : { cellId: version.cellId, line: found.line, column: found.column + 1 };
    },
    compiledAt(stackLine) {
      const [, url = '', line = '', column = ''] = compiledPlace.exec(stackLine) ?? [];
      const js = versions.get(url)?.js;
      if (js === undefined) return null;
      const before = js.split('\n', Number(line) - 1);
      return { js, offset: before.reduce((sum, one) => sum + one.length + 1, Number(column) - 1) };
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
