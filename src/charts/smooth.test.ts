import { expect, test } from 'vitest';
import { Derived } from './derived';
import { Series } from './series';
import { positive, smoothing } from './smooth';

const ramp = (length: number): Float64Array => Float64Array.from({ length }, (_, index) => index);

function all(made: Derived): number[] {
  return Array.from({ length: Math.ceil(made.length / 64) }, (_, index) => [...(made.block(index)?.y ?? [])]).flat();
}

function smooth(y: Float64Array, weight: number): number[] {
  const made = new Derived(Series.of({ x: ramp(y.length), y }), smoothing(weight), 1);
  expect(made.extend(Infinity)).toBe(true);
  return all(made);
}

test('a constant stays itself from the first value on', () => {
  for (const value of smooth(new Float64Array(50).fill(3), 0.95)) expect(value).toBeCloseTo(3, 10);
});

test('the average is that of all values so far, each weighted less the older it is', () => {
  const y = Float64Array.from({ length: 200 }, (_, index) => Math.sin(index));
  const expected = Array.from(y, (_, end) => {
    const weights = Array.from({ length: end + 1 }, (_unused, index) => 0.9 ** (end - index));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.reduce((total, weight, index) => total + weight * (y[index] ?? NaN), 0) / sum;
  });
  smooth(y, 0.9).forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 10));
});

test('growing in pieces equals smoothing at once', () => {
  const y = Float64Array.from({ length: 1000 }, (_, index) => Math.sin(index) + index / 100);
  const x = ramp(1000);
  const series = new Series({ x, y });
  const made = new Derived(series, smoothing(0.9), 1);
  let from = 0;
  for (const to of [1, 2, 300, 301, 1000]) {
    series.append({ x: x.subarray(from, to), y: y.subarray(from, to) });
    made.extend(Infinity);
    from = to;
  }
  expect(all(made)).toEqual(smooth(y, 0.9));
});

test('a long series is smoothed over several turns', () => {
  const y = ramp(50_000);
  const made = new Derived(Series.of({ x: y, y }), smoothing(0.9), 1);
  expect(made.extend(-Infinity)).toBe(false);
  expect(made.length).toBeGreaterThan(0);
  while (!made.extend(-Infinity));
  expect(made.length).toBe(50_000);
});

test('a gap stays a gap and does not pull the curve', () => {
  expect(smooth(Float64Array.of(4, NaN, 4), 0.5)).toEqual([4, NaN, 4]);
});

test('a logarithmic axis leaves out what is not above 0', () => {
  const made = new Derived(Series.of({ x: ramp(3), y: Float64Array.of(2, 0, -1) }), positive, 1);
  made.extend(Infinity);
  expect(all(made)).toEqual([2, NaN, NaN]);
});
