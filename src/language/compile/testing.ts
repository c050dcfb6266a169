import ts from 'typescript';
import { compileCell } from './compile';
import { evaluate } from './runtime/evaluate';
import type { Evaluation } from './runtime/evaluate';
import type { CellMagics } from './runtime/magics';
import { mapStack } from './runtime/map-stack';
import type { Frame } from './runtime/map-stack';
import { createProgramRegistry } from './runtime/program-registry';
import type { RunLocals } from './runtime/run-names';
import { createTimers } from './runtime/run-timers';
import { createScope } from './runtime/scope';
import { StopSignal } from './runtime/stop-signal';

/** A thrown value with its frames, or the error of a text that does not compile. */
export type Outcome =
  | ({ readonly ok: true } & Evaluation)
  | { readonly ok: false; readonly error: unknown; readonly frames: readonly Frame[] }
  | { readonly ok: false; readonly error: { readonly name: string; readonly message: string; readonly line: number; readonly column: number }; readonly frames: null };

interface NotebookOptions {
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Values of run names for each run, by the number of the run from 1. */
  readonly locals?: (run: number, cellId: string) => RunLocals;
  readonly modules?: Readonly<Record<string, object>>;
  readonly stop?: SharedArrayBuffer;
  /** Told of every line that starts with `!` or `%%`. */
  readonly magic?: CellMagics['run'];
}

/** A kernel's worth of cells, for tests: compiles and runs texts one after another on one scope. */
export function openNotebook(options: NotebookOptions = {}) {
  const scope = createScope(options.globals ?? {});
  const registry = createProgramRegistry();
  const stop = new StopSignal(options.stop ?? null);
  const timers = createTimers();
  const imported: string[] = [];
  let runs = 0;
  const run = async (text: string, cellId = `cell${runs + 1}`): Promise<Outcome> => {
    const ordinal = (runs += 1);
    const program = compileCell(ts, text, { cellId });
    if (!program.ok) return { ok: false, error: program.error, frames: null };
    stop.begin(ordinal);
    try {
      const result = await evaluate(program.value, {
        cellId,
        scope,
        registry,
        stop,
        timers: timers.open(),
        locals: options.locals?.(ordinal, cellId) ?? {},
        magics: { run: options.magic ?? (() => Promise.resolve()), end: () => undefined },
        importModule: async (specifier, _turn, type) => {
          imported.push(type ? `${specifier} as ${type}` : specifier);
          const found = options.modules?.[specifier];
          if (found === undefined) throw new Error(`module '${specifier}' not found`);
          return found;
        },
      });
      return { ok: true, ...result };
    } catch (error) {
      return { ok: false, error, frames: mapStack(error, registry) };
    } finally {
      stop.end(ordinal);
    }
  };
  return {
    scope,
    registry,
    imported,
    run,
    /** Stops the run with this number. */
    stop: (ordinal: number) => stop.interrupt(ordinal),
    /** Runs the texts in order; the value of the last, or what it threw. */
    async show(...texts: readonly string[]): Promise<unknown> {
      let last: Outcome | null = null;
      for (const text of texts) last = await run(text);
      if (last === null) return undefined;
      if (last.ok) return last.value;
      throw last.error;
    },
  };
}
