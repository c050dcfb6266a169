/** Lets the trainings of cells outlive the kernel: their checkpoints go to the notebook's folder. */
import { newId } from '../../../base/ids';
import { readRecords, saveRecord } from '../../../storage/opfs/checkpoint-records';
import { openCheckpoints } from '../../../storage/opfs/checkpoints';
import { decodeCheckpoint, type Checkpoint } from '../../../train/trainer/checkpoint';
import { Finished } from '../../../train/durable/finished';
import type { CheckpointStore, DurableRun } from '../../../train/durable/types';

/** How the run's trainings are tracked. */
export type TrainingTracks = Pick<DurableRun, 'changed' | 'trackOf' | 'placeOf' | 'adopt'>;

const UNTRACKED: TrainingTracks = { changed: () => undefined, trackOf: () => null, placeOf: () => null, adopt: () => undefined };

export interface DurableRuns {
  /** What one run of a cell uses; null where the browser gives no storage. */
  of(cellId: string, confirm: (question: string) => Promise<boolean>, tracks?: TrainingTracks): DurableRun | null;
  /** Puts a checkpoint's weights into what was trained. @throws Error where it is gone, or the checkpoint is damaged */
  restore(training: string, file: string): Promise<void>;
  /** The next training of that cell goes on with this one. */
  resume(cellId: string, training: string): void;
}

export interface DurableRunsParts {
  readonly folder: FileSystemDirectoryHandle | null;
  /** The lock that this kernel holds for its life. */
  readonly life: string | null;
  /** Milliseconds since the epoch. */
  readonly date: () => number;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** Trainings whose models can be given their checkpoints. */
const MOST_LIVING = 4;

export function createDurableRuns({ folder, life, date, wait }: DurableRunsParts): DurableRuns {
  const wanted = new Map<string, string>();
  const living = new Map<string, (checkpoint: Checkpoint) => void>();
  const store = folder && storeIn(folder);
  return {
    of(cellId, confirm, tracks = UNTRACKED) {
      if (store === null) return null;
      let ordinal = 0;
      return {
        store,
        cellId,
        life,
        nextOrdinal: () => ordinal++,
        takeWanted() {
          const training = wanted.get(cellId) ?? null;
          wanted.delete(cellId);
          return training;
        },
        want: (training) => void wanted.set(cellId, training),
        confirm,
        remember(training, restore) {
          living.delete(training);
          living.set(training, restore);
          // Each holds on to its model.
          for (const [oldest] of living) if (living.size > MOST_LIVING) living.delete(oldest);
        },
        changed: (record) => tracks.changed(record),
        trackOf: (training) => tracks.trackOf(training),
        placeOf: (training) => tracks.placeOf(training),
        adopt: (model, place) => tracks.adopt(model, place),
        finished: new Finished({ store, cellId, life, newId, date, wait }),
        newId,
        date,
        // By name: both come from the engine, through whatever the cell's code has wrapped around them.
        isLoss: (error) => error instanceof Error && ['DeviceLostError', 'TensorLostError'].includes(error.name),
      };
    },
    resume: (cellId, training) => void wanted.set(cellId, training),
    async restore(training, file) {
      const restore = living.get(training);
      if (restore === undefined) throw new Error('its model is not in this kernel any more: run its cell again, then restore');
      const bytes = (await store?.read(training, file)) ?? null;
      if (bytes === null) throw new Error('the checkpoint is gone: newer ones took its place');
      restore(decodeCheckpoint(bytes, file));
    },
  };
}

export function storeIn(folder: FileSystemDirectoryHandle): CheckpointStore {
  const files = openCheckpoints(folder);
  return { ...files, save: (record) => saveRecord(files, record), records: () => readRecords(files) };
}
