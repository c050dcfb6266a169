import { mapStack, stackLine } from './map-stack';
import type { ProgramRegistry } from './program-registry';
import { isCompiledMessage, sourceMessage } from './source-message';

/**
 * Makes the text of `error.stack` for code that reads it: frames of cells in their TypeScript, the kernel's own left
 * out. To be set as V8's `Error.prepareStackTrace`; it also mends the error's message where that names compiled code.
 */
export function cellStacks(registry: ProgramRegistry): (error: unknown, sites: readonly { toString(): string }[]) => string {
  return (error, sites) => {
    const lines = sites.map((site) => `    at ${site.toString()}`);
    mendMessage(error, lines[0] ?? '', registry);
    const frames = mapStack({ stack: lines.join('\n') }, registry);
    const isOfCells = frames.some((frame) => frame.kind === 'cell');
    return [headOf(error), ...(isOfCells ? frames.map(stackLine) : lines)].join('\n');
  };
}

/** Makes the engine write an error's stack now, so that a handler that reads only the message finds the reader's names. */
export function settleMessage(error: unknown): void {
  if (error instanceof TypeError && isCompiledMessage(error.message)) void error.stack;
}

function mendMessage(error: unknown, innermost: string, registry: ProgramRegistry): void {
  if (!(error instanceof TypeError) || !isCompiledMessage(error.message)) return;
  const compiled = registry.compiledAt(innermost);
  if (compiled !== null) error.message = sourceMessage(error.message, compiled.js, compiled.offset);
}

function headOf(error: unknown): string {
  try {
    return String(Reflect.apply(Error.prototype.toString, error, []));
  } catch {
    return 'Error';
  }
}
