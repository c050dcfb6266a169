/** What `configureOptimizers` returns, read into one form. */
import type * as tfjs from '@tensorflow/tfjs';
import { collectParts, trainableVariables } from '../module/collect';
import type { ModuleClass } from '../module/module';
import type { Module, StepContext, TrainOps } from '../module/types';

/** A learning rate by step or epoch, from 0. */
export interface ScheduleLike {
  at(step: number): number;
  /** Takes the metric that a schedule such as `reduceOnPlateau` follows. */
  report?(metric: number): void;
  state?(): unknown;
  restore?(state: unknown): void;
}

export type LossOf = (batch: unknown, context: StepContext) => tfjs.Tensor;

/** Variables that share a rate. */
export interface RateGroup {
  readonly optimizer: tfjs.Optimizer;
  /** What to train; asked anew each epoch, so that freezing counts. */
  readonly variables: () => tfjs.Variable[];
  /** The rate it was made with, relative to the largest of its optimizer's groups. */
  readonly share: number;
}

export interface OptimizerPlan {
  readonly name: string;
  readonly groups: readonly RateGroup[];
  /** Null: the module's `trainingStep`. */
  readonly loss: LossOf | null;
  readonly schedule: ScheduleLike | null;
  readonly interval: 'step' | 'epoch';
  /** The metric that the schedule follows; null for none. */
  readonly monitor: string | null;
}

interface Entry {
  readonly optimizer: tfjs.Optimizer | ((learningRate: number) => tfjs.Optimizer);
  readonly of?: unknown;
  readonly groups?: readonly { readonly of: unknown; readonly learningRate: number }[];
  readonly loss?: LossOf;
  readonly schedule?: ScheduleLike;
  readonly interval?: 'step' | 'epoch';
  readonly monitor?: string;
}

const FORMS = 'an optimizer such as tf.train.adam(1e-3), {optimizer, schedule, interval, of, loss}, or an object of these by name';

/** @throws TypeError for what configures no optimizer */
export function readOptimizers(tf: TrainOps, ModuleOf: ModuleClass, configured: unknown, module: Module): readonly OptimizerPlan[] {
  const isOptimizer = (value: unknown): value is tfjs.Optimizer => value instanceof tf.Optimizer;
  const find = (part: unknown): tfjs.Variable[] => trainableVariables(collectParts(tf, part, (value) => value instanceof ModuleOf));
  const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && 'optimizer' in value;
  const one = (name: string, value: unknown): OptimizerPlan => {
    if (isOptimizer(value)) return planOf(name, { optimizer: value }, module, find);
    if (isEntry(value) && (isOptimizer(value.optimizer) || typeof value.optimizer === 'function')) return planOf(name, value, module, find);
    throw new TypeError(`configureOptimizers of '${module.name}' returns ${FORMS}; ${name === 'optimizer' ? 'here' : `'${name}'`} is ${typeof value === 'object' && value !== null ? `an object with ${Object.keys(value).join(', ') || 'no fields'}` : String(value)}`);
  };
  if (Array.isArray(configured)) return configured.map((value, index) => one(configured.length === 1 ? 'optimizer' : String(index), value));
  if (isOptimizer(configured) || isEntry(configured) || typeof configured !== 'object' || configured === null) return [one('optimizer', configured)];
  const named = Object.entries(configured);
  if (named.length === 0) throw new TypeError(`configureOptimizers of '${module.name}' returned no optimizer: it returns ${FORMS}`);
  return named.map(([name, value]) => one(name, value));
}

type FindVariables = (part: unknown) => tfjs.Variable[];

function planOf(name: string, entry: Entry, module: Module, find: FindVariables): OptimizerPlan {
  const { schedule = null, interval = 'step', monitor = null, loss = null } = entry;
  if (interval !== 'step' && interval !== 'epoch') throw new TypeError(`interval of the optimizer '${name}' is 'step' or 'epoch'; here is '${String(interval)}'`);
  if (schedule !== null && typeof schedule.at !== 'function') throw new TypeError(`schedule of the optimizer '${name}' is one of train.schedules, or {at(step) { return rate }}`);
  return { name, groups: groupsOf(name, entry, module, find), loss, schedule, interval, monitor };
}

function groupsOf(name: string, { optimizer, of, groups }: Entry, module: Module, find: FindVariables): readonly RateGroup[] {
  const within = (part: unknown) => (): tfjs.Variable[] => find(typeof part === 'function' ? (part as () => unknown)() : part);
  if (groups === undefined) {
    if (typeof optimizer === 'function') throw new TypeError(`the optimizer '${name}' is a function of a rate: give groups, too, [{of: this.base, learningRate: 1e-5}, …], or an optimizer`);
    return [{ optimizer, variables: of === undefined ? () => module.trainableVariables : within(of), share: 1 }];
  }
  if (typeof optimizer !== 'function') throw new TypeError(`groups of '${name}' need an optimizer each: give a function, optimizer: (rate) => tf.train.adam(rate)`);
  const highest = Math.max(...groups.map(({ learningRate }) => learningRate));
  if (!(highest > 0)) throw new RangeError(`groups of '${name}' need a learningRate above 0`);
  return groups.map(({ of: part, learningRate }) => ({ optimizer: optimizer(learningRate), variables: within(part), share: learningRate / highest }));
}

/** Takes effect from the next step on. */
export function setRate(optimizer: tfjs.Optimizer, rate: number): void {
  const open = optimizer as unknown as { learningRate: number; setLearningRate?: (rate: number) => void };
  if (open.setLearningRate === undefined) open.learningRate = rate;
  else open.setLearningRate(rate);
}

export const rateOf = (optimizer: tfjs.Optimizer): number => (optimizer as unknown as { readonly learningRate: number }).learningRate;
