/** Pure: what an event of the kernel does to the page's state. Events of superseded runs change nothing. */
import type { MimeBundle } from '../base/mime';
import { setOutputs } from '../notebook/edit';
import { appendOutput, updateDisplay } from '../notebook/outputs';
import type { CodeCell, Notebook, Output } from '../notebook/types';
import type { NamedShape, OutputBody, RunEvent } from '../protocol/kernel';
import { judged, startedRuns } from './staleness';
import type { CellRun, CellStatus, KernelState, SessionState } from './types';
import { changeVisor, drawInVisor } from './visor';

/** Turns a live chart's data into its complete form; null for what is no chart. */
export type CompleteChart = (data: MimeBundle) => MimeBundle | null;

export function applyEvent(state: SessionState, event: RunEvent, completeChart: CompleteChart): SessionState {
  const cellId = cellOfRun(state, event.runId);
  if (cellId === null) return state;
  switch (event.type) {
    case 'started':
      return started(state, cellId, event);
    case 'output':
      return withDrawn(withNotebook(state, applyOutput(state.notebook, cellId, event.output)), event.output);
    case 'visor':
      return { ...state, visor: changeVisor(state.visor, event.change, event.runId) };
    case 'points':
      return state; // kept by the series store
    case 'track':
    case 'metrics':
      return state; // kept by the tracked runs
    case 'ask': {
      const { requestId, ask } = event;
      return withRun(state, cellId, (run) => ({ ...run, asks: [...run.asks, { requestId, ask }] }));
    }
    case 'asked':
      return withRun(state, cellId, (run) => ({
        ...run,
        asks: run.asks.filter((ask) => ask.requestId !== event.requestId),
      }));
    case 'timers':
      return withRun(state, cellId, (run) => ({ ...run, timers: event.active }));
    case 'full-text': {
      const { text, complete } = event;
      return withRun(state, cellId, (run) => ({ ...run, fullText: { text, complete } }));
    }
    case 'shapes':
      return { ...state, shapes: withShapes(state.shapes, event.shapes) };
    case 'finished':
      return finished(state, cellId, event, completeChart);
    default:
      return event satisfies never;
  }
}

function withDrawn(state: SessionState, output: OutputBody): SessionState {
  const visor = drawInVisor(state.visor, output);
  return visor === state.visor ? state : { ...state, visor };
}

/** An empty text takes the name away. */
function withShapes(before: SessionState['shapes'], changed: readonly NamedShape[]): SessionState['shapes'] {
  const texts = new Map(Object.entries(before));
  for (const { name, text } of changed) {
    if (text === '') texts.delete(name);
    else texts.set(name, text);
  }
  return Object.fromEntries(texts);
}

/** The cell whose latest run this is; null once another run has superseded it. */
export function cellOfRun(state: SessionState, runId: string): string | null {
  for (const [cellId, run] of Object.entries(state.runs)) if (run.runId === runId) return cellId;
  return null;
}

/** Places in the queue, and what the kernel is doing, follow from the queue and the running cell. */
export function withQueue(state: SessionState, queue: readonly string[]): SessionState {
  const runs = { ...state.runs };
  queue.forEach((cellId, index) => {
    const run = runs[cellId];
    if (run && run.position !== index + 1) runs[cellId] = { ...run, position: index + 1 };
  });
  const next = { ...state, runs, queue };
  return { ...next, kernel: kernelState(next) };
}

function kernelState(state: SessionState): KernelState {
  const { phase } = state.kernel;
  if (phase === 'dead' || phase === 'starting') return state.kernel;
  const running = Object.entries(state.runs).find(([, run]) => run.status === 'running')?.[0];
  const cellId = running ?? state.queue[0];
  if (cellId === undefined) return phase === 'switching' ? state.kernel : { phase: 'idle' };
  if (phase === 'stopping') return state.kernel;
  return { phase: 'busy', cellId, queued: state.queue.filter((id) => id !== cellId).length };
}

function started(state: SessionState, cellId: string, event: RunEvent & { type: 'started' }): SessionState {
  const withOutputs = withNotebook(state, setOutputs(state.notebook, cellId, [], event.executionCount));
  const running = withRun(withOutputs, cellId, ({ position: _, ...run }) => ({
    ...run,
    status: 'running',
    startedAt: event.at,
  }));
  return withQueue(
    { ...running, runs: startedRuns(running.runs, cellId, running.notebook.cells) },
    state.queue.filter((id) => id !== cellId),
  );
}

function applyOutput(notebook: Notebook, cellId: string, output: OutputBody): Notebook {
  if (output.type === 'update') return updateDisplay(notebook, output.displayId, output.data, output.metadata);
  // An id that is still shown somewhere keeps its place there.
  const replaced = output.type === 'display' && output.displayId !== null ? updateDisplay(notebook, output.displayId, output.data, output.metadata) : notebook;
  if (replaced !== notebook) return replaced;
  const cell = notebook.cells.find((candidate) => candidate.id === cellId);
  if (cell?.type !== 'code') return notebook;
  const outputs = output.type === 'clear' ? [] : appendOutput(cell.outputs, documentOutput(output));
  return setOutputs(notebook, cellId, outputs, cell.executionCount);
}

/** An output as the document keeps it. */
function documentOutput(output: Exclude<OutputBody, { type: 'update' | 'clear' }>): Output {
  if (output.type !== 'display') return output;
  const { displayId, ...display } = output;
  return displayId === null ? display : { ...display, displayId };
}

const STATUS: Record<NonNullable<CellRun['outcome']>, CellStatus> = {
  ok: 'ok',
  error: 'error',
  interrupted: 'error',
  aborted: 'aborted',
};

function finished(
  state: SessionState,
  cellId: string,
  event: RunEvent & { type: 'finished' },
  completeChart: CompleteChart,
): SessionState {
  const abortedByCell = event.abortedBy === undefined ? null : cellOfRun(state, event.abortedBy);
  const done = withRun(state, cellId, ({ position: _, ...run }) => ({
    ...run,
    status: STATUS[event.status],
    outcome: event.status,
    asks: [],
    ...(event.status === 'aborted' ? {} : { elapsedMs: event.elapsedMs }),
    ...(abortedByCell === null ? {} : { abortedByCell }),
  }));
  const settled: SessionState = { ...done, runs: judged(done.runs, done.notebook.cells) };
  const idle: SessionState = settled.kernel.phase === 'stopping' ? { ...settled, kernel: { phase: 'idle' } } : settled;
  const queue = state.queue.filter((id) => id !== cellId);
  return withQueue(withNotebook(idle, completeCharts(idle.notebook, cellId, completeChart)), queue);
}

/** The notebook with the charts of one cell in the form that a file keeps. */
export function completeCharts(notebook: Notebook, cellId: string, completeChart: CompleteChart): Notebook {
  const cell = notebook.cells.find((candidate): candidate is CodeCell => candidate.id === cellId && candidate.type === 'code');
  if (!cell) return notebook;
  let changed = false;
  const outputs = cell.outputs.map((output) => {
    if (output.type !== 'display' && output.type !== 'result') return output;
    const data = completeChart(output.data);
    if (data === null) return output;
    changed = true;
    return { ...output, data };
  });
  return changed ? setOutputs(notebook, cellId, outputs, cell.executionCount) : notebook;
}

function withRun(state: SessionState, cellId: string, change: (run: CellRun) => CellRun): SessionState {
  const run = state.runs[cellId];
  return run ? { ...state, runs: { ...state.runs, [cellId]: change(run) } } : state;
}

export function withNotebook(state: SessionState, notebook: Notebook): SessionState {
  if (notebook === state.notebook) return state;
  const save = state.save.phase === 'unsaved-copy' ? state.save : ({ phase: 'dirty' } as const);
  return { ...state, notebook, save };
}
