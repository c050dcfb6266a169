/** What stays of a run that was cut off and goes on from an earlier step. */
import { upTo } from '../../storage/runs/columns';
import type { RunStore } from '../../storage/runs/store';
import { summaryWith } from '../../storage/runs/summary';
import type { MetricSeries, TrackedRun } from '../../storage/runs/types';
import { listedItem } from './change';
import type { LiveRun, Past } from './live';

/** @param flush writes what is not on disk yet; null where all of it is */
export async function pastOnDisk(disk: RunStore, runId: string, after: number, flush: (() => Promise<void>) | null): Promise<Past> {
  await flush?.();
  const points = await disk.truncate(runId, after);
  return { points, items: await disk.items(runId) };
}

export function pastInMemory(live: LiveRun | undefined, after: number): Past {
  if (live === undefined) return { points: new Map(), items: [] };
  const points = Object.keys(live.run.metrics).flatMap((metric) => {
    const series = live.points(metric);
    return series === null ? [] : [[metric, upTo(series, after)] as const];
  });
  return { points: new Map(points), items: live.items().filter(({ type, step }) => type === 'checkpoint' || step <= after) };
}

export function summariesOf(points: ReadonlyMap<string, MetricSeries>): TrackedRun['metrics'] {
  return Object.fromEntries([...points].filter(([, { value }]) => value.length > 0).map(([metric, series]) => [metric, summaryWith(undefined, series)]));
}

/** Of a run whose page is gone: what its files hold, which may be more than its head tells. */
export async function heldOnDisk(disk: RunStore, id: string): Promise<Pick<TrackedRun, 'metrics' | 'items'>> {
  return { metrics: summariesOf(await disk.truncate(id, Infinity)), items: (await disk.items(id)).map(listedItem) };
}
