/** Errors that no cell's code was waiting for: of timers, events and promises left alone. */
import { Interrupted } from '../../../language/compile/runtime/interrupted';
import { tracebackOf, type Tracing } from '../display/failure';
import type { KernelRun } from './kernel-run';

export interface StrayErrors {
  /** Writes it to the cell it came from; false where no cell ran yet. */
  report(reason: unknown, kind: 'error' | 'rejection'): boolean;
}

export interface StrayErrorParts {
  readonly tracing: Tracing;
  readonly latestRunOf: (cellId: string) => KernelRun | undefined;
  /** The run whose code executes, else the one that did last. */
  readonly currentRun: () => KernelRun | null;
}

export function createStrayErrors({ tracing, latestRunOf, currentRun }: StrayErrorParts): StrayErrors {
  return {
    report(reason, kind) {
      // A run that is stopped leaves promises behind.
      if (reason instanceof Interrupted) return true;
      const frame = tracing.framesOf(reason).findLast((candidate) => candidate.kind === 'cell');
      const run = (frame?.kind === 'cell' ? latestRunOf(frame.cellId) : undefined) ?? currentRun();
      if (run === null) return false;
      const [first = '', ...rest] = tracebackOf(reason, tracing);
      const head = kind === 'rejection' ? `Uncaught (in promise) ${first.replace(/^Uncaught: /, '')}` : first.replace(/^(?:Uncaught: )?/, 'Uncaught ');
      run.output.write('stderr', `${[head, ...rest].join('\n')}\n`);
      return true;
    },
  };
}
