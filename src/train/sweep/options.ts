/** The options of a sweep, checked. */

export interface SweepOptions {
  readonly method?: 'random' | 'grid' | 'halving';
  readonly trials?: number;
  readonly seed?: number;
  readonly metric?: string;
  readonly goal?: 'min' | 'max';
  readonly budget?: number | { readonly min: number; readonly max: number; readonly eta?: number };
  readonly name?: string;
  readonly charts?: 'none' | 'each';
}

interface Common {
  readonly trials: number;
  readonly seed: number;
  readonly metric: string;
  readonly goal: 'min' | 'max';
  readonly name: string;
  readonly charts: 'none' | 'each';
}

export type SweepPlan =
  | (Common & { readonly method: 'random' | 'grid'; readonly budget: number })
  | (Common & { readonly method: 'halving'; readonly budget: { readonly min: number; readonly max: number; readonly eta: number } });

const NAMES: Readonly<Record<keyof SweepOptions, true>> = { method: true, trials: true, seed: true, metric: true, goal: true, budget: true, name: true, charts: true };
const METHODS = ['random', 'grid', 'halving'] as const;
const TRIALS = 20;
const ETA = 3;
const HIGHER_IS_BETTER = /acc|auc|precision|recall|f1|r2|iou|score|reward|top/i;

/** @throws TypeError for an option that is none, RangeError for a value out of range; both name the remedy */
export function readSweepOptions(given: SweepOptions = {}): SweepPlan {
  if (typeof given !== 'object' || given === null) throw new TypeError(`the options of train.sweep are an object, such as {trials: 20, metric: 'val_loss'}; here is ${String(given)}`);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(NAMES, name));
  if (unknown !== undefined) throw new TypeError(`option '${unknown}' of train.sweep not found; options are: ${Object.keys(NAMES).join(', ')}`);
  const { method = 'random', metric = 'val_loss', name = 'sweep', charts = 'none', budget } = given;
  if (!METHODS.includes(method)) throw new TypeError(`method of train.sweep is 'random', 'grid' or 'halving'; here is '${String(method)}'`);
  const goal = given.goal ?? (HIGHER_IS_BETTER.test(metric) ? 'max' : 'min');
  if (goal !== 'min' && goal !== 'max') throw new TypeError(`goal of train.sweep is 'min' or 'max'; here is '${String(goal)}'`);
  if (charts !== 'none' && charts !== 'each') throw new TypeError(`charts of train.sweep is 'none' or 'each'; here is '${String(charts)}'`);
  const seed = given.seed ?? Math.floor(Math.random() * 2 ** 31);
  if (!Number.isFinite(seed)) throw new RangeError(`seed of train.sweep is a number; here is ${String(seed)}`);
  const common = { metric, goal, seed, name, charts };
  if (method !== 'halving') {
    if (typeof budget === 'object') throw new TypeError(`budget of train.sweep is {min, max} with method: 'halving' only; with '${method}' it is one number, such as budget: 5`);
    return { ...common, method, trials: trialsOf(given.trials, method === 'grid' ? Infinity : TRIALS), budget: above('budget', budget ?? 1, 0) };
  }
  if (typeof budget !== 'object') throw new TypeError("train.sweep with method: 'halving' needs budget: {min, max}: what a trial spends in the first rung and in the last, such as epochs, {min: 1, max: 27}");
  const eta = above('budget.eta', budget.eta ?? ETA, 1);
  const min = above('budget.min', budget.min, 0);
  const max = above('budget.max', budget.max, 0);
  if (max < min * eta) throw new RangeError(`budget of train.sweep goes from ${min} to ${max}, which is not one step of ${eta} times: give a max of ${min * eta} or more, or a smaller eta`);
  // As many that one is left at the end.
  const usual = Math.round(eta ** Math.floor(Math.log(max / min) / Math.log(eta) + 1e-9));
  return { ...common, method, trials: trialsOf(given.trials, usual), budget: { min, max, eta } };
}

function trialsOf(given: number | undefined, usual: number): number {
  if (given === undefined) return usual;
  if (!Number.isInteger(given) || given < 1) throw new RangeError(`trials of train.sweep is a whole number from 1 on; here is ${String(given)}`);
  return given;
}

function above(name: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > least) return value;
  throw new RangeError(`${name} of train.sweep is a number above ${least}; here is ${String(value)}`);
}
