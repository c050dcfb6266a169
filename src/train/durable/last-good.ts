/** Finds the checkpoint to go on from. */
import type { Checkpoint } from '../trainer/checkpoint';
import { decodeCheckpoint } from '../trainer/checkpoint';
import type { CheckpointStore, TrainingRecord } from './types';

export interface LastGood {
  readonly record: TrainingRecord;
  readonly checkpoint: Checkpoint;
  /** Newer ones that were missing or damaged. */
  readonly passedOver: number;
}

/** The latest checkpoint whose bytes are what was written; null where there is none. */
export async function lastGood(store: CheckpointStore, record: TrainingRecord): Promise<LastGood | null> {
  let passedOver = 0;
  for (const { file } of [...record.checkpoints].reverse()) {
    const bytes = await store.read(record.id, file);
    const checkpoint = bytes && tryDecode(bytes, file);
    if (checkpoint !== null) return { record: { ...record, checkpoints: record.checkpoints.slice(0, record.checkpoints.length - passedOver) }, checkpoint, passedOver };
    passedOver++;
  }
  return null;
}

function tryDecode(bytes: Uint8Array, file: string): Checkpoint | null {
  try {
    return decodeCheckpoint(bytes, file);
  } catch {
    // Cut off or damaged: the one before it is whole.
    return null;
  }
}
