/** `runtime.compiled` of a cell: steps that are recorded once and then run without their JavaScript. */
import type { Engine } from '../../../engine/api';
import type { Compiled, CompiledOptions, ExecutionOptions } from '../../../engine/graph/compiled/compiled';
import { compiled } from '../../../engine/graph/compiled/compiled';
import type { CompiledReport } from '../../../engine/graph/compiled/report';
import { reportText } from '../../../engine/graph/compiled/report';
import type { Outfeed } from '../../../engine/graph/compiled/outfeed';
import { requireSteps, stacked } from '../../../engine/graph/compiled/stacked';
import type { LineOf } from '../../../engine/graph/lines';
import { frameLines, type Tracing } from '../display/failure';
import { rememberStep } from './remote-runs';
import type { RunStep } from '../../../engine/xla/detached';

export type CompileStep = <Args extends readonly unknown[], Result>(step: (...args: Args) => Result, options?: CompiledOptions & ExecutionOptions) => Compiled<Args, Result>;

export interface CompiledParts {
  readonly tracing: Pick<Tracing, 'framesOf' | 'countOf'>;
  readonly say: (message: string) => void;
}

export function createCompiled(engine: Engine, { tracing, say }: CompiledParts): CompileStep {
  const lineOf = cellLines(tracing);
  return (step, options = {}) => {
    if (typeof step !== 'function') throw new TypeError(`runtime.compiled takes a function that does one step; here is ${typeof step}`);
    const { stepsPerExecution = 1, outfeed = null, ...rest } = options;
    requireSteps('runtime.compiled', stepsPerExecution);
    requireOutfeed(outfeed, stepsPerExecution);
    const one = compiled(engine.tf, step, rest, { lineOf, say });
    const made = stepsPerExecution === 1 ? one : stacked(engine.tf, one, stepsPerExecution, outfeed);
    const { report } = made;
    // Whatever it takes besides tensors, data gives it none of.
    rememberStep(made, one as unknown as RunStep);
    return Object.assign(made, { report: () => shown(report()) });
  };
}

function requireOutfeed(outfeed: Outfeed | null, steps: number): void {
  if (outfeed === null) return;
  const { mode = 'all', onValues } = outfeed;
  if (typeof onValues !== 'function') throw new TypeError('outfeed of runtime.compiled is {onValues: (values, firstStep) => …}, and may have a mode');
  if (mode !== 'all' && mode !== 'last') throw new TypeError(`mode of an outfeed is 'all' or 'last'; here is ${String(mode)}`);
  if (steps === 1) throw new TypeError('an outfeed tells values while many steps run: give stepsPerExecution, too; of one step, read what it returns');
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
