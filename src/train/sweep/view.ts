/** The table and the line of progress of a sweep. */
import { PassProgress } from '../pass-progress';
import type { TrainRun, TrainTable } from '../trainer/environment';
import type { SweepPlan } from './options';
import type { Parameter } from './space';
import type { Trial } from './sweep';

/** Least time between two tables, in milliseconds. */
const EVERY = 300;
/** Rows of a table at most: the best. */
const ROWS = 100;

export class SweepView {
  #shownAt = -Infinity;
  readonly #line: PassProgress | null;

  constructor(
    private readonly run: TrainRun,
    private readonly id: string,
    private readonly plan: SweepPlan,
    private readonly parameters: readonly Parameter[],
    private readonly total: number,
    private readonly now: () => number,
  ) {
    this.#line = run.progress === undefined ? null : new PassProgress(run.progress, id, plan.name, total, now);
  }

  /** A trial began or ended. */
  show(trials: readonly Trial[], best: Trial | null, isLast: boolean): void {
    this.#line?.batch(trials.filter(({ status }) => status !== 'running').length);
    const now = this.now();
    if (!isLast && now - this.#shownAt < EVERY) return;
    this.#shownAt = now;
    this.run.table(this.#table(trials, best), `${this.id}-table`);
  }

  end(status: 'done' | 'stopped' | 'failed', best: Trial | null): void {
    this.#line?.end(status, best === null ? {} : { [`best ${this.plan.metric}`]: best.value });
  }

  #table(trials: readonly Trial[], best: Trial | null): TrainTable {
    const { metric, goal, method, name } = this.plan;
    const order = (trial: Trial): number => (trial.status === 'running' ? -Infinity : !Number.isFinite(trial.value) ? Infinity : goal === 'min' ? trial.value : -trial.value);
    const shown = trials.length > ROWS ? trials.toSorted((a, b) => order(a) - order(b)).slice(0, ROWS) : trials;
    const over = trials.filter(({ status }) => status !== 'running').length;
    return {
      title: `${name}: ${over} of ${this.total} trials${shown.length < trials.length ? `, the best ${ROWS} shown` : ''}`,
      summary: best === null ? `No trial has given a ${metric} yet.` : `Best ${metric} ${short(best.value)}: trial ${best.trial}, ${this.parameters.map((parameter) => `${parameter.name} = ${text(valueAt(best, parameter))}`).join(', ')}`,
      columns: [
        { name: 'trial', unit: 'count' },
        ...this.parameters.map((parameter) => ({ name: parameter.name, unit: trials.every((trial) => typeof valueAt(trial, parameter) === 'number') ? ('number' as const) : ('text' as const) })),
        ...(method === 'halving' ? [{ name: 'budget', unit: 'number' as const }] : []),
        { name: metric, unit: 'number' },
        { name: 'status', unit: 'text' },
        { name: 's', unit: 'number' },
      ],
      rows: shown.map((trial) => [
        trial.trial,
        ...this.parameters.map((parameter) => cell(valueAt(trial, parameter))),
        ...(method === 'halving' ? [trial.budget] : []),
        Number.isNaN(trial.value) ? null : trial.value,
        trial === best ? 'best' : trial.status === 'failed' ? `failed: ${trial.message ?? ''}` : trial.status,
        trial.status === 'running' ? null : Number(trial.seconds.toPrecision(2)),
      ]),
    };
  }
}

function valueAt({ settings }: Trial, { path }: Parameter): unknown {
  return path.reduce<unknown>((object, key) => (object as Readonly<Record<string, unknown>>)[key], settings);
}

const short = (value: number): string => String(Number(value.toPrecision(5)));
const cell = (value: unknown): string | number => (typeof value === 'number' ? value : text(value));

function text(value: unknown): string {
  if (typeof value === 'number') return short(value);
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return value.name === '' ? 'function' : value.name;
  return JSON.stringify(value) ?? String(value);
}
