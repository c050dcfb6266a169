/** Frames of the notebook's own modules in a stack, in terms of the TypeScript that they were written in. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Frame } from '../../../language/compile/runtime/map-stack';
import { isNotebookFile } from './specifier';

export interface FileFrames {
  /** The module's newest text, with its source map in a comment at the end if it has one. */
  keep(url: string, text: string): void;
  /** `at f (notebook:/helpers.ts:9:3)` → `at f (./helpers.ts:7:5)`; other frames as they are. */
  located(frame: Frame): Frame;
}

export function createFileFrames(): FileFrames {
  const maps = new Map<string, string>();
  const traces = new Map<string, TraceMap | null>();

  const traceOf = (url: string): TraceMap | null => {
    const known = traces.get(url);
    if (known !== undefined) return known;
    const trace = traceIn(maps.get(url) ?? '');
    traces.set(url, trace);
    return trace;
  };
  const position = (_text: string, url: string, line: string, column: string): string => {
    const trace = traceOf(url);
    const found = trace === null ? null : originalPositionFor(trace, { line: Number(line), column: Number(column) - 1 });
    const place = found === null || found.line === null ? `${line}:${column}` : `${found.line}:${found.column + 1}`;
    return `./${url.slice('notebook:/'.length)}:${place}`;
  };

  return {
    keep(url, text) {
      if (!isNotebookFile(url)) return;
      maps.set(url, /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(text)?.[1] ?? '');
      traces.delete(url);
    },
    located: (frame) => (frame.kind === 'library' ? { kind: 'library', text: frame.text.replace(/(notebook:\/[^\s()]+):(\d+):(\d+)/g, position) } : frame),
  };
}

function traceIn(base64: string): TraceMap | null {
  try {
    return base64 === '' ? null : new TraceMap(atob(base64));
  } catch {
    return null;
  }
}
