/** Runs to files and from files, by a worker where there is one: the page stays free. */
import { Stopped, type Watch } from '../../share/runs/breath';
import { runsFile, runsReportText, type RunsFormat } from './formats';
import type { LongWork } from './helper/client';
import type { Runs, TrackedRun } from './types';

export type { RunsFormat } from './formats';
export type { LongWork } from './helper/client';

export interface RunsFile {
  readonly name: string;
  readonly blob: Blob;
}

/** @throws what the signal of `work` gives as reason */
export async function exportRuns(runs: Runs, chosen: readonly TrackedRun[], format: RunsFormat, work: LongWork): Promise<RunsFile> {
  const helper = await runs.helper();
  return helper === null ? stoppable(work, (watch) => runsFile(runs, chosen, format, watch)) : helper.call({ kind: 'export', runs: chosen, format }, runs, work);
}

/** Work of the page itself. @throws what the signal gives as reason */
async function stoppable<T>({ signal, onProgress }: LongWork, work: (watch: Watch) => Promise<T>): Promise<T> {
  try {
    return await work({ tell: onProgress, stopped: () => signal.aborted });
  } catch (cause) {
    if (cause instanceof Stopped) throw signal.reason;
    throw cause;
  }
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
 * Adds what the files hold: event files of TensorBoard (zipped too), W&B's and other CSV, JSON from here. Each
 * run gets an id of its own; a name that is there already gets a number.
 */
export async function importRuns(runs: Runs, files: readonly File[], notebook: TrackedRun['notebook'], work: LongWork): Promise<RunsImport> {
  const [helper, { describeRunFileProblem }] = await Promise.all([runs.helper(), import('../../share/runs/problems')]);
  await runs.load();
  const named = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  const { runs: read, problems, stored } =
    helper === null
      ? { ...(await stoppable(work, async (watch) => (await import('../../share/runs/import')).importRunFiles(files, undefined, watch))), stored: false }
      : await helper.call({ kind: 'import', files: named }, undefined, work);
  const added: string[] = [];
  for (const { run, series } of read) {
    // A run of no notebook is listed with the one that it was imported into.
    const own = { ...run, notebook: run.notebook.id === '' ? notebook : run.notebook };
    await (stored ? runs.adopt(own) : runs.add(own, series));
    added.push(run.id);
  }
  return { added, problems: problems.map(describeRunFileProblem) };
}
