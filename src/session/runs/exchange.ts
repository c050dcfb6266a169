/** Runs to files and from files, by a worker where there is one: the page stays free. */
import { runsFile, runsReportText, type RunsFormat } from './formats';
import type { Runs, TrackedRun } from './types';

export type { RunsFormat } from './formats';

export interface RunsFile {
  readonly name: string;
  readonly blob: Blob;
}

export async function exportRuns(runs: Runs, chosen: readonly TrackedRun[], format: RunsFormat): Promise<RunsFile> {
  const helper = await runs.helper();
  return helper === null ? runsFile(runs, chosen, format) : helper.call({ kind: 'export', runs: chosen, format }, runs);
}

/** Markdown for a text cell. */
export async function reportOfRuns(runs: Runs, chosen: readonly TrackedRun[]): Promise<string> {
  const helper = await runs.helper();
  return helper === null ? runsReportText(runs, chosen) : helper.call({ kind: 'report', runs: chosen }, runs);
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
  const [helper, { describeRunFileProblem }] = await Promise.all([runs.helper(), import('../../share/runs/problems')]);
  await runs.load();
  const { runs: read, problems } =
    helper === null
      ? await (await import('../../share/runs/import')).importRunFiles(files)
      : await helper.call({ kind: 'import', files: files.map((file) => ({ path: file.webkitRelativePath || file.name, file })) });
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
