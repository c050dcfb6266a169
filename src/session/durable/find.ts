/** Finds trainings that were cut off among those that a notebook keeps. */
import { lastAt, readRecords, type TrainingRecord } from '../../storage/opfs/checkpoint-records';
import { openCheckpoints, type CheckpointFolder } from '../../storage/opfs/checkpoints';
import { notebookFolder } from '../../storage/opfs/folders';
import type { CutTraining, PastTraining } from './types';

export interface FindParts {
  readonly root: FileSystemDirectoryHandle;
  readonly notebookId: string;
  /** Whether a kernel that held this lock lives. */
  readonly lives: (life: string) => Promise<boolean>;
}

async function checkpointsOf({ root, notebookId }: Pick<FindParts, 'root' | 'notebookId'>): Promise<CheckpointFolder> {
  return openCheckpoints(await notebookFolder(root, notebookId));
}

/** The latest first. */
export async function findCut(parts: FindParts): Promise<CutTraining[]> {
  const records = await readRecords(await checkpointsOf(parts));
  const found: CutTraining[] = [];
  for (const record of records) {
    const cause = await causeOf(record, parts.lives);
    // A later training of the same place has taken its place.
    const isPast = records.some((other) => other.cellId === record.cellId && other.ordinal === record.ordinal && lastAt(other) > lastAt(record));
    // Of its cell a later training is offered, if there is one.
    const isPart = record.kind === 'cell' && records.some(({ cellRun, state }) => cellRun === record.id && (state === 'running' || state === 'lost'));
    if (cause !== null && !isPast && !isPart) found.push(...offered(record, cause));
  }
  return found;
}

async function causeOf({ state, life }: TrainingRecord, lives: FindParts['lives']): Promise<CutTraining['cause'] | null> {
  if (state === 'lost') return 'device';
  if (state !== 'running') return null;
  return life !== null && (await lives(life)) ? null : 'kernel';
}

function offered({ id, cellId, name, epochs, checkpoints }: TrainingRecord, cause: CutTraining['cause']): CutTraining[] {
  const last = checkpoints.at(-1);
  return last === undefined ? [] : [{ id, cellId, name, epochs, cause, step: last.step, epoch: Math.min(last.epoch + 1, epochs), loss: last.loss, at: last.at }];
}

export async function findPast(parts: Pick<FindParts, 'root' | 'notebookId'>): Promise<PastTraining[]> {
  const records = await readRecords(await checkpointsOf(parts));
  return records
    .filter(({ kind, checkpoints }) => kind !== 'cell' && checkpoints.length > 0)
    .map(({ id, name, cellId, epochs, checkpoints }) => ({
      id,
      name,
      cellId,
      checkpoints: checkpoints.map(({ file, step, epoch, loss, at }) => ({ training: id, file, step, epoch: Math.min(epoch + 1, epochs), loss, at })),
    }));
}

/** With the trainings before it in its cell. */
export async function discard(parts: Pick<FindParts, 'root' | 'notebookId'>, id: string): Promise<void> {
  const folder = await checkpointsOf(parts);
  const cellRun = (await readRecords(folder)).find((record) => record.id === id)?.cellRun ?? null;
  await folder.removeTraining(id);
  if (cellRun !== null) await folder.removeTraining(cellRun);
}
