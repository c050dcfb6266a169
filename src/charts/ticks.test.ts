import { describe, expect, it } from 'vitest';
import { rangeOfY } from './range';
import { ticksOf } from './ticks';

it('a constant that smoothing left noise in is drawn in the middle, with few ticks', () => {
  const y = Float64Array.of(0.01, 0.010000000000000002, 0.009999999999999998);
  const points = { x: Float64Array.of(1, 2, 3), y };
  const range = rangeOfY([{ outline: null, points }], [1, 3], { log: false, zero: false });
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

describe('a logarithmic axis', () => {
  const shown = (from: number, to: number, count: number) => ticksOf({ scale: 'log' }, [from, to], count).filter(({ label }) => label !== '').map(({ label }) => label);
  /** The least distance of two labels, as a share of the axis. */
  const nearest = (from: number, to: number, count: number) => {
    const places = ticksOf({ scale: 'log' }, [from, to], count).filter(({ label }) => label !== '').map(({ at }) => Math.log(at / from) / Math.log(to / from));
    return Math.min(...places.slice(1).map((place, index) => place - (places[index] ?? 0)));
  };

  it('labels 1, 2 and 5 of each decade below 1, and has ticks without labels between them', () => {
    expect(shown(0.02, 0.9, 5)).toEqual(['0.02', '0.05', '0.1', '0.2', '0.5']);
    expect(ticksOf({ scale: 'log' }, [0.1, 1], 5).map(({ label }) => label)).toEqual(['0.1', '0.2', '', '', '0.5', '', '', '', '', '1']);
  });

  it('labels fewer where there is less room, and powers alone over many decades', () => {
    expect(shown(0.002, 2, 5)).toEqual(['0.01', '0.1', '1']);
    expect(shown(0.0009, 1.1, 12)).toEqual(['0.001', '0.002', '0.005', '0.01', '0.02', '0.05', '0.1', '0.2', '0.5', '1']);
    expect(shown(1e-7, 10, 4)).toHaveLength(4);
    expect(shown(1e-7, 10, 8)).toHaveLength(9);
  });

  it('never lets labels come near each other', () => {
    for (const [from, to] of [[0.11, 0.99], [0.035, 0.31], [0.0009, 0.9], [1e-7, 10], [0.3, 9], [2.9, 3.1], [5e-4, 0.5], [1e-300, 1e300]] as const) {
      for (const count of [2, 4, 5, 9]) expect(nearest(from, to, count) * count, `${from} to ${to} with ${count}`).toBeGreaterThan(0.5);
    }
  });
});
