/** Runs of files, read and written to disk where they are read: the page hears what they are, and never holds their points. */
import { Stopped, type Watch } from '../../../share/runs/breath';
import type { ImportedRun } from '../../../share/runs/types';
import type { RunStore } from '../../../storage/runs/store';
import { listedItem } from '../change';
import type { HelperCall, HelperResults } from './calls';

/** @param store null where there is none: then the points come along */
export async function importToDisk({ files }: HelperCall & { readonly kind: 'import' }, store: RunStore | null, watch: Watch): Promise<HelperResults['import']> {
  const { importRunFiles } = await import('../../../share/runs/import');
  const { runs, problems } = await importRunFiles(
    files.map(({ path, file }) => ({ name: path, arrayBuffer: () => file.arrayBuffer() })),
    undefined,
    watch,
  );
  const stored = store !== null && (await written(runs, store, watch));
  return { runs: stored ? runs.map(({ run }) => ({ run: { ...run, items: run.items.map(listedItem) }, series: {} })) : runs, problems, stored };
}

/** All of them or none: false where the disk does not take them. */
async function written(runs: readonly ImportedRun[], store: RunStore, watch: Watch): Promise<boolean> {
  const begun: string[] = [];
  try {
    for (const { run, series } of runs) {
      if (watch.stopped()) throw new Stopped();
      begun.push(run.id);
      await store.appendPoints(run.id, Object.entries(series).map(([metric, points]) => ({ metric, series: points })));
      if (run.items.length > 0) await store.appendItems(run.id, run.items);
    }
    return true;
  } catch (cause) {
    for (const id of begun) await store.remove(id).catch(() => undefined);
    if (cause instanceof Stopped) throw cause;
    return false;
  }
}
