/** `runtime.compiled` of a cell: steps that are recorded once and then run without their JavaScript. */
import type { Engine } from '../../../engine/api';
import type { Compiled, CompiledOptions } from '../../../engine/graph/compiled/compiled';
import { compiled } from '../../../engine/graph/compiled/compiled';
import type { CompiledReport } from '../../../engine/graph/compiled/report';
import { reportText } from '../../../engine/graph/compiled/report';
import type { LineOf } from '../../../engine/graph/lines';
import { frameLines, type Tracing } from '../display/failure';

export type CompileStep = <Args extends readonly unknown[], Result>(step: (...args: Args) => Result, options?: CompiledOptions) => Compiled<Args, Result>;

export interface CompiledParts {
  readonly tracing: Pick<Tracing, 'framesOf' | 'countOf'>;
  readonly say: (message: string) => void;
}

export function createCompiled(engine: Engine, { tracing, say }: CompiledParts): CompileStep {
  const lineOf = cellLines(tracing);
  return (step, options = {}) => {
    if (typeof step !== 'function') throw new TypeError(`runtime.compiled takes a function that does one step; here is ${typeof step}`);
    const made = compiled(engine.tf, step, options, { lineOf, say });
    const { report } = made;
    return Object.assign(made, { report: () => shown(report()) });
  };
}

/** Finds the innermost line of a cell in an error's stack. */
export function cellLines(tracing: CompiledParts['tracing']): LineOf {
  return (error) => {
    const frame = tracing.framesOf(error).find(({ kind }) => kind === 'cell');
    return frame === undefined ? null : (frameLines([frame], tracing)[0] ?? '').trim().replace(/^at /, '');
  };
}

/** Shown as its words. */
function shown(report: CompiledReport): CompiledReport {
  const plain = reportText(report);
  return Object.defineProperty(report, Symbol.for('gradbook.display'), { value: () => ({ 'text/plain': plain }) });
}
