/** Runs as JSON: everything that is known of them; `import.ts` reads it back. */
import { breather, type Watch } from './breath';
import { downloadName } from './names';
import { pointsOf } from './types';
import type { ExportedFile, RunRecord, SeriesRecord, RunSource } from './types';

export const JSON_FORMAT = 'gradbook-runs';
export const JSON_VERSION = 1;

/**
 * `{format, version, runs: [{…the run, series: {metric: {step, epoch, time, value}}}]}`. JSON has no NaN and no
 * infinities: they stand as the texts "NaN", "Infinity", "-Infinity".
 */
export async function exportRunsJson(runs: readonly RunRecord[], source: RunSource, watch: Watch | null = null): Promise<ExportedFile> {
  const total = 4 * pointsOf(runs);
  let done = 0;
  const pause = breather(watch);
  /** After so many more numbers. */
  const breath = (numbers: number): Promise<void> | undefined => pause((done += numbers) / total);
  const parts: string[] = [`{"format":"${JSON_FORMAT}","version":${JSON_VERSION},"runs":[`];
  for (const [index, run] of runs.entries()) {
    parts.push(index === 0 ? '\n' : ',\n', JSON.stringify({ ...run, items: await source.items(run.id) }, writable).slice(0, -1), ',"series":{');
    let between = '\n';
    for (const metric of Object.keys(run.metrics)) {
      const series = await source.series(run.id, metric);
      if (series === null) continue;
      parts.push(between, JSON.stringify(metric), ':');
      for await (const part of seriesText(series, breath)) parts.push(part);
      between = ',\n';
    }
    parts.push('}}');
  }
  parts.push('\n]}\n');
  return { name: downloadName(runs, 'json'), blob: new Blob(parts, { type: 'application/json' }) };
}

const COLUMNS = ['step', 'epoch', 'time', 'value'] as const;
const POINTS = 10_000;

async function* seriesText(series: SeriesRecord, breath: (numbers: number) => Promise<void> | undefined): AsyncGenerator<string> {
  for (const [index, column] of COLUMNS.entries()) {
    yield `${index === 0 ? '{' : ','}"${column}":[`;
    const values = series[column];
    for (let from = 0; from < values.length; from += POINTS) {
      const text = Array.from(values.subarray(from, from + POINTS), (value) => (Number.isFinite(value) ? String(value) : `"${value}"`)).join(',');
      yield from === 0 ? text : `,${text}`;
      await breath(Math.min(POINTS, values.length - from));
    }
    yield ']';
  }
  yield '}';
}

const writable = (_key: string, value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
