import { inOrder } from './decimate';
import type { Columns } from './decimate';
import { joinByX } from './join';
import type { ChartSpec } from './spec';

/** All points, a row for each x and a column for each series; empty where a series has none. */
export function chartCsv(spec: ChartSpec, columns: readonly Columns[]): string {
  const table = joinByX(columns.map(inOrder));
  const header = [spec.x.label ?? 'x', ...spec.series.map(({ name }) => name)];
  const rows = Array.from(table.x, (x, row) => [
    field(spec.x.categories?.[x] ?? String(x)),
    ...table.y.map((column) => {
      const value = column[row];
      return value === undefined ? '' : String(value ?? NaN);
    }),
  ]);
  return [header.map(field), ...rows].map((row) => row.join(',')).join('\r\n') + '\r\n';
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
