import { expect, test } from 'vitest';
import { openCheckpoints } from './checkpoints';
import { listFiles, writeFile } from './files';
import { memoryFolder } from './testing';

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);

test('checkpoints are written part by part and read whole, by training', async () => {
  const kept = openCheckpoints(memoryFolder());
  await kept.write('a', '1.ckpt', [bytes(1, 2), bytes(3)]);
  await kept.write('a', '2.ckpt', (async function* () {
    yield bytes(4);
    await Promise.resolve();
    yield bytes(5, 6);
  })());
  await kept.write('b', '1.ckpt', [bytes(7)]);
  expect(await kept.read('a', '2.ckpt')).toEqual(bytes(4, 5, 6));
  expect(await kept.read('a', '3.ckpt')).toBe(null);
  expect(await kept.trainings()).toEqual(['a', 'b']);
  expect(await kept.files('a')).toEqual([{ name: '1.ckpt', size: 3 }, { name: '2.ckpt', size: 3 }]);
  await kept.remove('a', '1.ckpt');
  expect((await kept.files('a')).map(({ name }) => name)).toEqual(['2.ckpt']);
  await kept.removeTraining('a');
  expect(await kept.trainings()).toEqual(['b']);
  expect(await kept.files('nowhere')).toEqual([]);
});

test('one that is cut off while it is written leaves the one before it, and no other name', async () => {
  const kept = openCheckpoints(memoryFolder());
  await kept.write('a', '1.ckpt', [bytes(1, 2)]);
  const cut = kept.write('a', '1.ckpt', (function* () {
    yield bytes(9);
    throw new Error('the tab is closed');
  })());
  await expect(cut).rejects.toThrow('the tab is closed');
  expect(await kept.read('a', '1.ckpt')).toEqual(bytes(1, 2));
  expect(await kept.files('a')).toEqual([{ name: '1.ckpt', size: 2 }]);
});

test('lists of the notebook\'s files pass over them; what was begun and never ended is swept', async () => {
  const root = memoryFolder();
  const kept = openCheckpoints(root);
  await kept.write('a', '1.ckpt', [bytes(1)]);
  await writeFile(root, 'data.csv', new Blob(['x']));
  await writeFile(root, 'sub/.gradbook/mine.txt', new Blob(['x']));
  expect((await listFiles(root)).map(({ name }) => name)).toEqual(['data.csv', 'sub/.gradbook/mine.txt']);
  const own = await (await (await root.getDirectoryHandle('.gradbook')).getDirectoryHandle('checkpoints')).getDirectoryHandle('a');
  await own.getFileHandle('.gradbook-partial-x', { create: true });
  expect(await kept.files('a')).toHaveLength(1);
  await kept.sweep('a');
  await expect(own.getFileHandle('.gradbook-partial-x')).rejects.toThrow();
  expect(await kept.read('a', '1.ckpt')).toEqual(bytes(1));
});
