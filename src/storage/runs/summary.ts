/** What a list tells of a metric without its points. */
import type { MetricSeries, MetricSummary } from './types';

const NONE: MetricSummary = { count: 0, last: NaN, lastStep: NaN, min: NaN, minStep: NaN, max: NaN, maxStep: NaN };

/** The summary after more points. */
export function summaryWith(before: MetricSummary | undefined, points: Pick<MetricSeries, 'step' | 'value'>): MetricSummary {
  const { value, step } = points;
  const end = value.length - 1;
  if (end < 0) return before ?? NONE;
  let { min, minStep, max, maxStep } = before ?? NONE;
  for (let index = 0; index <= end; index++) {
    const now = value[index] as number;
    if (!Number.isFinite(now)) continue;
    // Written so that NaN, which stands for no value yet, gives way.
    if (!(now >= min)) {
      min = now;
      minStep = step[index] as number;
    }
    if (!(now <= max)) {
      max = now;
      maxStep = step[index] as number;
    }
  }
  return { count: (before?.count ?? 0) + value.length, last: value[end] as number, lastStep: step[end] as number, min, minStep, max, maxStep };
}
