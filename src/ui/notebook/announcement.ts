import type { SessionState } from '../../session/types';
import { formatDuration } from '../outputs/format';

type Runs = Pick<SessionState, 'runs' | 'notebook'>;

/** What to say about the newest run that ended between two states; null where none did. */
export function announcement(now: Runs, before: Pick<SessionState, 'runs'>): string | null {
  const { cells } = now.notebook;
  for (const [index, cell] of cells.entries()) {
    const run = now.runs[cell.id];
    if (!run || run === before.runs[cell.id] || before.runs[cell.id]?.status !== 'running') continue;
    const time = formatDuration(run.elapsedMs ?? 0);
    const name = `Cell ${index + 1}`;
    if (run.status === 'ok') return `${name} finished in ${time}`;
    if (run.status !== 'error') continue;
    if (run.outcome === 'interrupted') return `${name} was stopped after ${time}`;
    const error = cell.type === 'code' ? cell.outputs.findLast((output) => output.type === 'error') : undefined;
    return error?.type === 'error' ? `${name} failed: ${error.ename}: ${error.evalue}` : `${name} failed after ${time}`;
  }
  return null;
}
