/** The kernel wire's gate: nothing from the worker reaches the page's state before it has this shape. */
import * as v from 'valibot';
import type { Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import type { InspectNode } from './inspect';
import type { KernelEvent } from './kernel';
import type { TrackItemType } from './tracking';

/** What was wrong with a message, and where in it. */
export interface WireError {
  /** Path to the first offending part, e.g. `output.data`; empty for the message itself. */
  readonly path: string;
  readonly message: string;
}

/** Deeper values are refused: a circular one cannot be told from a bottomless one. */
const MAX_JSON_DEPTH = 200;

function isJson(value: unknown, depth = 0): value is Json {
  if (value === null) return true;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      break;
    default:
      return false;
  }
  if (depth >= MAX_JSON_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((item) => item === undefined || isJson(item, depth + 1));
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(v.number(), v.finite());
/** Of memory; what has no bound may be infinite. */
const bytes = v.number();
const json = v.custom<Json>((value) => isJson(value), 'Expected a JSON value');
const jsonObject = v.record(v.string(), json);
const deviceKind = v.picklist(['cpu', 'gpu', 'tpu']);

const deviceReport = v.object({
  kind: deviceKind,
  backend: v.nullable(v.picklist(['wasm', 'webgpu', 'webgl', 'cpu', 'tpu'])),
  available: v.boolean(),
  name: v.string(),
  facts: v.array(v.object({ label: v.string(), value: v.string() })),
  reason: v.optional(v.string()),
  remedy: v.optional(v.string()),
});

const outputBody = v.variant('type', [
  v.object({ type: v.literal('stream'), name: v.picklist(['stdout', 'stderr']), text: v.string() }),
  v.object({ type: v.literal('display'), data: jsonObject, metadata: jsonObject, displayId: v.nullable(v.string()) }),
  v.object({ type: v.literal('update'), data: jsonObject, metadata: jsonObject, displayId: v.string() }),
  v.object({ type: v.literal('result'), data: jsonObject, metadata: jsonObject, executionCount: count }),
  v.object({ type: v.literal('error'), ename: v.string(), evalue: v.string(), traceback: v.array(v.string()) }),
  v.object({ type: v.literal('clear') }),
]);

const float64s = v.custom<Float64Array<ArrayBuffer>>((value) => value instanceof Float64Array, 'Expected a Float64Array');
const pointBatch = v.pipe(
  v.object({ chartId: v.string(), series: v.string(), x: float64s, y: float64s, epoch: v.optional(float64s), time: v.optional(float64s) }),
  v.check(({ x, y, epoch = y, time = y }) => [x, epoch, time].every(({ length }) => length === y.length), 'Expected as many x as y'),
);

const dataFacts = v.object({ fingerprint: v.string(), description: v.string() });
const trackFacts = v.object({
  kind: v.picklist(['fit', 'trainer', 'log']),
  name: v.string(),
  settings: jsonObject,
  device: v.object({ kind: deviceKind, name: v.string() }),
  seed: v.nullable(v.number()),
  packages: v.record(v.string(), v.string()),
  data: v.nullable(dataFacts),
  parameters: v.nullable(v.object({ total: count, trainable: count })),
  group: v.nullable(v.string()),
});
const trackItem = v.object({
  type: v.picklist(['image', 'histogram', 'confusion-matrix', 'table', 'file', 'checkpoint'] satisfies readonly TrackItemType[]),
  name: v.string(),
  slot: v.optional(v.string()),
  step: v.number(),
  at: milliseconds,
  data: jsonObject,
});
const ofTrack = { trackId: v.string() };
const trackChange = v.variant('kind', [
  v.object({ ...ofTrack, kind: v.literal('begin'), at: milliseconds, facts: trackFacts }),
  v.object({ ...ofTrack, kind: v.literal('resume'), at: milliseconds, after: v.number(), facts: trackFacts }),
  v.object({ ...ofTrack, kind: v.literal('settings'), settings: jsonObject }),
  v.object({ ...ofTrack, kind: v.literal('describe'), name: v.optional(v.string()), data: v.optional(dataFacts), tags: v.optional(v.array(v.string())) }),
  v.object({ ...ofTrack, kind: v.literal('again') }),
  v.object({ ...ofTrack, kind: v.literal('keep'), item: trackItem }),
  v.object({ ...ofTrack, kind: v.literal('end'), at: milliseconds, status: v.picklist(['done', 'stopped', 'failed']), message: v.optional(v.string()) }),
]);
const metricBatch = v.pipe(
  v.object({ trackId: v.string(), metric: v.string(), step: float64s, epoch: float64s, time: float64s, value: float64s }),
  v.check(({ step, epoch, time, value }) => epoch.length === step.length && time.length === step.length && value.length === step.length, 'Expected columns of one length'),
);

const visorChange = v.variant('kind', [
  v.object({
    kind: v.literal('surface'),
    tab: v.string(),
    name: v.string(),
    part: v.string(),
    displayId: v.string(),
    styles: v.optional(v.object({ width: v.optional(v.string()), height: v.optional(v.string()), maxWidth: v.optional(v.string()), maxHeight: v.optional(v.string()) })),
  }),
  v.object({ kind: v.literal('show'), open: v.boolean() }),
  v.object({ kind: v.literal('tab'), tab: v.string() }),
  v.object({ kind: v.literal('full'), on: v.boolean() }),
  v.object({ kind: v.literal('keys'), bound: v.boolean() }),
]);

const ask = v.variant('kind', [
  v.object({ kind: v.literal('files'), accept: v.string(), multiple: v.boolean() }),
  v.object({ kind: v.literal('text'), prompt: v.string(), initial: v.string(), secret: v.boolean(), canDecline: v.boolean() }),
  v.object({ kind: v.literal('confirm'), prompt: v.string() }),
]);

const inspectNode: v.GenericSchema<unknown, InspectNode> = v.lazy(() =>
  v.variant('kind', [
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
            value: inspectNode,
          }),
        ),
      ),
      more: v.optional(count),
      handle: v.optional(v.string()),
    }),
    v.object({ kind: v.literal('circular'), label: v.string() }),
  ]),
);

const ofRun = { runId: v.string(), seq: count };

const kernelEvent = v.variant('type', [
  v.object({ ...ofRun, type: v.literal('started'), executionCount: count, at: milliseconds }),
  v.object({ ...ofRun, type: v.literal('output'), output: outputBody }),
  v.object({ ...ofRun, type: v.literal('points'), batches: v.array(pointBatch) }),
  v.object({ ...ofRun, type: v.literal('track'), change: trackChange }),
  v.object({ ...ofRun, type: v.literal('metrics'), batches: v.array(metricBatch) }),
  v.object({ ...ofRun, type: v.literal('visor'), change: visorChange }),
  v.object({ ...ofRun, type: v.literal('ask'), requestId: v.string(), ask }),
  v.object({ ...ofRun, type: v.literal('asked'), requestId: v.string() }),
  v.object({ ...ofRun, type: v.literal('timers'), active: count }),
  v.object({ ...ofRun, type: v.literal('full-text'), text: v.instance(Blob), complete: v.boolean() }),
  v.object({ ...ofRun, type: v.literal('shapes'), shapes: v.array(v.object({ name: v.string(), text: v.string() })) }),
  v.object({
    ...ofRun,
    type: v.literal('finished'),
    status: v.picklist(['ok', 'error', 'aborted', 'interrupted']),
    elapsedMs: milliseconds,
    abortedBy: v.optional(v.string()),
  }),
  v.object({
    type: v.literal('ready'),
    version: count,
    device: deviceReport,
    devices: v.array(deviceReport),
    notice: v.optional(v.string()),
  }),
  v.object({ type: v.literal('device'), requestId: v.string(), device: deviceReport, moved: count, failure: v.optional(v.string()) }),
  v.object({ type: v.literal('devices'), device: deviceReport, devices: v.array(deviceReport) }),
  v.object({ type: v.literal('restored'), requestId: v.string(), failure: v.optional(v.string()) }),
  v.object({ type: v.literal('expanded'), requestId: v.string(), node: v.nullable(inspectNode) }),
  v.object({ type: v.literal('memory'), memory: v.object({ tensors: count, bytes, device: v.optional(v.object({ used: bytes, allocated: bytes, limit: v.number() })) }) }),
  v.object({ type: v.literal('load-module'), requestId: v.string(), url: v.string() }),
  v.object({ type: v.literal('pins'), pins: v.record(v.string(), v.string()) }),
  v.object({ type: v.literal('files-changed') }),
  v.object({ type: v.literal('download'), name: v.string(), content: v.instance(Blob) }),
  v.object({ type: v.literal('limit-reached'), text: v.string(), remedy: v.string() }),
  v.object({ type: v.literal('fatal'), message: v.string() }),
]);

/** Reads a message of the worker; unknown fields are dropped. */
export function parseKernelEvent(message: unknown): Result<KernelEvent, WireError> {
  const parsed = v.safeParse(kernelEvent, message, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  return err({ path: v.getDotPath(issue) ?? '', message: issue.message });
}
