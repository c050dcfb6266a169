import type { CellProgram, DeclarationKind } from '../types';
import { CellRun } from './cell-run';
import type { ImportModule } from './cell-run';
import { Interrupted } from './interrupted';
import type { CellMagics } from './magics';
import type { ProgramRegistry } from './program-registry';
import type { RunLocals } from './run-names';
import type { RunTimers } from './run-timers';
import type { Scope } from './scope';
import type { StopSignal } from './stop-signal';

interface EvaluateOptions {
  readonly cellId: string;
  readonly scope: Scope;
  readonly registry: ProgramRegistry;
  /** `begin` and `end` are the caller's. */
  readonly stop: StopSignal;
  /** Values bound to this run, for names that stand in `runNames`. */
  readonly locals: RunLocals;
  /** Timers that the run sets; ending them is the caller's. */
  readonly timers: RunTimers;
  /** Told when the cell's own code begins, and first of all when it is over. */
  readonly border?: { toCells(): void; toKernel(): void };
  /** Fetches a module and runs it, the latter not before `turn` has settled; rejects with an error that names what exists. */
  readonly importModule: ImportModule;
  /** `import.meta.url` in the cell; the cell's own address by default. */
  readonly importMetaUrl?: string;
  /** Lines that start with `!` or `%%`. */
  readonly magics: CellMagics;
}

export interface Evaluation {
  /** False where the last statement is no expression. */
  readonly hasValue: boolean;
  /** Never awaited: a promise stays one. */
  readonly value: unknown;
}

// Kept from before any cell could replace it. Indirect, so that the text sees no local names.
const compileText = globalThis.eval;

/**
 * Runs a compiled cell to its end. Rejects with what the cell threw, with `Interrupted` when it was stopped.
 * One at a time: the next cell may start when the promise has settled.
 */
export async function evaluate(program: CellProgram, options: EvaluateOptions): Promise<Evaluation> {
  const { scope, stop } = options;
  const { active, binding } = scope.internals;
  const url = options.registry.add(options.cellId, program);
  const cell = compileText(`${program.js}\n//# sourceURL=${url}`) as (run: CellRun) => Promise<void>;
  const run = new CellRun({ ...options, url: options.importMetaUrl ?? url });
  for (const { name, kind } of program.declares) binding(name).declare(kind as DeclarationKind);
  active.base = run;
  active.now = null;
  try {
    options.border?.toCells();
    await cell(run);
    // A handler of a promise may have caught the stop; the run is over nonetheless.
    if (stop.requested) throw new Interrupted();
    return run.result;
  } finally {
    options.border?.toKernel();
    options.magics.end();
    for (const { name } of program.declares) binding(name).settle();
    active.base = null;
    active.now = null;
  }
}
