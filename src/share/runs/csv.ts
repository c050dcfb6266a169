/** Runs as CSV (RFC 4180): long, a line for each value, or wide, a line for each step with a column for each metric. */
import { breather, type Watch } from './breath';
import { downloadName } from './names';
import { pointsOf } from './types';
import type { ExportedFile, RunRecord, SeriesRecord, RunSource } from './types';

export type CsvLayout = 'long' | 'wide';

export const LONG_COLUMNS = ['run_id', 'run', 'metric', 'step', 'epoch', 'seconds', 'value'] as const;
export const WIDE_COLUMNS = ['run_id', 'run', 'step', 'epoch', 'seconds'] as const;

/** Lines that are joined into one part of the file. */
const LINES = 20_000;

/** Every point of every metric. Numbers as JavaScript writes them, so that they are read back exactly; `NaN`, `Infinity`, `-Infinity`. */
export async function exportRunsCsv(runs: readonly RunRecord[], source: RunSource, layout: CsvLayout = 'long', watch: Watch | null = null): Promise<ExportedFile> {
  const parts: string[] = [];
  const breath = breather(watch);
  const total = layout === 'long' ? pointsOf(runs) : longestOf(runs);
  let lines: string[] = [];
  let done = 0;
  for await (const line of layout === 'long' ? longLines(runs, source) : wideLines(runs, source)) {
    lines.push(line);
    if (++done % 1000 === 0) await breath(done / total);
    if (lines.length < LINES) continue;
    parts.push(`${lines.join('\r\n')}\r\n`);
    lines = [];
  }
  if (lines.length > 0) parts.push(`${lines.join('\r\n')}\r\n`);
  return { name: downloadName(runs, 'csv'), blob: new Blob(parts, { type: 'text/csv' }) };
}

async function* longLines(runs: readonly RunRecord[], source: RunSource): AsyncGenerator<string> {
  yield LONG_COLUMNS.join(',');
  for (const run of runs) {
    for (const metric of Object.keys(run.metrics)) {
      const series = await source.series(run.id, metric);
      if (series === null) continue;
      const start = `${field(run.id)},${field(run.name)},${field(metric)}`;
      for (let at = 0; at < series.step.length; at++) yield `${start},${cell(series.step[at])},${known(series.epoch[at])},${known(series.time[at])},${cell(series.value[at])}`;
    }
  }
}

async function* wideLines(runs: readonly RunRecord[], source: RunSource): AsyncGenerator<string> {
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))];
  yield [...WIDE_COLUMNS, ...metrics].map(field).join(',');
  for (const run of runs) {
    const columns = await Promise.all(metrics.map((metric) => (metric in run.metrics ? source.series(run.id, metric) : null)));
    const start = `${field(run.id)},${field(run.name)}`;
    for (const row of rowsOf(columns)) yield `${start},${row.join(',')}`;
  }
}

/** Series walked side by side: a row for each step; a step that one metric has twice takes two rows. */
function* rowsOf(columns: readonly (SeriesRecord | null)[]): Generator<string[]> {
  const at = columns.map(() => 0);
  for (;;) {
    let step = Infinity;
    columns.forEach((series, index) => (step = Math.min(step, series?.step[at[index] ?? 0] ?? Infinity)));
    if (step === Infinity) return;
    let epoch = NaN;
    let time = NaN;
    const values = columns.map((series, index) => {
      const here = at[index] ?? 0;
      if (series?.step[here] !== step) return '';
      at[index] = here + 1;
      if (Number.isNaN(epoch)) epoch = series.epoch[here] ?? NaN;
      if (Number.isNaN(time)) time = series.time[here] ?? NaN;
      return cell(series.value[here]);
    });
    yield [cell(step), known(epoch), known(time), ...values];
  }
}

/** Lines of a wide table, about. */
const longestOf = (runs: readonly RunRecord[]): number => runs.reduce((sum, { metrics }) => sum + Math.max(0, ...Object.values(metrics).map(({ count }) => count)), 0);

const cell = (value: number | undefined): string => String(value);
/** An empty field where nobody knows. */
const known = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '' : String(value));

/** Quoted where it must be. */
function field(text: string): string {
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}
