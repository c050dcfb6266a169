/** What the names of metrics say: which belong together, which way is better, which one stands for a run. */
import type { MetricSummary, TrackedRun } from '../../../session/runs/types';

export type Goal = 'min' | 'max';
export type Statistic = 'last' | 'min' | 'max';

export const isSystem = (metric: string): boolean => metric.startsWith('system/');

/** `val_loss` is drawn with `loss`. */
export const chartOf = (metric: string): string => metric.replace(/^val_/, '');
export const isValidation = (metric: string): boolean => metric.startsWith('val_');

const higher = /acc|auc|f1|f_?score|precision|recall|iou|r2|reward|return|bleu|score|dice|map\b|top_?k/i;

/** Whether the metric is better low or high, judged by the words of its name. */
export const goalOf = (metric: string): Goal => (higher.test(metric) ? 'max' : 'min');

export const bestStatistic = (metric: string): 'min' | 'max' => goalOf(metric);

/** Metrics of these runs: losses first, their own before the machine's, each beside its validation. */
export function metricNames(runs: readonly TrackedRun[]): readonly string[] {
  const names = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  const rank = (name: string): string =>
    [isSystem(name) ? 2 : chartOf(name) === 'loss' ? 0 : 1, chartOf(name), isValidation(name) ? 1 : 0].join('\0');
  return [...names].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

/** The metric whose curve and last value stand for the run in a list. */
export function mainMetric(run: TrackedRun): string | null {
  return metricNames([run]).find((name) => !isSystem(name)) ?? null;
}

/** The metric by which runs are ranked unless the reader says otherwise: validation's, where there is any. */
export function rankingMetric(runs: readonly TrackedRun[]): string | null {
  const names = metricNames(runs).filter((name) => !isSystem(name));
  return names.find((name) => name === 'val_loss') ?? names.find(isValidation) ?? names[0] ?? null;
}

export const statisticOf = (summary: MetricSummary | undefined, statistic: Statistic): number | null => summary?.[statistic] ?? null;
