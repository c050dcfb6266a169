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
  /** `line` and `column` from 1, in the JavaScript. Null for an address that is not a cell's. */
  locate(url: string, line: number, column: number): SourcePosition | null;
}

interface Version {
  readonly cellId: string;
  readonly js: string;
  readonly map: string;
  trace: TraceMap | null;
}

/** How addresses of cells begin. */
export const cellScheme = 'gradbook-cell:///';

export function createProgramRegistry(): ProgramRegistry {
  const versions = new Map<string, Version>();
  const latest = new Map<string, string>();
  let count = 0;
  return {
    add(cellId, program) {
      const last = latest.get(cellId);
      if (last !== undefined && versions.get(last)?.js === program.js) return last;
      count += 1;
      const url = `${cellScheme}${encodeURIComponent(cellId)}/${count}`;
      versions.set(url, { cellId, js: program.js, map: program.map, trace: null });
      latest.set(cellId, url);
      return url;
    },
    locate(url, line, column) {
      const version = versions.get(url);
      if (version === undefined) return null;
      version.trace ??= new TraceMap(version.map);
      const found = originalPositionFor(version.trace, { line, column: column - 1 });
      return found.line === null ? null : { cellId: version.cellId, line: found.line, column: found.column + 1 };
    },
  };
}
