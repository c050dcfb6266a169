/** Tries settings one after the other, keeps each as a run of one group, and tells which was best. */
import { newId } from '../../base/ids';
import { asJson } from '../runs/json';
import type { Track } from '../runs/types';
import type { JsonObject } from '../../base/json';
import type { TrainEnvironment, TrainRun } from '../trainer/environment';
import type { SweepOptions, SweepPlan } from './options';
import { readSweepOptions } from './options';
import { bestOf, isWorseThanMedian, MissingMetric, outcomeOf, type Reported } from './outcome';
import { plannedTrials, rungsOf, type Planned } from './plan';
import { readSpace, type Settings } from './space';
import { SweepView } from './view';

export interface Trial<S = Settings> {
  /** From 1. */
  readonly trial: number;
  readonly settings: S;
  readonly budget: number;
  /** Of the metric; NaN where there is none. */
  readonly value: number;
  readonly status: 'running' | 'done' | 'pruned' | 'failed' | 'stopped';
  /** Of what failed. */
  readonly message?: string;
  readonly reported: readonly Reported[];
  readonly seconds: number;
}

export interface TrialContext {
  readonly trial: number;
  readonly budget: number;
  /** A value of the metric along the way. */
  report(step: number, value: number): void;
  /** Whether the trial does worse than the middle of those before it: return then. */
  shouldPrune(): boolean;
}

export interface SweepResult<S = Settings> {
  /** Among those of the largest budget; null where none has succeeded. */
  readonly best: Trial<S> | null;
  readonly trials: readonly Trial<S>[];
  readonly metric: string;
  readonly goal: 'min' | 'max';
  readonly seed: number;
  /** Name of the group of runs. */
  readonly group: string;
  readonly status: 'done' | 'stopped';
}

export interface Sweep {
  (space: object, run: (settings: Settings, context: TrialContext) => unknown, options?: SweepOptions): Promise<SweepResult>;
  /** Of the latest sweep, also while it runs and after it was stopped; null before the first. */
  readonly last: SweepResult | null;
}

/** Trials that fail one after the other before the sweep gives up. */
const FAILURES = 3;

export function createSweep(env: TrainEnvironment): Sweep {
  let last: SweepUnderway | null = null;
  const sweep = async (space: unknown, run: unknown, options?: SweepOptions): Promise<SweepResult> => {
    if (typeof run !== 'function') throw new TypeError('train.sweep takes a function second, which trains with the settings it is given: train.sweep(space, async (settings) => { … return history; })');
    const plan = readSweepOptions(options);
    const read = readSpace(space);
    if (read.parameters.length === 0) throw new TypeError('the space of this sweep has nothing that varies: give a list of values or train.uniform(low, high) for one of the settings');
    const caller = env.currentRun();
    if (caller === null) throw new Error('train.sweep is called from a cell that runs');
    const underway = new SweepUnderway(env, caller, plan, plannedTrials(read, plan), run as (settings: Settings, context: TrialContext) => unknown, (total, id) => new SweepView(caller, id, plan, read.parameters, total, env.now));
    last = underway;
    await underway.run();
    return underway.result();
  };
  return Object.defineProperty(sweep, 'last', { get: () => last?.result() ?? null, enumerable: true }) as Sweep;
}

class SweepUnderway {
  readonly #group = `sweep-${newId().slice(0, 6)}`;
  readonly #trials: Trial[] = [];
  readonly #view: SweepView;
  readonly #rungs: readonly number[];
  #isStopped = false;
  #failures = 0;

  constructor(
    private readonly env: TrainEnvironment,
    private readonly caller: TrainRun,
    private readonly plan: SweepPlan,
    private readonly first: readonly Planned[],
    private readonly train: (settings: Settings, context: TrialContext) => unknown,
    view: (total: number, id: string) => SweepView,
  ) {
    this.#rungs = plan.method === 'halving' ? rungsOf(plan.budget) : [plan.budget];
    this.#view = view(this.#total(), this.#group);
  }

  result(): SweepResult {
    const { metric, goal, seed } = this.plan;
    return { best: this.#best(), trials: [...this.#trials], metric, goal, seed, group: this.#group, status: this.#isStopped ? 'stopped' : 'done' };
  }

  async run(): Promise<void> {
    let rung = this.first;
    try {
      for (const [at, budget] of this.#rungs.entries()) {
        const from = this.#trials.length;
        for (const planned of rung) {
          if (this.#asksToStop()) break;
          await this.#try({ ...planned, budget }, from);
        }
        if (this.#isStopped || at === this.#rungs.length - 1 || this.plan.method !== 'halving') break;
        rung = this.#survivors(rung, from, this.plan.budget.eta);
      }
      this.#end(this.#isStopped ? 'stopped' : 'done');
    } catch (error) {
      this.#end('failed');
      throw error;
    }
  }

  #end(status: 'done' | 'stopped' | 'failed'): void {
    this.#view.show(this.#trials, this.#best(), true);
    this.#view.end(status, this.#best());
  }

  #asksToStop(): boolean {
    this.#isStopped ||= this.caller.sink.shouldStop();
    return this.#isStopped;
  }

  /** @param rung index of the first trial with which this one may be compared */
  async #try({ settings, values: _, budget }: Planned, rung: number): Promise<void> {
    const at = this.#trials.length;
    const reported: Reported[] = [];
    const began = this.env.now();
    const trial: Trial = { trial: at + 1, settings, budget, value: NaN, status: 'running', reported, seconds: 0 };
    this.#trials.push(trial);
    this.#view.show(this.#trials, this.#best(), false);
    const track = this.caller.tracks.start({ name: `${this.plan.name} ${trial.trial}`, group: this.#group, settings: { ...(asJson(settings) as JsonObject), ...(this.plan.method === 'halving' && { budget }) } });
    let isPruned = false;
    const context: TrialContext = {
      trial: trial.trial,
      budget,
      report: (step, value) => {
        if (!Number.isFinite(step) || typeof value !== 'number') throw new TypeError(`report(step, value) takes two numbers; here are ${String(step)} and ${String(value)}`);
        reported.push({ step, value });
        track.log({ [this.plan.metric]: value }, { step });
      },
      shouldPrune: () => (isPruned ||= isWorseThanMedian(reported, this.#trials.slice(rung, at).flatMap((one) => (one.reported.length > 0 ? [one.reported] : [])), this.plan.goal)),
    };
    let end: Pick<Trial, 'value' | 'status' | 'message'>;
    let thrown: unknown;
    try {
      const returned = await this.#quietly(() => this.train(settings, context));
      const value = this.#judge(returned, reported, isPruned);
      // A fit has logged its history by itself; a number of the reader's own is to be found in the run, too.
      if (reported.length === 0 && typeof returned === 'number') track.log({ [this.plan.metric]: value });
      end = this.#asksToStop() ? { value, status: 'stopped' } : Number.isFinite(value) ? { value, status: isPruned ? 'pruned' : 'done' } : { value: NaN, status: 'failed', message: `${this.plan.metric} is ${value}` };
    } catch (error) {
      thrown = error;
      const value = bestOf(reported.map((one) => one.value), this.plan.goal);
      end = this.#asksToStop() ? { value, status: 'stopped' } : { value: NaN, status: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    this.#trials[at] = { ...trial, ...end, seconds: (this.env.now() - began) / 1000 };
    this.#close(track, end);
    this.#view.show(this.#trials, this.#best(), false);
    if (thrown instanceof MissingMetric) throw thrown;
    this.#failures = end.status === 'failed' ? this.#failures + 1 : 0;
    if (this.#failures === FAILURES) throw new Error(`train.sweep ended after ${FAILURES} failed trials in a row; the last: ${end.message ?? ''}. What was tried before is in train.sweep.last and among the runs`, { cause: thrown });
  }

  /** Twenty charts would bury the table that compares them; each is in the runs. */
  async #quietly(train: () => unknown): Promise<unknown> {
    const { quiet } = this.caller;
    return this.plan.charts === 'each' || quiet === undefined ? train() : quiet.during(train);
  }

  /** A trial that was stopped or cut short may have nothing to return. */
  #judge(returned: unknown, reported: readonly Reported[], isPruned: boolean): number {
    if ((isPruned || this.#asksToStop()) && returned === undefined) return bestOf(reported.map((one) => one.value), this.plan.goal);
    return outcomeOf(returned, reported, this.plan);
  }

  #close(track: Track, { status, message }: Pick<Trial, 'status' | 'message'>): void {
    if (status === 'pruned') track.describe({ tags: ['pruned'] });
    track.end(status === 'failed' ? 'failed' : status === 'stopped' ? 'stopped' : 'done', message);
  }

  #survivors(rung: readonly Planned[], from: number, eta: number): readonly Planned[] {
    const sign = this.plan.goal === 'min' ? 1 : -1;
    const done = rung.map((planned, at) => ({ planned, trial: this.#trials[from + at] })).filter(({ trial }) => trial?.status === 'done');
    return done.toSorted((a, b) => sign * ((a.trial?.value ?? 0) - (b.trial?.value ?? 0))).slice(0, Math.max(1, Math.floor(rung.length / eta))).map(({ planned }) => planned);
  }

  /** A small budget flatters: only those of the largest that was reached are compared. */
  #best(): Trial | null {
    const judged = this.#trials.filter(({ status, value }) => status === 'done' && Number.isFinite(value));
    const largest = Math.max(...judged.map(({ budget }) => budget));
    const sign = this.plan.goal === 'min' ? 1 : -1;
    return judged.filter(({ budget }) => budget === largest).toSorted((a, b) => sign * (a.value - b.value))[0] ?? null;
  }

  #total(): number {
    let total = 0;
    let left = this.first.length;
    for (const _ of this.#rungs) {
      total += left;
      if (this.plan.method === 'halving') left = Math.max(1, Math.floor(left / this.plan.budget.eta));
    }
    return total;
  }
}
