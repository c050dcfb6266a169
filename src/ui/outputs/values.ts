/**
 * The shapes of our own MIME types, checked before drawing: outputs also come out of files,
 * where anything may stand under our names.
 */
import * as v from 'valibot';
import type { Json } from '../../base/json';
import { isColour } from '../../charts/palette';
import type { ChartSpec } from '../../charts/spec';
import type { InspectEntry, InspectNode } from '../../protocol/inspect';
import type { ProgressState, Report, TablePreview, TensorPreview } from '../../protocol/previews';

export type { ChartSpec, InspectEntry, InspectNode, ProgressState, TablePreview, TensorPreview };

/** Reads a value of a bundle; null where it has another shape. */
export type Reader<T> = (value: Json) => T | null;

function reader<T>(schema: v.GenericSchema<unknown, T>): Reader<T> {
  return (value) => {
    const result = v.safeParse(schema, value);
    return result.success ? result.output : null;
  };
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const inspectSchema: v.GenericSchema<unknown, InspectNode> = v.variant('kind', [
  v.object({
    kind: v.literal('primitive'),
    type: v.picklist(['string', 'number', 'bigint', 'boolean', 'symbol', 'undefined', 'null']),
    text: v.string(),
  }),
  v.object({
    kind: v.literal('object'),
    label: v.string(),
    shape: v.picklist(['object', 'array', 'map', 'set', 'function', 'error', 'promise', 'typed-array', 'other']),
    preview: v.string(),
    entries: v.optional(
      v.array(
        v.object({
          key: v.string(),
          keyKind: v.picklist(['property', 'index', 'symbol', 'map-key', 'getter', 'internal']),
          value: v.lazy(() => inspectSchema),
        }),
      ),
    ),
    more: v.optional(count),
    handle: v.optional(v.string()),
  }),
  v.object({ kind: v.literal('circular'), label: v.string() }),
]);
export const readInspect = reader(inspectSchema);

export const readTensor = reader<TensorPreview>(
  v.object({
    shape: v.array(count),
    dtype: v.string(),
    values: v.array(v.union([v.number(), v.string(), v.boolean(), v.null()])),
    grid: v.object({ rows: count, columns: count, ofRows: count, ofColumns: count }),
    min: v.optional(v.number()),
    max: v.optional(v.number()),
    mean: v.optional(v.number()),
    nonFinite: v.optional(count),
    // Only pictures drawn by the kernel: never an address that would be fetched.
    images: v.optional(v.array(v.pipe(v.string(), v.startsWith('data:image/png;base64,')))),
    name: v.optional(v.string()),
    disposed: v.optional(v.boolean()),
  }),
);

export const readTable = reader<TablePreview>(
  v.object({
    columns: v.array(v.object({ name: v.string(), type: v.picklist(['number', 'string', 'boolean', 'date', 'mixed']) })),
    rows: v.array(v.array(v.string())),
    totalRows: count,
    totalColumns: count,
  }),
);

export const readProgress = reader<ProgressState>(
  v.object({
    label: v.string(),
    done: v.number(),
    total: v.optional(v.number()),
    epoch: v.optional(v.object({ current: count, total: count })),
    metrics: v.array(v.object({ name: v.string(), value: v.number() })),
    msPerStep: v.optional(v.number()),
    etaSeconds: v.optional(v.number()),
    elapsedSeconds: v.number(),
    state: v.picklist(['running', 'done', 'stopped', 'failed']),
  }),
);

const positive = v.pipe(v.number(), v.minValue(0));
export const readReport = reader<Report>(
  v.object({
    title: v.string(),
    summary: v.optional(v.string()),
    sections: v.array(
      v.variant('kind', [
        v.object({
          kind: v.literal('table'),
          title: v.optional(v.string()),
          columns: v.array(
            v.object({ name: v.string(), unit: v.picklist(['text', 'count', 'ms', 'bytes', 'number', 'share']), bar: v.optional(v.boolean()) }),
          ),
          rows: v.array(v.array(v.nullable(v.union([v.string(), v.number()])))),
        }),
        v.object({
          kind: v.literal('flame'),
          title: v.optional(v.string()),
          frames: v.array(
            v.object({ name: v.string(), start: positive, duration: positive, depth: count, detail: v.optional(v.string()) }),
          ),
        }),
      ]),
    ),
    remarks: v.array(v.object({ tone: v.picklist(['info', 'success', 'warning']), text: v.string() })),
    fontSize: v.optional(v.pipe(v.number(), v.minValue(4), v.maxValue(72))),
  }),
);

const axis = v.looseObject({ label: v.optional(v.string()), scale: v.optional(v.picklist(['linear', 'log'])), domain: v.optional(v.tuple([v.number(), v.number()])), zero: v.optional(v.boolean()) });
/** Sizes in pixels; a file shall not be able to fill the page. */
const pixels = v.pipe(v.number(), v.minValue(1), v.maxValue(4000));
export const readChart = reader<ChartSpec>(
  // Loose: what a newer chart spec adds must reach the drawing.
  v.looseObject({
    chartId: v.string(),
    title: v.optional(v.string()),
    x: axis,
    y: axis,
    series: v.array(
      v.object({
        name: v.string(),
        mark: v.picklist(['line', 'points', 'bars']),
        dashed: v.optional(v.boolean()),
        smoothing: v.optional(v.number()),
        label: v.optional(v.string()),
        run: v.optional(v.string()),
        colour: v.optional(count),
        inks: v.optional(v.array(v.pipe(v.string(), v.check(isColour)))),
        best: v.optional(v.picklist(['min', 'max'])),
      }),
    ),
    points: v.optional(
      v.array(
        v.object({
          x: v.array(v.number()),
          y: v.array(v.nullable(v.number())),
          epoch: v.optional(v.array(v.nullable(v.number()))),
          time: v.optional(v.array(v.nullable(v.number()))),
          decimatedFrom: v.optional(count),
        }),
      ),
    ),
    live: v.boolean(),
    height: v.optional(pixels),
    width: v.optional(pixels),
    fontSize: v.optional(v.pipe(v.number(), v.minValue(4), v.maxValue(72))),
  }),
);

/** Text as it stands, or lines of text, which some writers leave unjoined. */
export const readText: Reader<string> = (value) => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.join('');
  return null;
};

/** A picture's data URL, from the base64 text of a bundle. */
export const readImage =
  (mimeType: string): Reader<string> =>
  (value) => {
    const base64 = readText(value)?.replace(/\s/g, '');
    return base64 !== undefined && /^[A-Za-z0-9+/]+=*$/.test(base64) ? `data:${mimeType};base64,${base64}` : null;
  };
