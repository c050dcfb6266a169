/** Schedules that depend on the step only, and the checks that all share. */
import type { Schedule } from './schedule';

/** @throws RangeError naming the schedule, the option and what it may be */
export function requireOption(schedule: string, option: string, value: number, isRight: boolean, mayBe: string): void {
  if (typeof value !== 'number' || !isRight) throw new RangeError(`${schedule}: ${option} is ${String(value)}, but must be ${mayBe}.`);
}

export const isRate = (value: number): boolean => Number.isFinite(value) && value >= 0;
export const RATE = 'a finite number of at least 0';
export const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
export const COUNT = 'a whole number of steps, at least 1';

/** @throws RangeError unless a step counted from 0 */
export function requireStep(schedule: string, step: number): void {
  if (!Number.isFinite(step) || step < 0) throw new RangeError(`${schedule}: step is ${String(step)}; steps are counted from 0.`);
}

export function pure(name: string, at: (step: number) => number): Schedule {
  return {
    at(step) {
      requireStep(name, step);
      return at(step);
    },
    state: () => ({}),
    restore: () => undefined,
  };
}
