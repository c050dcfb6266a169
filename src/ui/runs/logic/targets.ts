/** Settings against a metric: the columns that plots are about. */
import type { Cell, ParallelColumn } from '../../../charts/parallel';
import type { TrackedRun } from '../../../session/runs/types';
import { bestStatistic, isSystem, metricNames, rankingMetric, statisticOf } from './metrics';
import type { Statistic } from './metrics';
import { flatSettings, varyingSettings } from './settings';

export interface Target {
  readonly metric: string;
  readonly statistic: Statistic;
}

/** What settings can be plotted against, and what is by itself: the best of what ranks the runs. */
export function targetsOf(runs: readonly TrackedRun[], chosen: Target | null): { readonly metrics: readonly string[]; readonly target: Target | null } {
  const metrics = metricNames(runs).filter((name) => !isSystem(name));
  if (chosen && metrics.includes(chosen.metric)) return { metrics, target: chosen };
  const metric = rankingMetric(runs);
  return { metrics, target: metric === null ? null : { metric, statistic: bestStatistic(metric) } };
}

export const targetTitle = ({ metric, statistic }: Target): string => (statistic === 'last' ? metric : `${metric} (${statistic})`);

const cellOf = (run: TrackedRun, setting: string): Cell => flatSettings(run.settings).get(setting) ?? null;

/** Axes beyond this stand too close together to be read. */
const mostAxes = 8;

/** A column for each setting that differs, the metric last. */
export function columnsOf(runs: readonly TrackedRun[], target: Target): readonly ParallelColumn[] {
  const settings = varyingSettings(runs.map((run) => run.settings)).slice(0, mostAxes - 1);
  return [
    ...settings.map((name) => ({ name, values: runs.map((run) => cellOf(run, name)) })),
    { name: targetTitle(target), values: runs.map((run) => statisticOf(run.metrics[target.metric], target.statistic)) },
  ];
}
