import { expect, it } from 'vitest';
import { Stopped } from '../../../share/runs/breath';
import { memoryFolder } from '../../../storage/opfs/testing';
import { openRunStore } from '../../../storage/runs/opfs-store';
import type { RunStore } from '../../../storage/runs/store';
import { importToDisk } from './import';

const file = (path: string, text: string) => ({ path, file: new Blob([text]) });
const files = [file('first.csv', 'step,loss\n1,2\n2,1\n'), file('second.csv', 'step,acc\n5,0.5\n')];
const unwatched = { tell: () => undefined, stopped: () => false };

it('points go to the disk where they are read; the page hears what the runs are', async () => {
  const store = await openRunStore(memoryFolder());
  const { runs, stored, problems } = await importToDisk({ kind: 'import', files }, store, unwatched);
  expect([stored, problems]).toEqual([true, []]);
  expect(runs).toMatchObject([
    { run: { name: 'first', metrics: { loss: { count: 2, last: 1 } } }, series: {} },
    { run: { name: 'second' }, series: {} },
  ]);
  expect(Array.from((await store.series(runs[0]?.run.id ?? '', 'loss'))?.value ?? [])).toEqual([2, 1]);
});

it('without a disk, or with one that takes no more, the points come along', async () => {
  const { runs, stored } = await importToDisk({ kind: 'import', files }, null, unwatched);
  expect(stored).toBe(false);
  expect(Object.keys(runs[1]?.series ?? {})).toEqual(['acc']);
  const removed: string[] = [];
  const full = { ...(await openRunStore(memoryFolder())), appendPoints: () => Promise.reject(new Error('the storage of this browser is full')), remove: async (id: string) => void removed.push(id) };
  const instead = await importToDisk({ kind: 'import', files }, full, unwatched);
  expect(instead.stored).toBe(false);
  expect(Object.keys(instead.runs[0]?.series ?? {})).toEqual(['loss']);
  expect(removed).toEqual([instead.runs[0]?.run.id]);
});

it('one that is stopped leaves nothing on the disk', async () => {
  const store = await openRunStore(memoryFolder());
  const removed: string[] = [];
  let wrote = 0;
  const counting: RunStore = { ...store, appendPoints: (id, points) => (wrote++, store.appendPoints(id, points)), remove: (id) => (removed.push(id), store.remove(id)) };
  await expect(importToDisk({ kind: 'import', files }, counting, { tell: () => undefined, stopped: () => wrote === 1 })).rejects.toThrow(Stopped);
  expect(removed).toHaveLength(1);
  expect(await store.series(removed[0] ?? '', 'loss')).toBeNull();
});
