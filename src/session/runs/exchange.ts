/** Runs to files and from files; the formats load when they are first asked for. */
import type { Runs, TrackedRun } from './types';

export type RunsFormat = 'csv' | 'csv-wide' | 'json' | 'tensorboard';

export interface RunsFile {
  readonly name: string;
  readonly blob: Blob;
}

export async function exportRuns(runs: Runs, chosen: readonly TrackedRun[], format: RunsFormat): Promise<RunsFile> {
  switch (format) {
    case 'csv':
      return (await import('../../share/runs/csv')).exportRunsCsv(chosen, runs, 'long');
    case 'csv-wide':
      return (await import('../../share/runs/csv')).exportRunsCsv(chosen, runs, 'wide');
    case 'json':
      return (await import('../../share/runs/json')).exportRunsJson(chosen, runs);
    case 'tensorboard':
      return (await import('../../share/runs/tensorboard')).exportTensorBoardZip(chosen, runs);
    default:
      return format satisfies never;
  }
}

/** Markdown for a text cell. */
export async function reportOfRuns(runs: Runs, chosen: readonly TrackedRun[]): Promise<string> {
  return (await import('../../share/runs/report')).runsReport(chosen, runs);
}

export interface RunsImport {
  /** Ids of the runs that are new. */
  readonly added: readonly string[];
  readonly problems: readonly { readonly text: string; readonly remedy: string }[];
}

/**
 * Adds what the files hold: event files of TensorBoard (zipped too), W&B's and other CSV, JSON from here. A run that
 * is there already gets a new id, and its name another number.
 */
export async function importRuns(runs: Runs, files: readonly File[], notebook: TrackedRun['notebook'], newId: () => string): Promise<RunsImport> {
  const [{ importRunFiles }, { describeRunFileProblem }] = await Promise.all([import('../../share/runs/import'), import('../../share/runs/problems')]);
  await runs.load();
  const { runs: read, problems } = await importRunFiles(files);
  const known = new Set(runs.store.getState().runs?.map(({ id }) => id));
  const added: string[] = [];
  for (const { run, series } of read) {
    const id = known.has(run.id) ? newId() : run.id;
    // A run of no notebook is listed with the one that it was imported into.
    await runs.add({ ...run, id, notebook: run.notebook.id === '' ? notebook : run.notebook }, series);
    known.add(id);
    added.push(id);
  }
  return { added, problems: problems.map(describeRunFileProblem) };
}
