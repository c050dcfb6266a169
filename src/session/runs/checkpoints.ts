/** Checkpoints of tracked runs: they lie in the folder of the notebook that trained. */
import { isObject } from '../../base/json';
import { mime } from '../../base/mime';
import { openCheckpoints } from '../../storage/opfs/checkpoints';
import { existingFolder } from '../../storage/opfs/folders';
import type { TrackedRun } from '../../storage/runs/types';

/** Names of the trainings that the run was made of and that keep checkpoints; each names a folder. */
export function trainingsOf({ items }: Pick<TrackedRun, 'items'>): string[] {
  return items.flatMap(({ type, data }) => {
    const value = data[mime.json];
    return type === 'checkpoint' && isObject(value) && typeof value['training'] === 'string' ? [value['training']] : [];
  });
}

export async function removeCheckpoints(root: FileSystemDirectoryHandle, run: Pick<TrackedRun, 'items' | 'kind' | 'notebook'>): Promise<void> {
  // Names in runs from elsewhere mean nothing here.
  const trainings = run.kind === 'imported' ? [] : trainingsOf(run);
  const folder = trainings.length === 0 ? null : await existingFolder(root, run.notebook.id);
  if (folder === null) return;
  const files = openCheckpoints(folder);
  for (const training of trainings) await files.removeTraining(training);
}
