import { formatShort } from './format';
import type { Series } from './series';
import type { ChartSpec, SeriesSpec } from './spec';

/** A chart in words: for screen readers, terminals and readers that draw nothing. */
export function chartText(spec: ChartSpec, all: readonly Series[]): string {
  const lines = spec.series.map((series, index) => describe(series, all[index], spec));
  const title = spec.title === undefined ? '' : `${spec.title}. `;
  return `${title}${lines.length > 0 ? lines.join('; ') : 'No points yet'}`;
}

/** What the legend and the summary call a series. */
export function nameOf({ name, label, run }: SeriesSpec): string {
  return [run, label ?? name].filter((part) => part !== undefined && part !== '').join(' · ');
}

/** "loss, 3,000 steps, from 2.31 to 0.08, lowest at 2,910". */
function describe(spec: SeriesSpec, series: Series | undefined, chart: ChartSpec): string {
  const name = nameOf(spec);
  if (!series || series.length === 0) return `${name}, no points`;
  const { first, low, high, last, nan, infinite } = series.stats;
  const broken = [...(nan > 0 ? [`${formatShort(nan)} NaN`] : []), ...(infinite > 0 ? [`${formatShort(infinite)} infinite`] : [])];
  if (Number.isNaN(first)) return [name, 'no finite points', ...broken].join(', ');
  const size = sizeOf(spec, series, chart);
  if (spec.mark !== 'line') return [name, size, `${formatShort(low)} to ${formatShort(high)}`, ...broken].join(', ');
  if (series.length === 1) return [name, size, formatShort(first)].join(', ');
  const change = first === last ? `${formatShort(first)} at the start and the end` : `from ${formatShort(first)} to ${formatShort(last)}`;
  return [name, size, change, ...(low === high ? [] : [bestOf(spec, series, chart)]), ...broken].join(', ');
}

const counted = new Set(['step', 'epoch', 'batch', 'iteration', 'episode']);

function sizeOf({ mark }: SeriesSpec, { length, stats }: Series, { x }: ChartSpec): string {
  const counts: boolean = mark === 'line' && x.label !== undefined && counted.has(x.label);
  const [count, unit] = counts ? [stats.lastX, x.label] : [length, mark === 'bars' ? 'bar' : 'point'];
  return `${formatShort(count)} ${unit}${count === 1 ? '' : unit === 'batch' ? 'es' : 's'}`;
}

function bestOf({ best, name, label }: SeriesSpec, { stats }: Series, { x }: ChartSpec): string {
  const lower = best === undefined ? /loss|err/i.test(label ?? name) || stats.last <= stats.first : best === 'min';
  const at = lower ? stats.lowX : stats.highX;
  return `${lower ? 'lowest' : 'highest'} at ${x.categories?.[at] ?? formatShort(at)}`;
}
