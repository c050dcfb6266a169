/**
 * Which outputs are no longer what their cells would show, and why: the text was edited, or a name that the cell reads was
 * given another value since. Values changed in place (`list.push(1)`) are not seen, and names that a function reads count
 * for the cell that holds the function, not for those that call it.
 */
import type { Result } from '../base/result';
import type { Cell } from '../notebook/types';
import type { CellProgram } from '../protocol/kernel';
import type { CellRun, RunTrace, SessionState, StaleReason } from './types';

type Runs = SessionState['runs'];

/** What is to be remembered of a run; a text that does not compile reads and writes nothing. */
export function traceOf(source: string, compiled: Result<Pick<CellProgram, 'reads' | 'writes'>, unknown>): RunTrace {
  const { reads, writes } = compiled.ok ? compiled.value : { reads: [], writes: [] };
  return { source, reads, writes, changed: null };
}

/** The runs once that of `byCell` has started: what it assigns makes others stale that read it. */
export function startedRuns(runs: Runs, byCell: string, cells: readonly Cell[]): Runs {
  const own = runs[byCell];
  if (own === undefined) return runs;
  const { next, ...rest } = own;
  const marked: Record<string, CellRun> = { ...runs, [byCell]: next === undefined ? rest : { ...rest, trace: next } };
  const writes = new Set(next?.writes);
  for (const [cellId, run] of Object.entries(runs)) {
    const { trace } = run;
    // The first reason stays: it is the one that the reader has seen.
    if (cellId === byCell || trace === undefined || trace.changed !== null) continue;
    const name = trace.reads.find((read) => writes.has(read));
    if (name !== undefined) marked[cellId] = { ...run, trace: { ...trace, changed: { kind: 'input', name, byCell } } };
  }
  return judged(marked, cells);
}

/** The runs with each one's reason brought up to date; the same object where none has changed. */
export function judged(runs: Runs, cells: readonly Cell[]): Runs {
  let changed: Record<string, CellRun> | null = null;
  for (const { id, source } of cells) {
    const run = runs[id];
    if (run === undefined) continue;
    const stale = reasonFor(run, source);
    if (stale === run.stale || (stale?.kind === 'edited' && run.stale?.kind === 'edited')) continue;
    (changed ??= { ...runs })[id] = { ...run, stale };
  }
  return changed ?? runs;
}

/** A cell that waits to run is about to be right again. */
function reasonFor({ status, trace }: CellRun, source: string): StaleReason | null {
  if (status === 'queued' || trace === undefined) return null;
  return trace.source === source ? trace.changed : { kind: 'edited' };
}

/** The stale cells, and those below that running them makes stale, in document order. */
export function cellsToRefresh({ runs, notebook }: Pick<SessionState, 'runs' | 'notebook'>): readonly string[] {
  const written = new Set<string>();
  return notebook.cells.flatMap(({ id, type }) => {
    const run = runs[id];
    if (type !== 'code' || run?.trace === undefined) return [];
    const { reads, writes } = run.trace;
    if (run.stale === null && !reads.some((name) => written.has(name))) return [];
    for (const name of writes) written.add(name);
    return [id];
  });
}
