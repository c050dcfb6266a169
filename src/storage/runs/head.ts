/** The head of a run as text: all but its points and the bundles of its items. */
import * as v from 'valibot';
import type { JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';
import type { StoredRun } from './store';
import type { RunEdit, TrackedRun } from './types';

const FORMAT = 1;

/** JSON has no NaN and no infinities; a diverged loss has them. */
const numberText = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
const number = v.pipe(v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]), v.transform(Number));

const jsonObject = v.record(v.string(), v.unknown());
const summary = v.object({ count: v.number(), last: number, lastStep: number, min: number, minStep: number, max: number, maxStep: number });
const editable = {
  name: v.string(),
  tags: v.array(v.string()),
  notes: v.string(),
  starred: v.boolean(),
  archived: v.boolean(),
  group: v.nullable(v.string()),
};
const run = v.object({
  ...editable,
  id: v.string(),
  kind: v.picklist(['fit', 'trainer', 'log', 'imported']),
  status: v.picklist(['running', 'done', 'stopped', 'failed', 'cut']),
  message: v.optional(v.string()),
  notebook: v.object({ id: v.string(), name: v.string() }),
  cell: v.object({ id: v.string(), source: v.string() }),
  startedAt: v.number(),
  endedAt: v.nullable(v.number()),
  settings: jsonObject,
  device: v.nullable(v.object({ kind: v.string(), name: v.string() })),
  seed: v.nullable(v.number()),
  packages: v.record(v.string(), v.string()),
  data: v.nullable(v.object({ fingerprint: v.string(), description: v.string() })),
  parameters: v.nullable(v.object({ total: v.number(), trainable: v.number() })),
  metrics: v.record(v.string(), summary),
  items: v.array(v.object({ type: v.string(), name: v.string(), slot: v.optional(v.string()), step: number, at: v.number(), data: jsonObject })),
});
const head = v.object({ format: v.literal(FORMAT), owner: v.nullable(v.string()), seenAt: v.number(), run });
const edits = v.partial(v.object(editable));

export function headText({ run: { metrics, items, ...rest }, owner, seenAt }: Omit<StoredRun, 'edits'>): string {
  const summaries = Object.entries(metrics).map(([name, values]) => [name, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, numberText(value as number)]))]);
  return JSON.stringify({ format: FORMAT, owner, seenAt, run: { ...rest, metrics: Object.fromEntries(summaries) as unknown, items: items.map((item) => ({ ...item, step: numberText(item.step) })) } });
}

/** Null for what is no head of this format. */
export function parseHead(text: string): Omit<StoredRun, 'edits'> | null {
  const parsed = v.safeParse(head, fromJson(text));
  if (!parsed.success) return null;
  const { owner, seenAt } = parsed.output;
  const { message, settings, items, ...rest } = parsed.output.run;
  // What JSON.parse gave is JSON.
  const made: TrackedRun = { ...rest, ...(message !== undefined && { message }), settings: settings as JsonObject, items: items.map(({ slot, ...item }) => ({ ...item, ...(slot !== undefined && { slot }), data: item.data as MimeBundle })) };
  return { run: made, owner, seenAt };
}

export function parseEdits(text: string | null): RunEdit {
  const parsed = v.safeParse(edits, text === null ? {} : fromJson(text));
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.output).filter(([, value]) => value !== undefined));
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
