import { expect, it } from 'vitest';
import { createTimerReport } from './timer-report';

function start() {
  const told: number[] = [];
  let due: (() => void)[] = [];
  const report = createTimerReport((active) => told.push(active), { setTimer: (callback) => due.push(callback) });
  return {
    told,
    report,
    pass: () => {
      const callbacks = due;
      due = [];
      for (const callback of callbacks) callback();
    },
  };
}

it('says nothing of timers that are over when the run is', () => {
  const { told, report, pass } = start();
  report.changed(1);
  report.changed(0);
  report.open();
  pass();
  expect(told).toEqual([]);
});

it('tells what is left when the run ends, and each later number at most once a wait', () => {
  const { told, report, pass } = start();
  report.changed(2);
  report.open();
  expect(told).toEqual([2]);
  for (const active of [1, 2, 1, 2, 3]) report.changed(active);
  expect(told).toEqual([2]);
  pass();
  expect(told).toEqual([2, 3]);
  report.changed(0);
  report.changed(3);
  pass();
  expect(told).toEqual([2, 3]);
});
