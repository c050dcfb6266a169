import { expect, test } from 'vitest';
import { mime } from '../base/mime';
import { chartBundle } from './bundle';
import { chartKeeper } from './keeper';
import type { ChartSpec } from './spec';
import { createSeriesStore } from './store';

const spec: ChartSpec = {
  chartId: 'c',
  title: 'Loss',
  x: { label: 'step', integer: true },
  y: {},
  series: [
    { name: 'loss', mark: 'line', smoothing: 0.9 },
    { name: 'val_loss', mark: 'line', dashed: true },
  ],
  live: true,
};

function trained(steps: number) {
  const store = createSeriesStore();
  const x = Float64Array.from({ length: steps }, (_, step) => step + 1);
  store.append('c', 'loss', { x, y: x.map((step) => 2.3 / step), epoch: x.map((step) => step / 10) });
  store.append('c', 'val_loss', { x: Float64Array.of(steps), y: Float64Array.of(NaN) });
  return store;
}

test('a saved chart holds every point, a picture and words, and draws alike without the store', () => {
  const bundle = chartBundle(spec, trained(380));
  const saved = JSON.parse(JSON.stringify(bundle[mime.chart])) as ChartSpec;
  expect(saved.live).toBe(false);
  expect(saved.points?.[0]?.x).toHaveLength(380);
  expect(saved.points?.[0]?.epoch?.[9]).toBe(1);
  expect(saved.points?.[1]).toEqual({ x: [380], y: [null] });
  expect(bundle[mime.plain]).toBe('Loss. loss, 380 steps, from 2.3 to 0.00605, lowest at 380; val_loss, no finite points, 1 NaN');
  expect(chartBundle(saved, null)[mime.svg]).toBe(bundle[mime.svg]);
});

test('the picture is well-formed, stands alone and names its series', () => {
  const svg = String(chartBundle({ ...spec, title: 'a < b & "c"' }, trained(50))[mime.svg]);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
  expect(svg).toContain('stroke-dasharray');
  expect(svg).not.toMatch(/NaN|undefined|href|var\(/);
});

test('a series of a million points is saved as 4,000 that keep its extremes, and says how many there were', () => {
  const store = createSeriesStore();
  const x = Float64Array.from({ length: 1_000_000 }, (_, step) => step);
  const y = x.map((step) => Math.sin(step / 1000));
  y[654_321] = 99;
  y[777_777] = NaN;
  store.append('c', 'loss', { x, y, time: x.map((step) => step / 100) });
  const bundle = chartBundle(spec, store);
  const saved = bundle[mime.chart] as unknown as ChartSpec;
  const points = saved.points?.[0];
  expect(points?.decimatedFrom).toBe(1_000_000);
  expect(points?.x.length).toBeLessThanOrEqual(4100);
  expect([points?.x[0], points?.x.at(-1)]).toEqual([0, 999_999]);
  const at = points?.y.indexOf(99) ?? -1;
  expect([points?.x[at], points?.time?.[at]]).toEqual([654_321, 6543.21]);
  expect(points?.y).toContain(null);
  expect(String(bundle[mime.svg]).length).toBeLessThan(100_000);
  // Saved again from the file alone, it is the same.
  expect(chartBundle(saved, null)[mime.chart]).toEqual(bundle[mime.chart]);
});

test('completing leaves alone what is no chart and charts whose points came with the file', () => {
  const keeper = chartKeeper(trained(3));
  expect(keeper.complete({ [mime.plain]: 'x' })).toBeNull();
  expect(keeper.complete({ [mime.chart]: { chartId: 1 } })).toBeNull();
  expect(keeper.complete({ [mime.chart]: { ...spec, chartId: 'other' } as never })).toBeNull();
  expect(Object.keys(keeper.complete({ [mime.chart]: { ...spec } as never }) ?? {})).toContain(mime.svg);
});
