/** Where a training that begins is to go on, if it is. */
import type { Checkpoint, SavedTensor } from '../trainer/checkpoint';
import { factsOf } from './ends-file';
import { lastGood, type LastGood } from './last-good';
import type { DurableRun, TrainingRecord } from './types';

/** The training's identity, as far as a restart leaves it. */
export type Identity = Pick<TrainingRecord, 'ordinal' | 'kind' | 'name'>;

/** A training that was over before its cell was cut off. */
interface Ended {
  readonly ended: Checkpoint;
}

/**
 * @param asked whether the code asks for the last checkpoint
 * @returns null where the training begins afresh
 * @throws Error where the reader wants one to go on that cannot, and does not agree to begin afresh
 */
export async function goingOn(run: DurableRun, identity: Identity, asked: boolean, say: (message: string) => void): Promise<LastGood | Ended | null> {
  const wanted = run.takeWanted() ?? (asked ? 'last' : null);
  if (wanted === null) return endedBefore(run, identity);
  const records = await run.store.records();
  const record = wanted === 'last' ? latestOf(records, run, identity) : (records.find(({ id }) => id === wanted) ?? null);
  if (record === null) {
    if (wanted === 'last') say(`There is no checkpoint of '${identity.name}' yet: training begins at step 0.`);
    else await requireAfresh(run, `What was kept of '${identity.name}' is gone.`);
    return null;
  }
  if (record.kind === 'cell') {
    await takeUp(run, record, Infinity, say);
    return endedBefore(run, identity);
  }
  const cell = wanted !== 'last' && identity.ordinal === 0 ? records.find(({ id }) => id === record.cellRun) : undefined;
  if (cell !== undefined) await takeUp(run, cell, record.ordinal, say);
  if (wanted !== 'last' && record.ordinal !== identity.ordinal) {
    // It is for a later training of the same run.
    run.want(wanted);
    return endedBefore(run, identity);
  }
  if (record.kind !== identity.kind) {
    await requireAfresh(run, `Kept is a training by ${wordsOf(record.kind)}, and this is one by ${wordsOf(identity.kind)}.`);
    return null;
  }
  await run.store.sweep(record.id);
  const found = await lastGood(run.store, record);
  if (found === null) {
    await requireAfresh(run, `No checkpoint of '${record.name}' is whole.`);
    return null;
  }
  if (found.passedOver > 0) say(`${found.passedOver === 1 ? 'The last checkpoint is' : `The last ${found.passedOver} checkpoints are`} damaged: training goes on from the one before, at step ${found.checkpoint.step.toLocaleString('en')}.`);
  return found;
}

async function takeUp(run: DurableRun, record: TrainingRecord, before: number, say: (message: string) => void): Promise<void> {
  const { count, thin } = await run.finished.takeUp(record, before);
  if (count === 0) return;
  const which = count === 1 ? 'One training of this cell was done before the cut: its result is taken from what was kept.' : `${count} trainings of this cell were done before the cut: their results are taken from what was kept.`;
  say(thin === 0 ? which : `${which} Of ${thin} only losses and metrics were kept, no weights: what the cell makes of those models until the next training is not what it was.`);
}

/** @throws Error where the code is another, and the reader does not agree to train all of it */
async function endedBefore(run: DurableRun, { ordinal, kind }: Identity): Promise<Ended | null> {
  const ended = run.finished.of(ordinal);
  if (ended === null) return null;
  const { kind: then } = factsOf(ended);
  if (then === kind) return { ended };
  await beginAgain(run, `Training ${ordinal + 1} of the cell was one by ${wordsOf(then)}, and is one by ${wordsOf(kind)} now.`);
  return null;
}

/** Nothing of the run that was cut off is used from here on. @throws Error unless the reader agrees */
export async function beginAgain(run: DurableRun, why: string): Promise<void> {
  await requireAfresh(run, why);
  run.finished.forget();
  run.takeWanted();
}

const WORDS = { fit: 'fit of a model', trainer: 'a Trainer', loop: 'a loop of accelerate', cell: 'a cell' } as const;
const wordsOf = (kind: TrainingRecord['kind']): string => WORDS[kind];

/** The latest of the same place in the same cell, else of the same name. */
function latestOf(records: readonly TrainingRecord[], run: DurableRun, { ordinal, kind, name }: Identity): TrainingRecord | null {
  const alike = records.filter((record) => record.kind === kind && record.checkpoints.length > 0);
  return alike.find((record) => record.cellId === run.cellId && record.ordinal === ordinal) ?? alike.find((record) => record.name === name) ?? null;
}

/** @throws Error unless the reader agrees */
export async function requireAfresh(run: DurableRun, why: string): Promise<void> {
  const agrees = await run.confirm(`The training cannot go on where it was. ${why} Begin at step 0?`);
  if (!agrees) throw new Error(`the training was not resumed: ${why} Its checkpoints are still there; restore the code and choose Resume again, or run the cell to begin at step 0`);
}

/** Why a checkpoint does not fit what is trained now; null where it does. `optimizers`: by name and group. */
export function misfit(now: { readonly weights: readonly Pick<SavedTensor, 'name' | 'shape'>[]; readonly optimizers: readonly string[] }, { weights, optimizers }: Pick<Checkpoint, 'weights' | 'optimizers'>): string | null {
  const kept = new Map(weights.map(({ name, shape }) => [name, shape.join()]));
  const missing = now.weights.find(({ name }) => !kept.has(name));
  if (missing !== undefined) return `The model has '${missing.name}' now, which the checkpoint does not know.`;
  if (weights.length !== now.weights.length) return `The model has ${now.weights.length} weights now, and the checkpoint ${weights.length}.`;
  const other = now.weights.find(({ name, shape }) => kept.get(name) !== shape.join());
  if (other !== undefined) return `'${other.name}' has shape [${other.shape.join(', ')}] now, and [${kept.get(other.name) ?? ''}] in the checkpoint.`;
  const unknown = now.optimizers.find((key) => !(key in optimizers));
  return unknown === undefined ? null : `The checkpoint knows no optimizer '${unknown}'.`;
}
