import { beforeEach, expect, test } from 'vitest';
import { createChartApi } from './api';
import type { ChartApi } from './api';
import type { ChartSpec } from './spec';

let specs: Map<string, ChartSpec>;
let points: [series: string, x: number, y: number][];
let closed: string[];
let chart: ChartApi;

beforeEach(() => {
  specs = new Map();
  points = [];
  closed = [];
  let ids = 0;
  chart = createChartApi(
    {
      open: (spec) => specs.set(spec.chartId, spec),
      update: (spec) => specs.set(spec.chartId, spec),
      points: (_, series, x, y) => points.push([series, x, y]),
      close: (chartId) => closed.push(chartId),
    },
    () => `c${++ids}`,
  );
});

test.each<[string, Parameters<ChartApi>[0], [string, number, number][]]>([
  ['an array', [5, 6], [['y', 0, 5], ['y', 1, 6]]],
  ['a typed array', Float32Array.of(5), [['y', 0, 5]]],
  ['columns', { x: [3, 4], y: [5, 6] }, [['y', 3, 5], ['y', 4, 6]]],
  ['points', [{ x: 3, y: 5 }], [['y', 3, 5]]],
  ['series by name', { loss: [1], acc: [2] }, [['loss', 0, 1], ['acc', 0, 2]]],
  ['series that share x', { x: [7], loss: [1], acc: [2] }, [['loss', 7, 1], ['acc', 7, 2]]],
  ['series with their own x', { a: { x: [1], y: [2] }, b: { x: [3], y: [4] } }, [['a', 1, 2], ['b', 3, 4]]],
  ['numbers by category', { cat: 3, dog: 5 }, [['y', 0, 3], ['y', 1, 5]]],
])('chart() draws %s', (_, data, expected) => {
  chart(data);
  expect(points).toEqual(expected);
  expect(closed).toEqual(['c1']);
});

test('titles, labels, marks and scale reach the chart', () => {
  chart({ x: [1, 2], y: [3, 4] }, { title: 'T', type: 'scatter', xLabel: 'length', yLabel: 'rings', log: true });
  expect(specs.get('c1')).toMatchObject({
    title: 'T',
    x: { label: 'length', integer: true },
    y: { label: 'rings', scale: 'log' },
    series: [{ name: 'rings', mark: 'points' }],
  });
  chart({ cat: 3, dog: 5 });
  expect(specs.get('c2')).toMatchObject({ x: { categories: ['cat', 'dog'] }, series: [{ mark: 'bars' }] });
});

test.each<[string, () => void, string]>([
  ['columns of unlike length', () => chart({ x: [1], y: [1, 2] }), "Series 'y' has 1 x and 2 y values"],
  ['a tensor', () => chart({ loss: { dataSync: () => 0 } } as never), "'loss' is a Tensor (read it first"],
  ['text', () => chart({ loss: ['a'] } as never), "'loss' holds a string at index 0"],
  ['a place that is no number', () => chart({ x: [1, NaN], y: [1, 2] }), 'x = NaN at index 1'],
  ['a wrong type', () => chart([1], { type: 'pie' } as never), "Chart type 'pie' not found; types are: line, scatter, bar"],
  ['nothing', () => chart(undefined as never), 'chart() cannot draw undefined'],
  ['smoothing out of range', () => chart([1], { smoothing: 1 }), 'below 1'],
])('%s is refused with the remedy', (_, draw, message) => {
  expect(draw).toThrow(message);
  expect(specs.size).toBe(0);
});

test('a live chart counts steps, takes given ones, and learns series as they come', () => {
  const live = chart.live({ title: 'GAN' });
  live.push({ g: 1 });
  live.push({ g: 2, d: 3 });
  live.push(10, { g: 4 });
  live.push({ g: NaN });
  expect(points).toEqual([['g', 1, 1], ['g', 2, 2], ['d', 2, 3], ['g', 10, 4], ['g', 11, NaN]]);
  expect(specs.get('c1')).toMatchObject({ live: true, x: { label: 'step', integer: true }, series: [{ name: 'g' }, { name: 'd' }] });
  live.end();
  live.end();
  expect(closed).toEqual(['c1']);
  expect(() => live.push({ g: 1 })).toThrow("The chart 'GAN' has ended");
});

test('a live chart whose x is not whole stops pretending that it is', () => {
  chart.live({ x: 'seconds' }).push(0.5, { loss: 1 });
  expect(specs.get('c1')?.x).toEqual({ label: 'seconds', integer: false });
});

test('a live chart names a value that is no number', () => {
  const live = chart.live();
  expect(() => live.push({ loss: { dataSync: () => 0 } as never })).toThrow("'loss' is a Tensor (read it first");
  expect(() => live.push(NaN, { loss: 1 })).toThrow('push() got NaN for x');
});
