import { expect, it } from 'vitest';
import { rangeOfY } from './range';
import { ticksOf } from './ticks';

it('a constant that smoothing left noise in is drawn in the middle, with few ticks', () => {
  const y = Float64Array.of(0.01, 0.010000000000000002, 0.009999999999999998);
  const range = rangeOfY([{ y }], { log: false, bars: false });
  expect(range[1] - range[0]).toBeGreaterThan(0.001);
  expect(ticksOf({}, range, 5).length).toBeLessThan(12);
});

it('a range that is narrow for its numbers has few ticks, too', () => {
  expect(ticksOf({}, [0.1, 0.1 + 2e-17], 5).length).toBeLessThan(20);
  expect(ticksOf({}, [1e6, 1e6 + 1e-10], 5).length).toBeLessThan(20);
});
