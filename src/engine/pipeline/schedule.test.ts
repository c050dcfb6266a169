import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Schedule } from './schedule';
import { needsOf, orderOf } from './schedule';

const schedules = fc.constantFrom<Schedule[]>('grouped', 'interleaved', 'sequential');
const text = (order: ReturnType<typeof orderOf>): string => order.map(({ stage, microBatch, direction }) => `${direction === 'forward' ? 'F' : 'B'}${stage}${microBatch}`).join(' ');

/** The most micro-batches that a stage has done forward and not yet backward. */
function kept(order: ReturnType<typeof orderOf>, stage: number): number {
  let [now, most] = [0, 0];
  for (const piece of order) {
    if (piece.stage !== stage) continue;
    now += piece.direction === 'forward' ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

describe('the order of a pipeline', () => {
  it('does every piece once, after what it needs', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), (schedule, stages, count) => {
        const order = orderOf(schedule, stages, count);
        expect(new Set(text(order).split(' ')).size).toBe(2 * stages * count);
        const done = new Set<string>();
        for (const piece of order) {
          for (const needed of needsOf(piece, stages)) expect(done).toContain(JSON.stringify(needed));
          done.add(JSON.stringify(piece));
        }
      }),
    );
  });

  it('groups the passes, interleaves them or does one micro-batch at a time', () => {
    expect(text(orderOf('grouped', 2, 3))).toBe('F00 F01 F10 F02 F11 F12 B10 B00 B11 B01 B12 B02');
    expect(text(orderOf('interleaved', 2, 3))).toBe('F00 F01 F10 B10 B00 F11 F02 B11 B01 F12 B12 B02');
    expect(text(orderOf('sequential', 2, 2))).toBe('F00 F10 B10 B00 F01 F11 B11 B01');
  });

  it('keeps as many micro-batches as the schedule promises', () => {
    for (const stage of [0, 1, 2]) {
      expect(kept(orderOf('grouped', 3, 8), stage)).toBe(8);
      expect(kept(orderOf('interleaved', 3, 8), stage)).toBe(3 - stage);
      expect(kept(orderOf('sequential', 3, 8), stage)).toBe(1);
    }
  });
});
