/** Files of runs, made from what a source gives; each format loads when it is first asked for. */
import type { ExportedFile, RunSource } from '../../share/runs/types';
import type { Watch } from '../../share/runs/breath';
import type { TrackedRun } from './types';

export type RunsFormat = 'csv' | 'csv-wide' | 'json' | 'tensorboard';

export async function runsFile(source: RunSource, chosen: readonly TrackedRun[], format: RunsFormat, watch: Watch | null = null): Promise<ExportedFile> {
  switch (format) {
    case 'csv':
      return (await import('../../share/runs/csv')).exportRunsCsv(chosen, source, 'long', watch);
    case 'csv-wide':
      return (await import('../../share/runs/csv')).exportRunsCsv(chosen, source, 'wide', watch);
    case 'json':
      return (await import('../../share/runs/json')).exportRunsJson(chosen, source, watch);
    case 'tensorboard':
      return (await import('../../share/runs/tensorboard')).exportTensorBoardZip(chosen, source, watch);
    default:
      return format satisfies never;
  }
}

/** Markdown for a text cell. */
export async function runsReportText(source: RunSource, chosen: readonly TrackedRun[]): Promise<string> {
  return (await import('../../share/runs/report')).runsReport(chosen, source);
}
