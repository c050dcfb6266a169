/** One chart of several runs: their curves of one metric, what was validated beside what was trained on. */
import type { ChartSpec, SeriesSpec } from '../../../charts/spec';
import type { TrackedRun } from '../../../session/runs/types';
import { chartOf, isSystem, isValidation, metricNames } from '../logic/metrics';

export interface MetricChart {
  /** The name that `loss` and `val_loss` share. */
  readonly title: string;
  readonly system: boolean;
  /** Those of them that the runs have. */
  readonly metrics: readonly string[];
}

/** The charts that show every metric of these runs. */
export function chartsOf(runs: readonly TrackedRun[]): readonly MetricChart[] {
  const charts = new Map<string, string[]>();
  for (const metric of metricNames(runs)) {
    const title = chartOf(metric);
    const metrics = charts.get(title);
    if (metrics) metrics.push(metric);
    else charts.set(title, [metric]);
  }
  return [...charts].map(([title, metrics]) => ({ title, system: isSystem(title), metrics }));
}

export interface Curve {
  readonly runId: string;
  readonly metric: string;
  /** The key of its points in the chart. */
  readonly series: string;
}

/** Names may be shared by runs, ids are not. */
export const curvesOf = (runs: readonly TrackedRun[], { metrics }: MetricChart): readonly Curve[] =>
  runs.flatMap((run) =>
    metrics.filter((metric) => Object.hasOwn(run.metrics, metric)).map((metric) => ({ runId: run.id, metric, series: `${run.id} ${metric}` })),
  );

export function overlaySpec(runs: readonly TrackedRun[], chart: MetricChart, colours: ReadonlyMap<string, number>): ChartSpec {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const series = curvesOf(runs, chart).map(({ runId, metric, series: name }): SeriesSpec => {
    const run = byId.get(runId)?.name ?? runId;
    return {
      name,
      label: isValidation(metric) && chart.metrics.length > 1 ? `${run} val` : run,
      colour: colours.get(runId) ?? 0,
      mark: 'line',
      dashed: isValidation(metric) && chart.metrics.length > 1,
    };
  });
  return {
    chartId: `runs/${chart.title}`,
    title: chart.title,
    x: { integer: true },
    y: {},
    series,
    group: chart.system ? 'runs/system' : 'runs',
    live: runs.some(({ status }) => status === 'running'),
  };
}
