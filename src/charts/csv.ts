import { inOrder } from './decimate';
import type { Columns } from './decimate';
import type { ChartSpec } from './spec';
import { nameOf } from './text';

/** Rows that are written before the page gets a turn. */
const TURN = 10_000;

/**
 * All points: a row for each x and a column for each series, empty where a series has none. Points of one series with
 * equal x get rows of their own. In parts, so that a million rows do not hold up the page.
 */
export async function* chartCsv(spec: ChartSpec, columns: readonly Columns[]): AsyncGenerator<string> {
  yield row([spec.x.label ?? 'x', ...spec.series.map(nameOf)]);
  const ordered = columns.map(inOrder);
  const next = ordered.map(() => 0);
  let part = '';
  for (let written = 1; ; written++) {
    const lowest = Math.min(...ordered.map(({ x }, index) => x[next[index] ?? 0] ?? Infinity));
    if (lowest === Infinity) break;
    const cells = ordered.map(({ x, y }, index) => {
      const at = next[index] ?? 0;
      if (x[at] !== lowest) return '';
      next[index] = at + 1;
      return String(y[at]);
    });
    part += row([spec.x.categories?.[lowest] ?? String(lowest), ...cells]);
    if (written % TURN > 0) continue;
    yield part;
    part = '';
    await new Promise((go) => setTimeout(go));
  }
  yield part;
}

const row = (cells: readonly string[]): string => `${cells.map(field).join(',')}\r\n`;
const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
