import type { Columns } from './decimate';
import { formatValue } from './format';
import type { ChartSpec } from './spec';

/** A chart in words: for screen readers, terminals and readers that draw nothing. */
export function chartText(spec: ChartSpec, columns: readonly Columns[]): string {
  const lines = spec.series.map(({ name, mark }, index) => {
    const points = columns[index];
    return points ? describe(name, mark, points, spec) : `${name}: no points`;
  });
  const title = spec.title === undefined ? '' : `${spec.title}. `;
  return `${title}${lines.length > 0 ? lines.join('; ') : 'No points yet'}`;
}

function describe(name: string, mark: string, { x, y }: Columns, spec: ChartSpec): string {
  let first = NaN;
  let low = Infinity;
  let high = -Infinity;
  for (const value of y) {
    if (!Number.isFinite(value)) continue;
    if (Number.isNaN(first)) first = value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (Number.isNaN(first)) return `${name}: no points`;
  if (mark !== 'line') return `${name}: ${y.length} ${mark === 'bars' ? 'bars' : 'points'}, ${formatValue(low)} to ${formatValue(high)}`;
  const last = y.at(-1) ?? NaN;
  return `${name}: ${formatValue(last)} ${place(x.at(-1) ?? NaN, spec)}${trend(first, last, y.length)}`;
}

const counted = new Set(['step', 'epoch', 'batch', 'iteration', 'episode']);

function place(x: number, spec: ChartSpec): string {
  const label = spec.x.label ?? 'x';
  if (counted.has(label)) return `after ${formatValue(x)} ${label}${x === 1 ? '' : 's'}`;
  return `at ${label} ${spec.x.categories?.[x] ?? formatValue(x)}`;
}

function trend(first: number, last: number, count: number): string {
  if (count < 2 || !Number.isFinite(last)) return '';
  if (last === first) return `, as at the start`;
  return `, ${last < first ? 'falling' : 'rising'} from ${formatValue(first)}`;
}
