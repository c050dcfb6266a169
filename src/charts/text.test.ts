import { expect, test } from 'vitest';
import { Series } from './series';
import type { ChartSpec, SeriesSpec } from './spec';
import { chartText } from './text';

function words(y: number[], series: Partial<SeriesSpec> = {}, more: Partial<ChartSpec> = {}, x = y.map((_, index) => index + 1)): string {
  const spec: ChartSpec = { chartId: 'c', x: { label: 'step' }, y: {}, live: false, ...more, series: [{ name: 'loss', mark: 'line', ...series }] };
  return chartText(spec, [Series.of({ x: Float64Array.from(x), y: Float64Array.from(y) })]);
}

test('a loss is told by its steps, its ends and its lowest place', () => {
  const y = Array.from({ length: 3000 }, (_, index) => 2.314 - index * 0.0007);
  y[2909] = 0.05;
  y[2999] = 0.08;
  expect(words(y)).toBe('loss, 3,000 steps, from 2.31 to 0.08, lowest at 2,910');
});

test.each<[string, string]>([
  [words([0.5, 0.9, 0.8], { name: 'acc', best: 'max' }, { x: { label: 'epoch' } }), 'acc, 3 epochs, from 0.5 to 0.8, highest at 2'],
  [words([1], {}, { title: 'Loss' }), 'Loss. loss, 1 step, 1'],
  [words([]), 'loss, no points'],
  [words([NaN, NaN]), 'loss, no finite points, 2 NaN'],
  [words([2, NaN, 1, Infinity]), 'loss, 4 steps, from 2 to 1, lowest at 3, 1 NaN, 1 infinite'],
  [words([3, 3]), 'loss, 2 steps, 3 at the start and the end'],
  [words([4, 1, 9], { name: 'y' }, { x: {} }), 'y, 3 points, from 4 to 9, highest at 3'],
  [words([3, 5], { name: 'count', mark: 'bars' }), 'count, 2 bars, 3 to 5'],
  [words([2, 1], { label: 'loss', run: 'wide' }), 'wide · loss, 2 steps, from 2 to 1, lowest at 2'],
  [words([1, 2], {}, { x: { label: 'batch' } }), 'loss, 2 batches, from 1 to 2, lowest at 1'],
])('%s', (told, expected) => expect(told).toBe(expected));
