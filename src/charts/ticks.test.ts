import { expect, it } from 'vitest';
import { rangeOfY } from './range';
import { ticksOf } from './ticks';

it('a constant that smoothing left noise in is drawn in the middle, with few ticks', () => {
  const y = Float64Array.of(0.01, 0.010000000000000002, 0.009999999999999998);
  const points = { x: Float64Array.of(1, 2, 3), y };
  const range = rangeOfY([{ outline: null, points }], [1, 3], { log: false, bars: false });
  expect(range[1] - range[0]).toBeGreaterThan(0.001);
  expect(ticksOf({}, range, 5).length).toBeLessThan(12);
});

it('a range that is narrow for its numbers has few ticks, too', () => {
  expect(ticksOf({}, [0.1, 0.1 + 2e-17], 5).length).toBeLessThan(20);
  expect(ticksOf({}, [1e6, 1e6 + 1e-10], 5).length).toBeLessThan(20);
});

it('time is told in the unit that suits it', () => {
  const labels = (to: number) => ticksOf({ unit: 'seconds' }, [0, to], 3).map(({ label }) => label);
  expect(labels(60)).toEqual(['0', '20 s', '40 s', '60 s']);
  expect(labels(600)).toEqual(['0', '2 min', '4 min', '6 min', '8 min', '10 min']);
  expect(labels(4 * 3600)).toEqual(['0', '1 h', '2 h', '3 h', '4 h']);
});

it('a logarithmic axis within a decade has ticks, too', () => {
  expect(ticksOf({ scale: 'log' }, [0.26, 0.52], 4).map(({ label }) => label)).toEqual(['0.30', '0.35', '0.40', '0.45', '0.50']);
});
