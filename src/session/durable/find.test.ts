/** What is offered of trainings that were cut off, where a cell has several. */
import { expect, test } from 'vitest';
import { saveRecord, type TrainingRecord } from '../../storage/opfs/checkpoint-records';
import { openCheckpoints } from '../../storage/opfs/checkpoints';
import { notebookFolder } from '../../storage/opfs/folders';
import { memoryFolder } from '../../storage/opfs/testing';
import { discard, findCut, findPast } from './find';

const checkpoint = (at: number) => ({ file: '00000001.ckpt', size: 9, batches: 4, step: 4, epoch: 1, isMarked: false, loss: 0.5, at });
const record = (over: Partial<TrainingRecord>): TrainingRecord => ({ id: 'a', cellId: 'c', ordinal: 0, kind: 'fit', name: 'net', epochs: 3, startedAt: 1, life: null, state: 'running', track: null, cellRun: 'cell', checkpoints: [checkpoint(10)], ...over });
/** Trainings of one run of a cell that are over. */
const over = record({ id: 'cell', kind: 'cell', ordinal: -1, cellRun: null, checkpoints: [checkpoint(8)] });

async function notebook(records: readonly TrainingRecord[]) {
  const root = memoryFolder();
  const parts = { root, notebookId: 'n', lives: () => Promise.resolve(false) };
  const folder = openCheckpoints(await notebookFolder(root, 'n'));
  for (const one of records) await saveRecord(folder, one);
  return { parts, ids: async () => (await findCut(parts)).map(({ id }) => id) };
}

test('a cell that was cut off in a later training is offered as that one; between two, as what is over', async () => {
  expect(await (await notebook([over, record({ ordinal: 2 })])).ids()).toEqual(['a']);
  expect(await (await notebook([over, record({ ordinal: 2, state: 'done' })])).ids()).toEqual(['cell']);
});

test('one that is discarded takes what is over of its cell along; what is over is nothing to look back at', async () => {
  const { parts, ids } = await notebook([over, record({ ordinal: 2 })]);
  expect((await findPast(parts)).map(({ id }) => id)).toEqual(['a']);
  await discard(parts, 'a');
  expect(await ids()).toEqual([]);
});
