import { expect, test } from 'vitest';
import { Smoothing } from './smooth';

test('a constant stays itself from the first value on', () => {
  for (const value of new Smoothing(0.95).extend(new Float64Array(50).fill(3))) expect(value).toBeCloseTo(3, 10);
});

test('growing in pieces equals smoothing at once', () => {
  const y = Float64Array.from({ length: 1000 }, (_, index) => Math.sin(index) + index / 100);
  const pieces = new Smoothing(0.9);
  for (const end of [1, 2, 300, 301, 1000]) pieces.extend(y.subarray(0, end));
  expect([...pieces.extend(y)]).toEqual([...new Smoothing(0.9).extend(y)]);
});

test('a gap stays a gap and does not pull the curve', () => {
  const smoothed = new Smoothing(0.5).extend(Float64Array.of(4, NaN, 4));
  expect([...smoothed]).toEqual([4, NaN, 4]);
});
