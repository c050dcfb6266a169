import { expect, test } from 'vitest';
import { chartCsv } from './csv';
import { CurveMaker } from './curves';
import { joinByX } from './join';
import { EasedRange } from './range';
import { valuesAt } from './reading';
import type { ChartSpec } from './spec';
import { ticksOf } from './ticks';

const columns = (x: number[], y: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) });
const spec = (more: Partial<ChartSpec> = {}): ChartSpec => ({
  chartId: 'c',
  x: { label: 'step', integer: true },
  y: {},
  series: [{ name: 'loss', mark: 'line' }],
  live: false,
  ...more,
});
const viewport = { x: null, width: 600, height: 200 };

test('a logarithmic axis leaves out what is not above 0', () => {
  const picture = new CurveMaker().make(spec({ y: { scale: 'log' } }), [columns([1, 2, 3], [10, 0, 1000])], viewport);
  expect([...(picture.curves[0]?.y ?? [])]).toEqual([10, NaN, 1000]);
  expect(picture.y[0]).toBeGreaterThan(0);
});

test('a loss near 0 stands on the axis, and the range follows what zooming shows', () => {
  const points = columns([0, 1, 2, 3], [2, 1, 0.1, 0.05]);
  expect(new CurveMaker().make(spec(), [points], viewport).y[0]).toBe(0);
  expect(new CurveMaker().make(spec(), [points], { ...viewport, x: [2, 3] }).y[1]).toBeLessThan(0.2);
});

test('a hidden series leaves the ranges to the others', () => {
  const both = spec({ series: [{ name: 'a', mark: 'line' }, { name: 'b', mark: 'line' }] });
  const picture = new CurveMaker().make(both, [columns([0, 1], [0, 1]), columns([0, 9], [0, 99])], { ...viewport, hidden: new Set(['b']) });
  expect(picture.x).toEqual([0, 1]);
  expect(picture.y[1]).toBeLessThan(2);
});

test('bars of two series stand side by side on 0', () => {
  const bars = spec({ series: [{ name: 'a', mark: 'bars' }, { name: 'b', mark: 'bars' }] });
  const picture = new CurveMaker().make(bars, [columns([0, 1], [3, 4]), columns([0, 1], [5, 6])], viewport);
  expect(picture.curves.map(({ x }) => x[0])).toEqual([-0.2, 0.2]);
  expect(picture.x).toEqual([-0.5, 1.5]);
  expect(picture.y[0]).toBe(0);
});

test('values at the pointer are those of the nearest points, else the latest', () => {
  const two = spec({ series: [{ name: 'loss', mark: 'line', smoothing: 0.9 }, { name: 'val_loss', mark: 'line', dashed: true }] });
  const picture = new CurveMaker().make(two, [columns([1, 2, 3, 4], [9, 8, 7, 6]), columns([4], [5])], viewport);
  expect(valuesAt(picture, two.series, 2.2)).toEqual([8, 5]);
  expect(valuesAt(picture, two.series, null)).toEqual([6, 5]);
});

test('series of unlike x share a table; gaps and absences differ', () => {
  expect(joinByX([columns([1, 2, 2], [10, 20, 21]), columns([2, 3], [NaN, 5])])).toEqual({
    x: Float64Array.of(1, 2, 2, 3),
    y: [
      [10, 20, 21, undefined],
      [undefined, null, undefined, 5],
    ],
  });
});

test('CSV has a row for each x, and quotes what needs it', () => {
  const two = spec({ series: [{ name: 'a,b', mark: 'line' }, { name: 'v', mark: 'line' }] });
  expect(chartCsv(two, [columns([1, 2], [0.5, NaN]), columns([2], [3])])).toBe('step,"a,b",v\r\n1,0.5,\r\n2,NaN,3\r\n');
});

test('ticks are round, whole on a step axis, and few', () => {
  const labels = (axis: ChartSpec['x'], from: number, to: number, count: number) => ticksOf(axis, [from, to], count).map(({ label }) => label);
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
