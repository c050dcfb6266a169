import { expect, test } from 'vitest';
import { chartCsv } from './csv';
import { CurveMaker, placesOf } from './curves';
import type { Picture } from './curves';
import { EasedRange } from './range';
import { pointNear } from './reading';
import { Series } from './series';
import type { ChartSpec } from './spec';
import { ticksOf } from './ticks';

const columns = (x: number[], y: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) });
const series = (x: number[], y: number[]) => Series.of(columns(x, y));
const yOf = (picture: Picture, curve: number) => [...(picture.curves[curve] ? placesOf(picture.curves[curve]).y : [])];
const spec = (more: Partial<ChartSpec> = {}): ChartSpec => ({
  chartId: 'c',
  x: { label: 'step', integer: true },
  y: {},
  series: [{ name: 'loss', mark: 'line' }],
  live: false,
  ...more,
});
const viewport = { x: null, column: 'step' as const, width: 600, height: 200 };

test('a logarithmic axis leaves out what is not above 0', () => {
  const picture = new CurveMaker().make(spec({ y: { scale: 'log' } }), [series([1, 2, 3], [10, 0, 1000])], viewport);
  expect(yOf(picture, 0)).toEqual([10, NaN, 1000]);
  expect(picture.y[0]).toBeGreaterThan(0);
});

test('a loss near 0 stands on the axis, and the range follows what zooming shows', () => {
  const points = series([0, 1, 2, 3], [2, 1, 0.1, 0.05]);
  expect(new CurveMaker().make(spec(), [points], viewport).y[0]).toBe(0);
  expect(new CurveMaker().make(spec(), [points], { ...viewport, x: [2, 3] }).y[1]).toBeLessThan(0.2);
});

test('a hidden series leaves the ranges to the others', () => {
  const both = spec({ series: [{ name: 'a', mark: 'line' }, { name: 'b', mark: 'line' }] });
  const picture = new CurveMaker().make(both, [series([0, 1], [0, 1]), series([0, 9], [0, 99])], { ...viewport, hidden: new Set(['b']) });
  expect(picture.x).toEqual([0, 1]);
  expect(picture.y[1]).toBeLessThan(2);
});

test('bars of two series stand side by side on 0', () => {
  const bars = spec({ series: [{ name: 'a', mark: 'bars' }, { name: 'b', mark: 'bars' }] });
  const picture = new CurveMaker().make(bars, [series([0, 1], [3, 4]), series([0, 1], [5, 6])], viewport);
  expect(picture.curves.map((curve) => placesOf(curve).x[0])).toEqual([-0.2, 0.2]);
  expect(picture.x).toEqual([-0.5, 1.5]);
  expect(picture.y[0]).toBe(0);
});

test('the value at the pointer is that of the nearest point, else the latest', () => {
  const points = series([1, 2, 3, 4], [9, 8, 7, 6]);
  expect(pointNear(points, 0, 2.2)).toEqual({ index: 1, x: 2, y: 8 });
  expect(pointNear(points, 0, 99)?.y).toBe(6);
  expect(pointNear(points, 0, null)?.y).toBe(6);
  expect(pointNear(series([], []), 0, 1)).toBeNull();
});

test('series are drawn by epoch where they have it, and left out where not', () => {
  const both = spec({ series: [{ name: 'a', mark: 'line' }, { name: 'b', mark: 'line' }] });
  const timed = Series.of({ ...columns([10, 20], [1, 2]), epoch: Float64Array.of(0.5, 1) });
  const picture = new CurveMaker().make(both, [timed, series([10], [5])], { ...viewport, column: 'epoch' });
  expect(picture.x).toEqual([0.5, 1]);
  expect(picture.curves.map((curve) => curve.series)).toEqual([0]);
});

test('what is not finite and the best point are marked where they are', () => {
  const best = spec({ series: [{ name: 'val_loss', mark: 'line', best: 'min' }] });
  const points = series([1, 2, 3, 4, 5], [3, NaN, 1, Infinity, -Infinity]);
  const { marks } = new CurveMaker().make(best, [points], viewport);
  expect(marks.map(({ kind, x }) => [kind, x])).toEqual([['nan', 2], ['up', 4], ['down', 5], ['best', 3]]);
  const zoomed = new CurveMaker().make(best, [points], { ...viewport, x: [4, 5] });
  expect(zoomed.marks.map(({ kind }) => kind)).toEqual(['up', 'down']);
});

test('on a logarithmic axis a value of 0 is no broken one', () => {
  const picture = new CurveMaker().make(spec({ y: { scale: 'log' } }), [series([1, 2, 3], [1, 0, NaN])], viewport);
  expect(picture.marks.map(({ kind, x }) => [kind, x])).toEqual([['nan', 3]]);
});

test('a logarithmic x axis begins at the least place above 0', () => {
  const picture = new CurveMaker().make(spec({ x: { scale: 'log' } }), [series([0, 1, 10], [1, 2, 3])], viewport);
  expect(picture.x).toEqual([1, 10]);
});

test('points that came out of order are drawn in order', () => {
  const picture = new CurveMaker().make(spec(), [series([3, 1, 2], [30, 10, 20])], viewport);
  expect(yOf(picture, 0)).toEqual([10, 20, 30]);
});

test('CSV has a row for each x, one for each point of a series at the same x, and quotes what needs it', async () => {
  const two = spec({ series: [{ name: 'a,b', mark: 'line' }, { name: 'v', mark: 'line' }] });
  const parts: string[] = [];
  for await (const part of chartCsv(two, [columns([1, 2, 2], [0.5, NaN, 4]), columns([2], [3])])) parts.push(part);
  expect(parts.join('')).toBe('step,"a,b",v\r\n1,0.5,\r\n2,NaN,3\r\n2,4,\r\n');
});

test('ticks are round, whole on a step axis, and few', () => {
  const labels = (axis: ChartSpec['x'], from: number, to: number, count: number) => ticksOf(axis, [from, to], count).flatMap(({ label }) => (label === '' ? [] : [label]));
  expect(labels({}, 0, 2.6, 5)).toEqual(['0', '0.5', '1.0', '1.5', '2.0', '2.5']);
  expect(labels({ integer: true }, 1, 3, 8)).toEqual(['1', '2', '3']);
  expect(labels({ scale: 'log' }, 0.001, 100, 6)).toEqual(['0.001', '0.01', '0.1', '1', '10', '100']);
  expect(labels({}, 0, 40_000, 4)).toEqual(['0', '10,000', '20,000', '30,000', '40,000']);
  expect(labels({ categories: ['cat', 'dog'] }, -0.5, 1.5, 8)).toEqual(['cat', 'dog']);
});

test('the y range eases to its target and arrives', () => {
  const range = new EasedRange();
  range.aim([0, 1], false, false);
  expect(range.range).toEqual([0, 1]);
  range.aim([0, 3], false, false);
  range.step(16);
  expect(range.range[1]).toBeGreaterThan(1);
  expect(range.range[1]).toBeLessThan(2);
  for (let frame = 0; frame < 60; frame++) range.step(16);
  expect(range.range).toEqual([0, 3]);
  expect(range.moving).toBe(false);
});
