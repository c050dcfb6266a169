/** The ends of several trainings in one file: each a checkpoint with what its call resolved with, after its length. */
import type { Checkpoint } from '../trainer/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../trainer/checkpoint';
import type { TrackedPlace, TrainingRecord } from './types';

/** Of the training that ended: what JSON holds. */
export interface EndFacts extends Pick<TrainingRecord, 'ordinal' | 'kind' | 'name' | 'epochs'> {
  readonly track: TrackedPlace | null;
  /** What its call resolved with, beside what the checkpoint has. */
  readonly result: unknown;
}

export const factsOf = ({ state }: Checkpoint): EndFacts => state['end'] as EndFacts;
export const isThin = ({ state }: Checkpoint): boolean => state['isThin'] === true;

/** Its result, without weights. */
export const thinned = (end: Checkpoint): Checkpoint => ({ ...end, weights: [], optimizers: {}, state: { ...end.state, isThin: true } });

/** The file's bytes, part by part. */
export const writtenEnds = (ends: readonly Checkpoint[]): Uint8Array<ArrayBuffer>[] => ends.map(encodeCheckpoint).flatMap((bytes) => [lengthOf(bytes), bytes]);

function lengthOf({ length }: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, length, true);
  return bytes;
}

/** Null where a byte of them is not what was written. */
export function readEnds(bytes: Uint8Array, file: string): Checkpoint[] | null {
  try {
    const found: Checkpoint[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = new DataView(bytes.buffer, bytes.byteOffset + at).getFloat64(0, true);
      // A copy: values are read as numbers of four bytes each.
      found.push(decodeCheckpoint(bytes.slice(at + 8, at + 8 + length), file));
      at += 8 + length;
    }
    return found;
  } catch {
    return null;
  }
}
