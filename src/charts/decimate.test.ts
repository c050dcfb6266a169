import { expect, test } from 'vitest';
import { decimateScatter, inOrder } from './decimate';

const ramp = (length: number): Float64Array => Float64Array.from({ length }, (_, index) => index);

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
