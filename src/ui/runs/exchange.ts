/** Files of runs, as menus and commands ask for them; what went wrong becomes a notice. */
import { exportRuns, importRuns, reportOfRuns } from '../../session/runs/exchange';
import type { RunsFormat } from '../../session/runs/exchange';
import type { TrackedRun } from '../../session/runs/types';
import type { App, Session } from '../../session/types';
import type { Shell } from '../frame/shell';
import { countWords } from '../frame/words';
import { choiceOf } from './state/choice';
import { withNotice } from './work';

export interface Place {
  readonly app: App;
  readonly session: Session;
  readonly shell: Pick<Shell, 'pickFiles' | 'saveFile' | 'showFull'>;
}

export const runsFormats: readonly { readonly format: RunsFormat; readonly title: string }[] = [
  { format: 'csv', title: 'CSV, a line for each value' },
  { format: 'csv-wide', title: 'CSV, a column for each metric' },
  { format: 'json', title: 'JSON, all of it' },
  { format: 'tensorboard', title: 'TensorBoard event files' },
];

export async function saveRuns({ app, shell }: Place, runs: readonly TrackedRun[], format: RunsFormat): Promise<void> {
  const file = await withNotice(app, `Exporting ${countWords(runs.length, 'run')}`, (work) => exportRuns(app.runs, runs, format, work));
  if (file !== null) shell.saveFile(file.name, file.blob);
}

/** A text cell at the notebook's end that tells of the runs. */
export async function reportRuns({ app, session, shell }: Place, runs: readonly TrackedRun[]): Promise<void> {
  const text = await reportOfRuns(app.runs, runs);
  const cellId = session.commands.insertCell('markdown', 'end', text);
  shell.showFull(null);
  session.commands.select(cellId, { mode: 'command' });
}

export async function importRunsFrom({ app, session, shell }: Place): Promise<void> {
  const files = await shell.pickFiles({ multiple: true });
  if (files.length === 0) return;
  const { id, name } = session.store.getState();
  const read = await withNotice(app, `Importing ${countWords(files.length, 'file')}`, (work) => importRuns(app.runs, files, { id, name }, work));
  if (read === null) return;
  const { added, problems } = read;
  for (const { text, remedy } of problems.slice(0, 5)) app.commands.notify({ tone: 'warning', text, remedy });
  if (problems.length > 5) app.commands.notify({ tone: 'warning', text: `${countWords(problems.length - 5, 'more file')} could not be read wholly` });
  if (added.length === 0) return;
  // They are to be seen, wherever they came from.
  const elsewhere = app.runs.store.getState().runs?.some((run) => added.includes(run.id) && run.notebook.id !== id) === true;
  choiceOf(app).setState({ selected: added, filter: '', ...(elsewhere && { everywhere: true }) });
  app.commands.notify({ tone: 'success', text: `${countWords(added.length, 'run')} imported` });
  shell.showFull('runs');
}

/** Runs of the open notebook that are not archived. */
export async function runsOfNotebook({ app, session }: Place): Promise<readonly TrackedRun[]> {
  await app.runs.load();
  const { id } = session.store.getState();
  return (app.runs.store.getState().runs ?? []).filter((run) => run.notebook.id === id && !run.archived);
}
