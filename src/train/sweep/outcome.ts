/** What a trial came to: the number by which it is judged. */

export interface Reported {
  readonly step: number;
  readonly value: number;
}

/**
 * A number that was returned, or the metric of what was returned: an object's own, or the best of a history, as
 * `trainer.fit` and `model.fit` give it; the best that was reported where nothing was returned.
 * @throws Error naming what there is, where the metric is not among it
 */
export function outcomeOf(returned: unknown, reported: readonly Reported[], { metric, goal }: { readonly metric: string; readonly goal: 'min' | 'max' }): number {
  if (typeof returned === 'number') return returned;
  const values = valuesIn(returned, metric);
  if (values !== null) return bestOf(values, goal);
  if (reported.length > 0) return bestOf(reported.map(({ value }) => value), goal);
  const names = namesIn(returned);
  throw new MissingMetric(
    names.length === 0
      ? `the function of train.sweep gave no '${metric}': return a number, {${metric}: …} or the result of fit, or call report(step, value)`
      : `the function of train.sweep gave no '${metric}', but: ${names.join(', ')}; name one of these as metric: '${names[0] ?? ''}'${metric.startsWith('val_') ? ', or give fit validation data' : ''}`,
  );
}

/** The same in every trial: there is no use in going on. */
export class MissingMetric extends Error {}

function valuesIn(returned: unknown, metric: string): readonly number[] | null {
  if (typeof returned !== 'object' || returned === null) return null;
  const own: unknown = Reflect.get(returned, metric);
  if (typeof own === 'number') return [own];
  if (Array.isArray(own) && own.every((one) => typeof one === 'number')) return own;
  return 'history' in returned ? valuesIn(returned.history, metric) : null;
}

function namesIn(returned: unknown): readonly string[] {
  if (typeof returned !== 'object' || returned === null) return [];
  if ('history' in returned) return namesIn(returned.history);
  return Object.entries(returned).flatMap(([name, value]: [string, unknown]) => (typeof value === 'number' || (Array.isArray(value) && typeof value[0] === 'number') ? [name] : []));
}

/** Of the finite values; the last one where none is. */
export function bestOf(values: readonly number[], goal: 'min' | 'max'): number {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return values.at(-1) ?? NaN;
  return finite.reduce((best, value) => (goal === 'min' ? Math.min(best, value) : Math.max(best, value)));
}

/** Trials that have to be over before any is cut short. */
const STARTUP = 4;

/**
 * Whether a trial is worse than the middle of those before it: its best so far against the median of their best up to
 * the same step (the median stopping rule of Golovin et al., "Google Vizier", 2017).
 */
export function isWorseThanMedian(own: readonly Reported[], others: readonly (readonly Reported[])[], goal: 'min' | 'max'): boolean {
  const step = own.at(-1)?.step;
  if (step === undefined) return false;
  const upTo = (reports: readonly Reported[]): readonly number[] => reports.filter((one) => one.step <= step).map(({ value }) => value);
  const middle = others
    .map(upTo)
    .filter(({ length }) => length > 0)
    .map((values) => bestOf(values, goal))
    .toSorted((a, b) => a - b);
  if (middle.length < STARTUP) return false;
  const half = Math.floor(middle.length / 2);
  const median = middle.length % 2 === 1 ? (middle[half] ?? NaN) : ((middle[half - 1] ?? NaN) + (middle[half] ?? NaN)) / 2;
  const best = bestOf(upTo(own), goal);
  return Number.isNaN(best) || (goal === 'min' ? best > median : best < median);
}
