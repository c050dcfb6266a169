/** Runs of a JSON file as `json.ts` writes it. */
import * as v from 'valibot';
import type { JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';
import type { Result } from '../../base/result';
import { err, ok } from '../../base/result';
import type { Watch } from './breath';
import { JSON_FORMAT, JSON_VERSION } from './json';
import type { ImportEnvironment } from './points';
import { importedRun } from './points';
import { liftSeries, WORDS } from './lift-series';
import type { ImportedRun, SeriesRecord } from './types';

/** A number, or the word that stands for what JSON has no number for. */
const numeric = v.union([v.number(), v.pipe(v.picklist(Object.keys(WORDS)), v.transform((word) => WORDS[word] ?? NaN))]);
const column = v.pipe(v.array(numeric), v.transform((values) => Float64Array.from(values)));
const written = v.pipe(
  v.object({ step: column, epoch: column, time: column, value: column }),
  v.check((one) => isEven(one), 'step, epoch, time and value differ in length'),
);
const isEven = ({ step, epoch, time, value }: SeriesRecord): boolean => [epoch, time, value].every(({ length }) => length === step.length);
/** As it stands in the file, or taken out of it before. */
const seriesAmong = (lifted: readonly SeriesRecord[]) =>
  v.union([
    v.pipe(
      v.strictObject({ lifted: v.number() }),
      v.transform(({ lifted: at }) => lifted[at]),
      v.custom<SeriesRecord>((one) => one !== undefined && isEven(one as SeriesRecord), 'step, epoch, time and value differ in length'),
    ),
    written,
  ]);
const text = v.string();
const named = v.object({ id: text, name: text });
const json = v.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'no object');
const bundle = v.custom<MimeBundle>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'no object');

const run = v.object({
  name: text,
  kind: v.picklist(['fit', 'trainer', 'log', 'imported']),
  status: v.picklist(['running', 'done', 'stopped', 'failed', 'cut']),
  message: v.exactOptional(text),
  notebook: named,
  cell: v.object({ id: text, source: text }),
  startedAt: v.number(),
  endedAt: v.nullable(v.number()),
  settings: json,
  device: v.nullable(v.object({ kind: text, name: text })),
  seed: v.nullable(v.number()),
  packages: v.record(text, text),
  data: v.nullable(v.object({ fingerprint: text, description: text })),
  parameters: v.nullable(v.object({ total: v.number(), trainable: v.number() })),
  group: v.nullable(text),
  items: v.array(v.object({ type: text, name: text, step: numeric, at: v.number(), data: bundle })),
  tags: v.array(text),
  notes: text,
  starred: v.boolean(),
  archived: v.boolean(),
});

/** The runs get ids of their own, so that a file may be read beside the runs it was made from. The error is a sentence. */
export async function importJson(content: string, env: ImportEnvironment, watch: Watch | null = null): Promise<Result<readonly ImportedRun[], string>> {
  const { text: rest, series } = await liftSeries(content, watch);
  const schema = v.object({ ...run.entries, series: v.record(text, seriesAmong(series)) });
  let file: unknown;
  try {
    file = JSON.parse(rest);
  } catch (cause) {
    return err(`it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const { format, version, runs } = v.is(v.looseObject({}), file) ? file : {};
  if (format !== JSON_FORMAT) return err(`its "format" is not "${JSON_FORMAT}"`);
  if (version !== JSON_VERSION) return err(`its "version" is ${JSON.stringify(version)}, of which this Gradbook knows nothing: open it with the one that wrote it`);
  if (!Array.isArray(runs)) return err('its "runs" is no list');
  const imported: ImportedRun[] = [];
  for (const [index, given] of (runs as readonly unknown[]).entries()) {
    const parsed = v.safeParse(schema, given);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      return err(`runs[${index}].${v.getDotPath(issue) ?? ''}: ${issue.message}`);
    }
    const { series: points, ...known } = parsed.output;
    // Nothing trains in a file.
    imported.push(importedRun({ ...known, status: known.status === 'running' ? 'cut' : known.status }, points, env));
  }
  return ok(imported);
}
