/** Commands on the latest training that a notebook has tracked. */
import { notebookCommand, whenTrusted, type Command, type CommandContext } from '../commands/command';
import { compareAgain, saveReceipt } from './again';
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
      if (run !== null) await saveReceipt(session, context.app.runs, run);
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
  if (run !== null) await compareAgain(session, context.app.runs, run);
}
