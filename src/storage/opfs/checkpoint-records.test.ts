import { expect, test } from 'vitest';
import { openCheckpoints } from './checkpoints';
import { parseRecord, readRecords, saveRecord, type TrainingRecord } from './checkpoint-records';
import { memoryFolder } from './testing';

const record: TrainingRecord = {
  id: 'a',
  cellId: 'c1',
  ordinal: 0,
  kind: 'fit',
  name: 'digits',
  epochs: 3,
  startedAt: 1,
  life: 'lock',
  state: 'running',
  track: { id: 't1', step: 0, epoch: 0 },
  cellRun: 'run',
  checkpoints: [{ file: '00000001.ckpt', size: 9, batches: 4, step: 4, epoch: 1, isMarked: true, loss: 0.5, at: 10 }],
};

test('records are read back, the latest first', async () => {
  const folder = openCheckpoints(memoryFolder());
  await saveRecord(folder, record);
  await saveRecord(folder, { ...record, id: 'b', startedAt: 99, checkpoints: [] });
  expect(await readRecords(folder)).toEqual([{ ...record, id: 'b', startedAt: 99, checkpoints: [] }, record]);
});

test('what is damaged, of another version or of another training is no record', async () => {
  const text = JSON.stringify({ version: 1, ...record });
  expect(parseRecord(text, 'a')).toEqual(record);
  expect(parseRecord(text.replace('"step":0', '"step":null'), 'a')).toEqual({ ...record, track: null });
  expect(parseRecord(text, 'b')).toBe(null);
  expect(parseRecord(text.slice(0, -3), 'a')).toBe(null);
  expect(parseRecord(text.replace('"version":1', '"version":2'), 'a')).toBe(null);
  expect(parseRecord(text.replace('00000001.ckpt', '../../x'), 'a')).toBe(null);
  expect(parseRecord(text.replace('"running"', '"sleeping"'), 'a')).toBe(null);
  const folder = openCheckpoints(memoryFolder());
  await folder.write('a', 'training.json', [new TextEncoder().encode('{')]);
  await saveRecord(folder, { ...record, id: 'b' });
  expect((await readRecords(folder)).map(({ id }) => id)).toEqual(['b']);
});
