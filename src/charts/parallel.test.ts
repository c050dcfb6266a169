import { describe, expect, it } from 'vitest';
import { brushed, parallelAxis, parallelPath, rankCorrelation } from './parallel';

describe('an axis', () => {
  it('of numbers goes from the lowest to the highest', () => {
    const axis = parallelAxis({ name: 'epochs', values: [1, 3, null, 5] });
    expect(axis.scale).toBe('linear');
    expect(axis.places).toEqual([0, 0.5, null, 1]);
    expect(axis.wordsAt(0.5)).toBe('3');
  });
  it('of numbers spread wide is logarithmic', () => {
    const axis = parallelAxis({ name: 'lr', values: [0.0001, 0.01, 1] });
    expect(axis.scale).toBe('log');
    expect(axis.places[1]).toBeCloseTo(0.5);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['1e-4', '0.001', '0.01', '0.1', '1']);
  });
  it('of words has a place for each', () => {
    const axis = parallelAxis({ name: 'optimizer', values: ['sgd', 'adam', true, null] });
    expect(axis.categories).toEqual(['adam', 'sgd', 'true']);
    expect(axis.places).toEqual([0.5, 0, 1, null]);
    expect(axis.wordsAt(0.4)).toBe('sgd');
  });
  it('of one value has it in the middle', () => {
    expect(parallelAxis({ name: 'a', values: [2, 2] }).places).toEqual([0.5, 0.5]);
    expect(parallelAxis({ name: 'a', values: ['x'] }).places).toEqual([0.5]);
    expect(parallelAxis({ name: 'a', values: [NaN, 1] }).places[0]).toBeNull();
  });
});

it('brushes let through the rows that lie in all of them', () => {
  const axes = [parallelAxis({ name: 'a', values: [0, 5, 10, null] }), parallelAxis({ name: 'b', values: [0, 1, 0, 1] })];
  expect(brushed(axes, new Map(), 4)).toEqual([true, true, true, true]);
  expect(brushed(axes, new Map([['a', { from: 0.4, to: 1 }]]), 4)).toEqual([false, true, true, false]);
  expect(brushed(axes, new Map([['a', { from: 0.4, to: 1 }], ['b', { from: 0, to: 0.5 }]]), 4)).toEqual([false, false, true, false]);
});

it('a line is broken where a value is missing', () => {
  const axes = ['a', 'b', 'c'].map((name, at) => parallelAxis({ name, values: at === 1 ? [null, 1] : [0, 1] }));
  expect(parallelPath(axes, 0, 200, 100)).toBe('M0.0,100.0M200.0,100.0');
  expect(parallelPath(axes, 1, 200, 100)).toContain('C50.0,0.0 50.0,');
});

it('the correlation of ranks is that of scipy.stats.spearmanr', () => {
  expect(rankCorrelation([1, 2, 3, 4], [10, 100, 1000, 1e9])).toBeCloseTo(1);
  expect(rankCorrelation([1, 2, 3, 4], [9, 4, 1, 0])).toBeCloseTo(-1);
  // spearmanr([1, 2, 2, 5, 7], [3, 1, 4, 4, 9]).statistic
  expect(rankCorrelation([1, 2, 2, 5, 7], [3, 1, 4, 4, 9])).toBeCloseTo(0.7631578947, 8);
  expect(rankCorrelation([1, 2], [1, 2])).toBeNull();
  expect(rankCorrelation(['a', 'b', 'c'], [1, 2, 3])).toBeNull();
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
});

it('an axis of a few values that rows share is marked at these', () => {
  const units = parallelAxis({ name: 'units', values: Array.from({ length: 20 }, (_, row) => [32, 64, 128, 256][row % 4] ?? 0) });
  expect(units.ticks.map(({ label }) => label)).toEqual(['32', '64', '128', '256']);
  const crowded = parallelAxis({ name: 'units', values: Array.from({ length: 20 }, (_, row) => [0, 1, 1000][row % 3] ?? 0) });
  expect(crowded.ticks).toHaveLength(2);
});
