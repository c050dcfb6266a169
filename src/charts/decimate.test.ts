import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimateLine, decimateScatter, inOrder } from './decimate';

const ramp = (length: number): Float64Array => Float64Array.from({ length }, (_, index) => index);

test('first, last and extremes of a long series are kept', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 500, maxLength: 3000 }), (values) => {
      const y = Float64Array.from(values);
      const kept = decimateLine({ x: ramp(y.length), y }, 0, y.length - 1, 40);
      expect(kept.x.length).toBeLessThanOrEqual(41 * 5 + 2);
      expect([kept.y[0], kept.y.at(-1)]).toEqual([y[0], y.at(-1)]);
      expect(Math.min(...kept.y)).toBe(Math.min(...y));
      expect(Math.max(...kept.y)).toBe(Math.max(...y));
      expect(kept.x.every((x, index) => index === 0 || x > (kept.x[index - 1] ?? NaN))).toBe(true);
      expect(kept.x.every((x, index) => y[x] === kept.y[index])).toBe(true);
    }),
  );
});

test('a gap stays a gap', () => {
  const y = ramp(10_000).map((value) => (value === 5000 ? NaN : value));
  const kept = decimateLine({ x: ramp(10_000), y }, 0, 9999, 100);
  expect(kept.y.filter(Number.isNaN)).toHaveLength(1);
  expect(kept.x[kept.y.findIndex(Number.isNaN)]).toBe(5000);
});

test('a zoomed part keeps one neighbour on each side', () => {
  const kept = decimateLine({ x: ramp(1000), y: ramp(1000) }, 100.5, 103.5, 300);
  expect([...kept.x]).toEqual([100, 101, 102, 103, 104]);
});

test('two million points are decimated within a blink', () => {
  const y = ramp(2_000_000).map((value) => Math.sin(value / 500));
  const columns = { x: ramp(2_000_000), y };
  decimateLine(columns, 0, 2_000_000, 900);
  const start = performance.now();
  decimateLine(columns, 0, 2_000_000, 900);
  expect(performance.now() - start).toBeLessThan(500);
});

test('of many scattered points one stays for each place', () => {
  const x = ramp(50_000).map((value) => value % 100);
  const y = ramp(50_000).map((value) => Math.floor(value / 100) % 50);
  const kept = decimateScatter({ x, y }, { x: [0, 99], y: [0, 49], columns: 100, rows: 50 });
  expect(kept.x.length).toBe(100 * 50);
});

test('points out of order are sorted by x, equal ones in their order', () => {
  expect(inOrder({ x: Float64Array.of(2, 1, 2), y: Float64Array.of(10, 20, 30) })).toEqual({
    x: Float64Array.of(1, 2, 2),
    y: Float64Array.of(20, 10, 30),
  });
});
