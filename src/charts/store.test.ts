import { expect, test, vi } from 'vitest';
import { CHUNK } from './series';
import type { SpillFolder } from './spill';
import { createSeriesStore } from './store';

const of = (...x: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(x) });

test('every point appended is there, in order, however it came', async () => {
  const store = createSeriesStore();
  let next = 0;
  for (const size of [1, 300, 7, 5000, 0, 40_000]) {
    const x = Float64Array.from({ length: size }, () => next++);
    store.append('c', 'loss', { x, y: x.map((value) => -value) });
  }
  const points = await store.read('c', 'loss');
  expect(points?.x).toHaveLength(next);
  expect(points?.x.every((value, index) => value === index && points.y[index] === -value)).toBe(true);
});

test('listeners hear once a frame, however many appends there were', () => {
  const frames: (() => void)[] = [];
  const store = createSeriesStore({ schedule: (fn) => void frames.push(fn) });
  const listener = vi.fn();
  const stop = store.subscribe('c', listener);
  for (let step = 0; step < 10; step++) store.append('c', 'loss', of(step));
  store.append('other', 'loss', of(1));
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(listener).toHaveBeenCalledTimes(1);
  stop();
  store.append('c', 'loss', of(1));
  frames[1]?.();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a dropped chart has no points and takes no memory; listeners stay for what comes next', () => {
  const store = createSeriesStore({ schedule: (fn) => fn() });
  const listener = vi.fn();
  store.subscribe('c', listener);
  store.append('c', 'loss', of(1));
  store.drop('c');
  expect(store.series('c', 'loss')).toBeNull();
  expect(store.seriesNames('c')).toEqual([]);
  expect(store.bytes).toBe(0);
  expect(listener).toHaveBeenCalledTimes(2);
});

test('columns of unlike length are refused', () => {
  const store = createSeriesStore();
  expect(() => store.append('c', 'loss', { x: new Float64Array(2), y: new Float64Array(2), time: new Float64Array(1) })).toThrow(
    "Series 'loss' got 1 values of time and 2 of y",
  );
});

test('points kept elsewhere are taken over: their rest where they have grown, all where they are others', async () => {
  const store = createSeriesStore();
  store.sync('c', 'loss', of(1, 2));
  const first = store.series('c', 'loss');
  store.sync('c', 'loss', of(1, 2, 3));
  expect(store.series('c', 'loss')).toBe(first);
  expect([...((await store.read('c', 'loss'))?.x ?? [])]).toEqual([1, 2, 3]);
  store.sync('c', 'loss', of(1, 2, 3));
  expect(first?.length).toBe(3);
  store.sync('c', 'loss', of(7, 8, 9, 10));
  expect([...((await store.read('c', 'loss'))?.x ?? [])]).toEqual([7, 8, 9, 10]);
  store.sync('c', 'loss', of());
  expect(store.series('c', 'loss')?.length ?? 0).toBe(0);
});

function memoryFolder(): SpillFolder & { readonly files: Map<string, Float64Array<ArrayBuffer>> } {
  const files = new Map<string, Float64Array<ArrayBuffer>>();
  return {
    files,
    async write(name, columns) {
      files.set(name, Float64Array.from(columns.flatMap((column) => [...column])));
    },
    async read(name) {
      return files.get(name) ?? Promise.reject(new Error('gone'));
    },
    async remove(name) {
      files.delete(name);
    },
  };
}

test('beyond the budget old points go to disk, come back when they are looked at, and none is lost', async () => {
  const folder = memoryFolder();
  const budget = CHUNK * 16 * 3;
  const store = createSeriesStore({ spill: async () => folder, budget });
  const x = Float64Array.from({ length: CHUNK * 10 + 5 }, (_, index) => index);
  for (let at = 0; at < x.length; at += 5000) store.append('c', 'loss', { x: x.subarray(at, at + 5000), y: x.subarray(at, at + 5000).map(Math.sqrt) });
  await vi.waitFor(() => expect(store.bytes).toBeLessThanOrEqual(budget));
  expect(folder.files.size).toBeGreaterThanOrEqual(7);
  const series = store.series('c', 'loss');
  const heard = vi.fn();
  store.subscribe('c', heard);
  expect(series?.block(0)).toBeNull();
  await vi.waitFor(() => expect(heard).toHaveBeenCalled());
  expect([...(series?.block(0)?.x[0]?.subarray(0, 3) ?? [])]).toEqual([0, 1, 2]);
  const all = await store.read('c', 'loss');
  expect(all?.x).toHaveLength(x.length);
  expect(all?.x.every((value, index) => value === index && all.y[index] === Math.sqrt(index))).toBe(true);
  store.drop('c');
  await vi.waitFor(() => expect(folder.files.size).toBe(0));
});

test('where the disk is full, points stay in memory', async () => {
  const store = createSeriesStore({ spill: async () => ({ ...memoryFolder(), write: () => Promise.reject(new Error('full')) }), budget: 1 });
  const x = Float64Array.from({ length: CHUNK * 3 }, (_, index) => index);
  store.append('c', 'loss', { x, y: x });
  await new Promise((go) => setTimeout(go, 10));
  store.append('c', 'loss', { x, y: x });
  expect((await store.read('c', 'loss'))?.x).toHaveLength(CHUNK * 6);
});
