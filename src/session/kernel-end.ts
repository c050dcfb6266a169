/** Pure: what the end of a kernel does to the page's state. Every unfinished run is settled, and says why. */
import { setOutputs } from '../notebook/edit';
import { appendOutput } from '../notebook/outputs';
import type { Notebook } from '../notebook/types';
import { completeCharts, withNotebook, type CompleteChart } from './apply-event';
import { judged } from './staleness';
import type { CellRun, SessionState } from './types';
import { withoutSurfaces } from './visor';

export type KernelEnd =
  /** The notebook was left. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'terminated' }
  /** `reason` is a sentence. */
  | { readonly kind: 'died'; readonly reason: string };

/** `now`: milliseconds since the epoch. */
export function withoutKernel(state: SessionState, how: KernelEnd, { completeChart, now }: { readonly completeChart: CompleteChart; readonly now: number }): SessionState {
  const blame = how.kind === 'died' ? Object.entries(state.runs).find(([, run]) => run.status === 'running')?.[0] : undefined;
  const runs: Record<string, CellRun> = {};
  let { notebook } = state;
  for (const [cellId, { position: _, ...run }] of Object.entries(state.runs)) {
    switch (run.status) {
      case 'running':
        notebook = withLastWords(completeCharts(notebook, cellId, completeChart), cellId, how);
        runs[cellId] = { ...run, status: 'error', outcome: how.kind === 'died' ? 'error' : 'interrupted', elapsedMs: now - (run.startedAt ?? now), asks: [], timers: 0 };
        break;
      case 'queued':
        runs[cellId] = { ...run, status: 'aborted', outcome: 'aborted', asks: [], timers: 0, ...(blame !== undefined && { abortedByCell: blame }) };
        break;
      case 'idle':
      case 'ok':
      case 'error':
      case 'aborted':
        runs[cellId] = { ...run, timers: 0 };
        break;
      default:
        return run.status satisfies never;
    }
  }
  const kernel = how.kind === 'died' ? ({ phase: 'dead', reason: how.reason } as const) : ({ phase: 'starting' } as const);
  return { ...withNotebook(state, notebook), runs: judged(runs, notebook.cells), queue: [], memory: null, shapes: {}, visor: withoutSurfaces(state.visor), kernel };
}

function withLastWords(notebook: Notebook, cellId: string, how: KernelEnd): Notebook {
  const words = lastWords(how);
  const cell = notebook.cells.find((candidate) => candidate.id === cellId);
  if (words === null || cell?.type !== 'code') return notebook;
  const { ename, evalue } = words;
  const outputs = appendOutput(cell.outputs, { type: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] });
  return setOutputs(notebook, cellId, outputs, cell.executionCount);
}

/** What the cell that was running shows; null where nobody is there to read it. */
function lastWords(how: KernelEnd): { readonly ename: string; readonly evalue: string } | null {
  switch (how.kind) {
    case 'died':
      return { ename: 'KernelDied', evalue: `The kernel died while this cell ran. ${how.reason}` };
    case 'terminated':
      return { ename: 'KernelTerminated', evalue: 'The kernel was terminated while this cell ran; its variables, models and tensors are gone.' };
    case 'restarted':
      return { ename: 'KernelRestarted', evalue: 'The kernel was restarted while this cell ran; its variables, models and tensors are gone.' };
    case 'closed':
      return null;
    default:
      return how satisfies never;
  }
}
