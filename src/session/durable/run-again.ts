/** Runs a training again, and compares. */
import type { Runs, TrackedRun } from '../runs/types';
import type { Session } from '../types';
import { makeReceipt, pointsOf, type Receipt } from './receipt';
import { compareRuns, type Verdict } from './same-points';

/** The run that a command means: the latest of the focused cell that is over, else of the notebook; null where there is none. */
export async function latestRun(session: Session, runs: Runs): Promise<TrackedRun | null> {
  await runs.load();
  const { id, selection } = session.store.getState();
  const own = (runs.store.getState().runs ?? []).filter((run) => run.notebook.id === id && run.status !== 'running' && run.kind !== 'imported');
  return own.find((run) => run.cell.id === selection.focus) ?? own[0] ?? null;
}

async function seriesOf(runs: Runs, run: TrackedRun) {
  const found = await Promise.all(Object.keys(run.metrics).map(async (metric) => [metric, await runs.series(run.id, metric)] as const));
  return Object.fromEntries(found.flatMap(([metric, series]) => (series === null ? [] : [[metric, series] as const])));
}

export async function receiptOf(session: Session, runs: Runs, run: TrackedRun): Promise<Receipt> {
  return makeReceipt(run, await seriesOf(runs, run), session.store.getState().notebook);
}

/**
 * Runs the cells that the training needs and its own, as Resume does but from step 0, and compares what they track.
 * @returns null where no training was tracked: the cell failed, or was stopped, before there was one
 */
export async function runAgainAndCompare(session: Session, runs: Runs, run: TrackedRun): Promise<Verdict | null> {
  const before = pointsOf(await seriesOf(runs, run));
  const known = new Set((runs.store.getState().runs ?? []).map(({ id }) => id));
  await session.trainings.runAgain(run.cell.id);
  const again = await ended(session, runs, (one) => one.cell.id === run.cell.id && !known.has(one.id));
  return again && compareRuns(before, pointsOf(await seriesOf(runs, again)));
}

/** The first run that fits and is over; null if its cell is over without one. */
function ended(session: Session, runs: Runs, fits: (run: TrackedRun) => boolean): Promise<TrackedRun | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = [...(runs.store.getState().runs ?? [])].reverse().find(fits);
      const { queue, kernel } = session.store.getState();
      const isOver = queue.length === 0 && kernel.phase !== 'busy' && kernel.phase !== 'stopping' && kernel.phase !== 'starting';
      const isEnded = found !== undefined && found.status !== 'running';
      if (!isEnded && !(isOver && found === undefined)) return;
      stopRuns();
      stopCells();
      resolve(isEnded ? found : null);
    };
    const stopRuns = runs.store.subscribe(look);
    const stopCells = session.store.subscribe(() => setTimeout(look, SETTLING));
  });
}

/** What a kernel tells of a run comes within a frame or two of the end of its cell, in milliseconds. */
const SETTLING = 500;
