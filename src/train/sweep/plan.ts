/** Which settings a sweep tries, and with how much. */
import { numbersOf } from '../trainer/shuffle';
import type { SweepPlan } from './options';
import { draw, valuesOf, type Settings, type Space } from './space';

export interface Planned {
  readonly settings: Settings;
  /** Of the parameters that vary, in their order. */
  readonly values: readonly unknown[];
  readonly budget: number;
}

/** Those of the first trials; halving goes on with the best of them. */
export function plannedTrials(space: Space, plan: SweepPlan): readonly Planned[] {
  const make = (values: readonly unknown[]): Planned => ({ values, settings: space.settings(values), budget: plan.method === 'halving' ? plan.budget.min : plan.budget });
  if (plan.method === 'grid') return gridOf(space, plan.trials).map(make);
  return Array.from({ length: plan.trials }, (_, trial) => {
    // Each trial has numbers of its own, so that the first ten are the same whether ten or twenty are asked for.
    const random = numbersOf(plan.seed, trial);
    return make(space.parameters.map((parameter) => draw(parameter.distribution, random)));
  });
}

/** Every combination; the last parameter changes first. */
function gridOf(space: Space, most: number): readonly (readonly unknown[])[] {
  let rows: (readonly unknown[])[] = [[]];
  for (const parameter of space.parameters) {
    const values = valuesOf(parameter);
    if (rows.length * values.length > MOST_COMBINATIONS) throw new RangeError(`the grid of this sweep has more than ${MOST_COMBINATIONS.toLocaleString('en-US')} combinations: give shorter lists, or method: 'random' with a number of trials`);
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return rows.slice(0, most);
}

const MOST_COMBINATIONS = 100_000;

/** Amounts of the rungs of successive halving (Jamieson and Talwalkar, 2016): from `min`, times `eta` each, to `max`. */
export function rungsOf({ min, max, eta }: { readonly min: number; readonly max: number; readonly eta: number }): readonly number[] {
  const rungs: number[] = [];
  const whole = Number.isInteger(min) && Number.isInteger(max);
  // A rung that would miss the end by a rounding error is the end.
  for (let budget = min; budget <= max * (1 + 1e-9); budget *= eta) rungs.push(whole ? Math.round(Math.min(budget, max)) : Math.min(budget, max));
  return rungs;
}
