/** What `--report` writes: what happened to each notebook and each cell. */
import { positionOf } from './run-failure.mjs';

/** @typedef {import('./run-page.mjs').CellState} CellState */
/** @typedef {'ok' | 'failed' | 'timed-out' | 'stopped' | 'kernel-failed' | 'refused'} NotebookEnd */
/**
 * @typedef {{
 *   source: string, out: string | null, end: NotebookEnd, problem: string | null, elapsedMs: number,
 *   device: { kind: string, backend: string | null, name: string } | null, cells: CellState[],
 * }} NotebookRun `problem`: why no cell, or not every cell, ran to its end; null where the cells themselves say
 */

/**
 * @param {NotebookRun[]} runs
 * @param {number} startedAt milliseconds since the epoch
 */
export function reportOf(runs, startedAt) {
  const cells = runs.flatMap((run) => run.cells.map(statusOf));
  const count = (/** @type {string} */ status) => cells.filter((each) => each === status).length;
  return {
    version: 1,
    startedAt: new Date(startedAt).toISOString(),
    elapsedMs: Date.now() - startedAt,
    totals: {
      notebooks: runs.length,
      failedNotebooks: runs.filter((run) => run.end !== 'ok').length,
      cells: cells.length,
      ok: count('ok'),
      error: count('error'),
      stopped: count('stopped'),
      notRun: count('not-run'),
    },
    notebooks: runs.map(({ source, out, end, problem, elapsedMs, device, cells: states }) => ({
      notebook: source,
      out,
      status: end,
      problem,
      elapsedMs,
      runtime: device,
      cells: states.map((state) => ({
        index: state.index,
        id: state.id,
        status: statusOf(state),
        executionCount: state.executionCount,
        elapsedMs: state.elapsedMs,
        error: errorOf(state),
      })),
    })),
  };
}

/** @param {CellState} state @returns {'ok' | 'error' | 'stopped' | 'not-run'} */
function statusOf({ status, outcome }) {
  switch (status) {
    case 'ok':
      return 'ok';
    case 'error':
      return outcome === 'interrupted' ? 'stopped' : 'error';
    case 'running':
      return 'stopped';
    case 'idle':
    case 'queued':
    case 'aborted':
      return 'not-run';
    default:
      return status;
  }
}

/** @param {CellState} state */
function errorOf({ id, status, error }) {
  if (status !== 'error' || error === null) return null;
  const { line = null, column = null } = positionOf(error, id) ?? {};
  return { name: error.name, message: error.message, line, column, traceback: error.traceback };
}
