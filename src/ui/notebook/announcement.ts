import type { SessionState } from '../../session/types';
import { formatDuration } from '../outputs/format';

type Runs = Pick<SessionState, 'runs' | 'notebook'>;

/** What to say about the runs that ended between two states: a failure, else the last of them; null where none did. */
export function announcement(now: Runs, before: Pick<SessionState, 'runs'>): string | null {
  const { cells } = now.notebook;
  let finished: string | null = null;
  for (const [index, cell] of cells.entries()) {
    const run = now.runs[cell.id];
    if (!run || run === before.runs[cell.id] || !isUnderWay(before.runs[cell.id])) continue;
    const time = formatDuration(run.elapsedMs ?? 0);
    const name = `Cell ${index + 1}`;
    if (run.status === 'ok') finished = `${name} finished in ${time}`;
    if (run.status !== 'error') continue;
    if (run.outcome === 'interrupted') return `${name} was stopped after ${time}`;
    const error = cell.type === 'code' ? cell.outputs.findLast((output) => output.type === 'error') : undefined;
    return error?.type === 'error' ? `${name} failed: ${error.ename}: ${error.evalue}` : `${name} failed after ${time}`;
  }
  return finished;
}

/** Of several short runs, the later ones may end before they were ever seen running. */
const isUnderWay = (run: SessionState['runs'][string] | undefined): boolean => run?.status === 'running' || run?.status === 'queued';
