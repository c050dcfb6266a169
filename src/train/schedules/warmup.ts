/** Rising to a schedule's first rate before it begins. */
import { COUNT, RATE, isCount, isRate, requireOption, requireStep } from './pure';
import { constant } from './decays';
import type { Schedule } from './schedule';

export interface WarmupOptions {
  /** Steps of the rise. The schedule's own step 0 comes after them. */
  readonly steps: number;
  /** The rate of step 0, from which it rises in a straight line; 0 unless told. */
  readonly from?: number;
}

/** from + (then.at(0) - from) · step / steps, then `then`, which may be a rate. As Keras's `CosineDecay` warms up. */
export function warmup({ steps, from = 0 }: WarmupOptions, then: Schedule | number): Schedule {
  requireOption('warmup', 'steps', steps, isCount(steps), COUNT);
  requireOption('warmup', 'from', from, isRate(from), RATE);
  const after = typeof then === 'number' ? constant(then) : then;
  if (typeof after?.at !== 'function') throw new TypeError('warmup: its second argument is the schedule, or the rate, that follows: warmup({steps: 100}, cosine({…})).');
  return {
    at(step) {
      requireStep('warmup', step);
      return step >= steps ? after.at(step - steps) : from + ((after.at(0) - from) * step) / steps;
    },
    ...(after.report && { report: (metric: number) => after.report?.(metric) }),
    state: () => after.state(),
    restore: (state) => after.restore(state),
  };
}
