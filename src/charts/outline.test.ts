import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Derived } from './derived';
import { group, lineThrough, outline } from './outline';
import type { Outline } from './outline';
import { Series } from './series';
import type { Block, PointSource } from './series';
import { smoothing } from './smooth';

const ramp = (length: number): Float64Array => Float64Array.from({ length }, (_, index) => index);

/** Of the groups that stand in [from, to]. */
function summary({ groups }: Outline, from: number, to: number) {
  const found = { low: Infinity, high: -Infinity, nan: 0, up: 0, down: 0 };
  for (let at = 0; at < groups.length; at += group.size) {
    const inside = (where: number): boolean => (groups[at + where] ?? NaN) >= from && (groups[at + where] ?? NaN) <= to;
    if (inside(group.lowX)) found.low = Math.min(found.low, groups[at + group.lowY] ?? NaN);
    if (inside(group.highX)) found.high = Math.max(found.high, groups[at + group.highY] ?? NaN);
    if (!inside(group.badX)) continue;
    found.nan += groups[at + group.nan] ?? 0;
    found.up += groups[at + group.up] ?? 0;
    found.down += groups[at + group.down] ?? 0;
  }
  return found;
}

function bruteForce(x: Float64Array, y: Float64Array, from: number, to: number) {
  const found = { low: Infinity, high: -Infinity, nan: 0, up: 0, down: 0 };
  y.forEach((value, index) => {
    if (!((x[index] ?? NaN) >= from && (x[index] ?? NaN) <= to)) return;
    if (Number.isNaN(value)) found.nan++;
    else if (value === Infinity) found.up++;
    else if (value === -Infinity) found.down++;
    else {
      found.low = Math.min(found.low, value);
      found.high = Math.max(found.high, value);
    }
  });
  return found;
}

const values = fc.oneof({ weight: 20, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) });

/** Long series out of short random ones: noise with what was drawn put somewhere. */
const series = fc.record({
  length: fc.integer({ min: 1, max: 40_000 }),
  some: fc.array(fc.record({ at: fc.nat(), y: values }), { maxLength: 60 }),
  pieces: fc.array(fc.integer({ min: 1, max: 7000 }), { minLength: 1, maxLength: 12 }),
  steps: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  size: fc.double({ min: 0, max: 1, noNaN: true }),
  most: fc.integer({ min: 1, max: 500 }),
});

test('of any range of any series no extreme and nothing that is not finite is lost, whatever its size', () => {
  fc.assert(
    fc.property(series, ({ length, some, pieces, steps, from, size, most }) => {
      const y = ramp(length).map((index) => Math.sin(index * 12.9898) * 1000);
      for (const { at, y: value } of some) y[at % length] = value;
      let place = 0;
      const x = ramp(length).map((index) => (place += steps[index % steps.length] ?? 1));
      const grown = new Series({ x, y });
      for (let at = 0, piece = 0; at < length; piece++) {
        const end = at + (pieces[piece % pieces.length] ?? 1);
        grown.append({ x: x.subarray(at, end), y: y.subarray(at, end) });
        at = end;
      }
      const low = from * place;
      const high = low + size * (place - low);
      const drawn = outline(grown, 0, low, high, most);
      expect(summary(drawn, low, high)).toEqual(bruteForce(x, y, low, high));
      expect(summary(outline(grown, 0, -Infinity, Infinity, most), -Infinity, Infinity)).toEqual(bruteForce(x, y, -Infinity, Infinity));
      expect({ ...grown.stats }).toMatchObject({ nan: y.filter(Number.isNaN).length, lastX: place });
    }),
    { numRuns: 60 },
  );
});

test('a line through the groups goes through first, last and extremes, in order of x, at their own places', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 500, maxLength: 3000 }), (list) => {
      const y = Float64Array.from(list);
      const line = lineThrough(outline(Series.of({ x: ramp(y.length), y }), 0, 0, y.length - 1, 40));
      expect(line.x.length).toBeLessThanOrEqual(200);
      expect([line.y[0], line.y.at(-1)]).toEqual([y[0], y.at(-1)]);
      expect(Math.min(...line.y)).toBe(Math.min(...y));
      expect(Math.max(...line.y)).toBe(Math.max(...y));
      expect(line.x.every((x, index) => index === 0 || x > (line.x[index - 1] ?? NaN))).toBe(true);
      expect(line.x.every((x, index) => y[x] === line.y[index])).toBe(true);
    }),
  );
});

test('a gap stays a gap', () => {
  const y = ramp(10_000).map((value) => (value === 5000 ? NaN : value));
  const line = lineThrough(outline(Series.of({ x: ramp(10_000), y }), 0, 0, 9999, 100));
  expect(line.y.filter(Number.isNaN)).toHaveLength(1);
  expect(line.x[line.y.findIndex(Number.isNaN)]).toBe(5000);
});

test('a zoomed part keeps one neighbour on each side, and its points one by one', () => {
  const zoomed = outline(Series.of({ x: ramp(1000), y: ramp(1000) }), 0, 100.5, 103.5, 300);
  expect(zoomed.exact).toBe(true);
  expect([...lineThrough(zoomed).x]).toEqual([100, 101, 102, 103, 104]);
});

test('a million points take no more groups than pixels, and a blink', () => {
  const million = Series.of({ x: ramp(1_000_000), y: ramp(1_000_000).map((value) => Math.sin(value / 500)) });
  outline(million, 0, 0, 1e6, 900);
  const start = performance.now();
  for (const from of [0, 123_456, 999_000, 500_001]) expect(outline(million, 0, from, 999_500, 900).groups.length / group.size).toBeLessThan(2200);
  expect(performance.now() - start).toBeLessThan(100);
});

test('a growing series keeps the groups that it had', () => {
  const grown = Series.of({ x: ramp(100_000), y: ramp(100_000).map(Math.sin) });
  const before = outline(grown, 0, 0, 1e9, 400).groups.slice(0, group.size * 100);
  grown.append({ x: Float64Array.of(100_000), y: Float64Array.of(7) });
  expect(outline(grown, 0, 0, 1e9, 400).groups.slice(0, group.size * 100)).toEqual(before);
});

test('points that are on disk are drawn from their summaries', () => {
  const kept = Series.of({ x: ramp(5000), y: ramp(5000).map(Math.sin) });
  const away: PointSource = { pyramid: kept.pyramid, length: 5000, column: () => 0, block: (index): Block | null => (index > 70 ? kept.block(index) : null) };
  const drawn = outline(away, 0, 1000, 1500, 600);
  expect(drawn.exact).toBe(false);
  const whole = bruteForce(ramp(5000), ramp(5000).map(Math.sin), 1000, 1500);
  const seen = summary(drawn, 900, 1600);
  expect(seen.low).toBeLessThanOrEqual(whole.low);
  expect(seen.high).toBeGreaterThanOrEqual(whole.high);
});

test('a smoothed series is outlined as if its values were kept', () => {
  const y = ramp(30_000).map((index) => Math.cos(index) * index);
  const made = new Derived(Series.of({ x: ramp(30_000), y }), smoothing(0.8), 1);
  made.extend(Infinity);
  let [average, correction] = [0, 1];
  const plain = y.map((value) => {
    average = 0.8 * average + (1 - 0.8) * value;
    correction *= 0.8;
    return average / (1 - correction);
  });
  for (const [from, to, most] of [[0, 30_000, 200], [12_345, 12_900, 500], [29_000, 30_000, 100]] as const) {
    const { low, high } = bruteForce(ramp(30_000), plain, from, to);
    expect(summary(outline(made, 0, from, to, most), from, to)).toMatchObject({ low, high });
  }
});
