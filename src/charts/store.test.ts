import { expect, test, vi } from 'vitest';
import { createSeriesStore } from './store';

test('every point appended is there, in order, however it came', () => {
  const store = createSeriesStore();
  let next = 0;
  for (const size of [1, 300, 7, 5000, 0, 40_000]) {
    const x = Float64Array.from({ length: size }, () => next++);
    store.append('c', 'loss', x, x.map((value) => -value));
  }
  const { x, y } = store.points('c', 'loss');
  expect(x).toHaveLength(next);
  expect(x.every((value, index) => value === index && y[index] === -value)).toBe(true);
});

test('listeners hear once a frame, however many appends there were', () => {
  const frames: (() => void)[] = [];
  const store = createSeriesStore((fn) => void frames.push(fn));
  const listener = vi.fn();
  const stop = store.subscribe('c', listener);
  for (let step = 0; step < 10; step++) store.append('c', 'loss', Float64Array.of(step), Float64Array.of(step));
  store.append('other', 'loss', Float64Array.of(1), Float64Array.of(1));
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(listener).toHaveBeenCalledTimes(1);
  stop();
  store.append('c', 'loss', Float64Array.of(1), Float64Array.of(1));
  frames[1]?.();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a dropped chart has no points; listeners stay for what comes next', () => {
  const store = createSeriesStore((fn) => fn());
  const listener = vi.fn();
  store.subscribe('c', listener);
  store.append('c', 'loss', Float64Array.of(1), Float64Array.of(1));
  store.drop('c');
  expect(store.points('c', 'loss').x).toHaveLength(0);
  expect(store.seriesNames('c')).toEqual([]);
  expect(listener).toHaveBeenCalledTimes(2);
});
