/** What the reader does with a training that is over: keep its receipt, run it again and compare. */
import type { Runs, TrackedRun } from '../../session/runs/types';
import type { Session } from '../../session/types';
import { saveFile } from '../frame/files-in-out';

export async function saveReceipt(session: Session, runs: Runs, run: TrackedRun): Promise<void> {
  const { receiptOf } = await import('../../session/durable/run-again');
  const receipt = await receiptOf(session, runs, run);
  saveFile(`${run.name}.receipt.json`, new Blob([JSON.stringify(receipt, null, 1)], { type: 'application/json' }));
}

/** The verdict is a notice. */
export async function compareAgain(session: Session, runs: Runs, run: TrackedRun): Promise<void> {
  const [{ runAgainAndCompare }, { verdictWords }] = await Promise.all([import('../../session/durable/run-again'), import('../../session/durable/same-points')]);
  const verdict = await runAgainAndCompare(session, runs, run);
  if (verdict === null) session.commands.notify({ tone: 'warning', text: `“${run.name}” was not trained again`, remedy: 'Its cell ended before a training began: see its output.' });
  else session.commands.notify({ tone: verdict.kind === 'different' ? 'warning' : 'success', ...verdictWords(verdict) });
}
