import { cellOfRun } from '../apply-event';
import { cellOf } from '../core';
import type { SessionState } from '../types';
import type { RunOrigin } from './change';

/** The notebook and the cell of a run, with the text that ran; the cell is nameless where a later run has superseded this one. */
export function originOf(state: SessionState, runId: string): RunOrigin {
  const notebook = { id: state.id, name: state.name };
  const cellId = cellOfRun(state, runId);
  const run = cellId === null ? undefined : state.runs[cellId];
  if (cellId === null || run === undefined) return { notebook, cell: { id: '', source: '' } };
  // What has begun a moment ago may still count as queued here: events wait for the next frame.
  const trace = run.status === 'queued' ? run.next : run.trace;
  return { notebook, cell: { id: cellId, source: trace?.source ?? cellOf(state, cellId)?.source ?? '' } };
}
