/** Takes one run from its start to its end. */
import { isAlreadyDrawn } from '../../../charts/already-drawn';
import type { ImportModule } from '../../../language/compile/runtime/cell-run';
import { evaluate } from '../../../language/compile/runtime/evaluate';
import { Interrupted } from '../../../language/compile/runtime/interrupted';
import type { CellMagics } from '../../../language/compile/runtime/magics';
import type { ProgramRegistry } from '../../../language/compile/runtime/program-registry';
import type { RunLocals } from '../../../language/compile/runtime/run-names';
import type { Scope } from '../../../language/compile/runtime/scope';
import type { StopSignal } from '../../../language/compile/runtime/stop-signal';
import { DisplayHandle } from '../display/display';
import { errorOutput, syntaxErrorOutput, type Tracing } from '../display/failure';
import type { Picture, Shown } from '../display/picture';
import type { Border } from '../lockdown/border';
import type { KernelRun } from './kernel-run';
import type { RunEnd } from './queue';

export interface ExecuteParts {
  readonly scope: Scope;
  readonly registry: ProgramRegistry;
  readonly stop: StopSignal;
  readonly tracing: Tracing;
  readonly show: (value: unknown) => Shown;
  readonly locals: RunLocals;
  readonly magics: CellMagics;
  readonly border: Border;
  readonly importModule: ImportModule;
  readonly executionCount: number;
  /** Told of what ended the run, in words. */
  readonly failed: (message: string) => void;
  /** Resolves in a later task, after the events that belong to this run. */
  readonly nextTask: () => Promise<void>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How long a stopped run waits for its trainings to end their batch, in milliseconds. */
const FIT_WAIT = 500;

export async function execute(run: KernelRun, parts: ExecuteParts): Promise<RunEnd> {
  const { output } = run;
  const { tracing, stop } = parts;
  let end: RunEnd = 'ok';
  try {
    if (!run.program.ok) {
      output.say(syntaxErrorOutput(run.program.error, run.cellId, tracing));
      end = 'error';
    } else {
      const { cellId } = run;
      const { value } = await evaluate(run.program.value, { ...parts, cellId, timers: run.timers });
      if (value !== undefined && !(value instanceof DisplayHandle) && !isAlreadyDrawn(value)) {
        const { data, metadata = {} } = await settled(parts.show(value), stop);
        output.say({ type: 'result', data, metadata, executionCount: parts.executionCount });
      }
    }
    // Rejections that nobody handled belong to this run: they are found when the present task ends,
    // behind the task that the first turn asks for, and reported in one of their own.
    await parts.nextTask();
    await parts.nextTask();
    // What has been waited for may have begun more, as an answer the next question.
    while (run.pending.size > 0) await stop.race(Promise.all(run.pending));
  } catch (thrown) {
    // A library may have made an error of its own of the stop.
    const isStopped = thrown instanceof Interrupted || stop.requested;
    end = isStopped ? 'interrupted' : 'error';
    const said = errorOutput(isStopped && !(thrown instanceof Interrupted) ? new Interrupted() : thrown, tracing);
    output.say(said);
    parts.failed(`${said.ename}: ${said.evalue}`);
  }
  if (end === 'interrupted') {
    // Parts of the cell that are still alive, as stale continuations, write nothing more.
    output.mute();
    run.timers.clear();
    await Promise.race([Promise.all(run.fits), parts.wait(FIT_WAIT)]);
  }
  return end;
}

async function settled(shown: Shown, stop: StopSignal): Promise<Picture> {
  return 'now' in shown ? shown.now : stop.race(shown.later);
}
