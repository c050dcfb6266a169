/** What menus and the palette do with tracked runs; the code behind it loads when it is asked for. */
import type { Session } from '../../session/types';
import type { RunsFormat } from '../../session/runs/exchange';
import { notebookCommand } from './command';
import type { Command, CommandContext } from './command';

const under = { name: 'Tools', group: 3, under: 'Runs' } as const;

const load = () => import('../runs/exchange');

const withRuns = async (
  session: Session,
  { app, shell }: CommandContext,
  work: (exchange: Awaited<ReturnType<typeof load>>, place: { app: CommandContext['app']; session: Session; shell: CommandContext['shell'] }) => Promise<void>,
): Promise<void> => work(await load(), { app, session, shell });

const exporting = (format: RunsFormat, title: string): Command =>
  notebookCommand({
    id: `runs.export-${format}`,
    title,
    menu: under,
    run: (session, context) =>
      withRuns(session, context, async ({ runsOfNotebook, saveRuns }, place) => {
        const runs = await runsOfNotebook(place);
        if (runs.length === 0) context.app.commands.notify({ tone: 'info', text: 'This notebook has no runs yet', remedy: 'Each training becomes one.' });
        else await saveRuns(place, runs, format);
      }),
  });

export const runsCommands: readonly Command[] = [
  notebookCommand({
    id: 'runs.show',
    title: 'Compare runs at full width',
    menu: under,
    run: (_session, { shell }) => shell.showFull('runs'),
  }),
  notebookCommand({
    id: 'runs.import',
    title: 'Import runs…',
    menu: under,
    run: (session, context) => withRuns(session, context, ({ importRunsFrom }, place) => importRunsFrom(place)),
  }),
  exporting('csv', 'Export runs as CSV'),
  exporting('json', 'Export runs as JSON'),
  exporting('tensorboard', 'Export runs for TensorBoard'),
  notebookCommand({
    id: 'runs.report',
    title: 'Report on the runs in a text cell',
    menu: under,
    run: (session, context) =>
      withRuns(session, context, async ({ reportRuns, runsOfNotebook }, place) => {
        const runs = await runsOfNotebook(place);
        if (runs.length === 0) context.app.commands.notify({ tone: 'info', text: 'This notebook has no runs yet', remedy: 'Each training becomes one.' });
        else await reportRuns(place, runs);
      }),
  }),
];
