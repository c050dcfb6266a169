/** Learning rates of optimizers, by their schedules. */
import type { FitLogs } from '../sink';
import type { OptimizerPlan } from './optimizers';
import { rateOf, setRate } from './optimizers';

export class Rates {
  constructor(private readonly plans: readonly OptimizerPlan[]) {}

  /** Before a step of optimizers, the `step`-th from 0, in `epoch`. @throws RangeError for a rate that is none */
  set(step: number, epoch: number): void {
    for (const { name, schedule, interval, groups } of this.plans) {
      if (schedule === null) continue;
      const at = interval === 'step' ? step : epoch;
      const rate = schedule.at(at);
      if (!(Number.isFinite(rate) && rate >= 0)) throw new RangeError(`the schedule of the optimizer '${name}' gave ${rate} at ${interval} ${at}; a learning rate is a number from 0 on`);
      for (const { optimizer, share } of groups) setRate(optimizer, rate * share);
    }
  }

  /** Tells schedules that follow a metric its value of this epoch. */
  follow(logs: FitLogs): void {
    for (const { schedule, monitor } of this.plans) {
      if (schedule?.report === undefined) continue;
      const value = logs[monitor ?? 'val_loss'] ?? (monitor === null ? logs['loss'] : undefined);
      if (value === undefined) throw new Error(`a schedule follows '${monitor ?? 'val_loss'}', which was not logged; logged are: ${Object.keys(logs).join(', ') || 'none'}`);
      schedule.report(value);
    }
  }

  current(): Record<string, number> {
    return Object.fromEntries(this.plans.flatMap(({ name, groups }) => groups.map(({ optimizer }, index) => [groups.length === 1 ? name : `${name}/${index}`, rateOf(optimizer)])));
  }

  state(): unknown {
    return { rates: this.plans.map(({ groups }) => groups.map(({ optimizer }) => rateOf(optimizer))), schedules: this.plans.map(({ schedule }) => schedule?.state?.() ?? null) };
  }

  restore(state: unknown): void {
    const { rates, schedules } = state as { readonly rates: readonly (readonly number[])[]; readonly schedules: readonly unknown[] };
    this.plans.forEach(({ groups, schedule }, index) => {
      groups.forEach(({ optimizer }, group) => {
        const rate = rates[index]?.[group];
        if (rate !== undefined) setRate(optimizer, rate);
      });
      const kept = schedules[index];
      if (kept !== null && kept !== undefined) schedule?.restore?.(kept);
    });
  }
}
