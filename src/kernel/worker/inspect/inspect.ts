/** Pictures of values for the page: bounded, with handles on what is left out. */
import type { InspectEntry, InspectNode } from '../../../protocol/inspect';
import { anatomize, type Looking } from './anatomy';
import type { Handles } from './handles';
import type { Part } from './parts';
import { isObjectLike, previewOf } from './preview';
import { scalarText, scalarType } from './scalar';

export interface InspectOptions extends Looking {
  readonly handles: Handles;
  /** The run that shows the value. */
  readonly owner: string;
}

/** Parts shown of one object at a time: of the outermost, and of those within. */
const PAGE = 100;
const INNER_PAGE = 20;
/** Levels opened at once, and objects opened altogether; deeper ones carry a handle. */
const DEPTH = 2;
const MAX_OPEN = 20;
const MAX_STRING = 10_000;

interface Walk extends InspectOptions {
  readonly path: object[];
  open: number;
}

export function inspect(value: unknown, options: InspectOptions): InspectNode {
  return look(value, 0, { ...options, path: [], open: 0 });
}

/** The parts behind a handle: those after the ones its node already lists. Null once it was let go. */
export function expand(handle: string, looking: Looking, handles: Handles): InspectNode | null {
  const held = handles.get(handle);
  if (held === undefined) return null;
  return openObject(held.value, held.from, 0, { ...looking, handles, owner: held.owner, path: [], open: 0 });
}

function look(value: unknown, depth: number, walk: Walk): InspectNode {
  if (!isObjectLike(value)) return { kind: 'primitive', type: scalarType(value), text: scalarText(value, MAX_STRING) };
  const identity = walk.targetOf(value) ?? value;
  if (walk.path.includes(identity)) return { kind: 'circular', label: anatomize(value, walk).label };
  return openObject(value, 0, depth, walk);
}

function openObject(value: object, from: number, depth: number, walk: Walk): InspectNode {
  const anatomy = anatomize(value, walk);
  const { label, shape, parts } = anatomy;
  const closed = { kind: 'object', label, shape, preview: previewOf(anatomy, walk) } as const;
  const remaining = parts.size - from;
  if (remaining <= 0) return closed;
  if (depth >= DEPTH || (depth > 0 && walk.open >= MAX_OPEN)) return { ...closed, handle: walk.handles.keep({ value, from, owner: walk.owner }) };

  walk.open++;
  walk.path.push(walk.targetOf(value) ?? value);
  const entries = parts.slice(from, depth === 0 ? PAGE : INNER_PAGE).map((part) => entryOf(part, depth, walk));
  walk.path.pop();
  const more = remaining - entries.length;
  if (more === 0) return { ...closed, entries };
  return { ...closed, entries, more, handle: walk.handles.keep({ value, from: from + entries.length, owner: walk.owner }) };
}

const GETTER: InspectNode = { kind: 'object', label: '[Getter]', shape: 'function', preview: '[Getter]' };
const HOLE: InspectNode = { kind: 'primitive', type: 'undefined', text: 'empty' };

function entryOf(part: Part, depth: number, walk: Walk): InspectEntry {
  const { key, keyKind } = part;
  if (keyKind === 'getter') return { key, keyKind, value: GETTER };
  return { key, keyKind, value: part.held === undefined ? HOLE : look(part.held.value, depth + 1, walk) };
}
