/** Commands on the latest training that a notebook has tracked. */
import { notebookCommand, whenTrusted, type Command, type CommandContext } from '../commands/command';
import { saveFile } from '../frame/files-in-out';
import type { TrackedRun } from '../../session/runs/types';
import type { Session } from '../../session/types';

const latest = async (session: Session, { app }: CommandContext): Promise<TrackedRun | null> => {
  const { latestRun } = await import('../../session/durable/run-again');
  const run = await latestRun(session, app.runs);
  if (run === null) session.commands.notify({ tone: 'info', text: 'No training of this notebook is over yet', remedy: 'Run a cell that trains, then choose the command again.' });
  return run;
};

export const receiptCommands: readonly Command[] = [
  notebookCommand({
    id: 'run.checkpoints',
    title: 'Checkpoints of the latest training…',
    menu: { name: 'Runtime', group: 2 },
    run: (_session, { shell }) => shell.openDialog({ kind: 'checkpoints' }),
  }),
  notebookCommand({
    id: 'run.receipt',
    title: 'Save the receipt of the latest training…',
    menu: { name: 'Runtime', group: 2 },
    async run(session, context) {
      const run = await latest(session, context);
      if (run === null) return;
      const { receiptOf } = await import('../../session/durable/run-again');
      const receipt = await receiptOf(session, context.app.runs, run);
      saveFile(`${run.name}.receipt.json`, new Blob([JSON.stringify(receipt, null, 1)], { type: 'application/json' }));
    },
  }),
  notebookCommand({
    id: 'run.compare-again',
    title: 'Run the latest training again and compare',
    menu: { name: 'Runtime', group: 2 },
    run: (session, context) => whenTrusted(session, context, () => void compare(session, context)),
  }),
];

async function compare(session: Session, context: CommandContext): Promise<void> {
  const run = await latest(session, context);
  if (run === null) return;
  const [{ runAgainAndCompare }, { verdictWords }] = await Promise.all([import('../../session/durable/run-again'), import('../../session/durable/same-points')]);
  const verdict = await runAgainAndCompare(session, context.app.runs, run);
  if (verdict === null) session.commands.notify({ tone: 'warning', text: `“${run.name}” was not trained again`, remedy: 'Its cell ended before a training began: see its output.' });
  else session.commands.notify({ tone: verdict.kind === 'different' ? 'warning' : 'success', ...verdictWords(verdict) });
}
