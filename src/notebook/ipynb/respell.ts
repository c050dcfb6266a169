/** Changes values inside spelled JSON: what is equal keeps its spelling, white space and place. */
import { isObject } from '../../base/json';
import type { Json } from '../../base/json';
import { separator, spell, spellItems, spellString } from './layout';
import type { Layout } from './layout';
import { scanJson } from './scan';
import type { ArrayNode, JsonNode, ObjectNode } from './scan';

/** `text` spells the old value, `depth` containers deep in its file; the result spells the new one. */
export function respell(text: string, value: Json, layout: Layout, depth: number): string {
  if (sameJson(JSON.parse(text), value)) return text;
  const node = scanJson(text);
  return node.ok ? respellNode(text, node.value, value, layout, depth) : spell(value, layout, depth);
}

/** New spellings of an object's members; null removes one. Members not named stay as they are. */
export type MemberChanges = ReadonlyMap<string, string | null>;

/** New members go where the file sorts its keys, else to the end. */
export function changeMembers(text: string, node: ObjectNode, changes: MemberChanges, layout: Layout, depth: number): string {
  const last = new Map(node.members.map((member, index) => [member.key, index]));
  const parts: Part[] = [];
  const keys: string[] = [];
  node.members.forEach((member, index) => {
    const change = changes.get(member.key);
    if (change === null) return;
    const before = node.members[index - 1];
    const lead = before ? text.slice(before.value.end, member.keyStart) : null;
    const keep = change === undefined || last.get(member.key) !== index;
    const value = keep ? text.slice(member.value.start, member.value.end) : change;
    parts.push({ lead, body: text.slice(member.keyStart, member.value.start) + value });
    keys.push(member.key);
  });
  const sorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') <= key);
  for (const [key, value] of changes) {
    if (value === null || last.has(key)) continue;
    const place = sorted ? keys.findIndex((other) => other > key) : -1;
    const index = place < 0 ? keys.length : place;
    keys.splice(index, 0, key);
    parts.splice(index, 0, { lead: null, body: spellString(key, layout) + layout.colon + value });
  }
  const [first] = node.members;
  if (!first || parts.length === 0) return spellItems('{', parts.map((part) => part.body), '}', layout, depth);
  const second = node.members[1];
  const usual = second ? text.slice(first.value.end, second.keyStart) : separator(layout, depth);
  const end = node.members.at(-1) ?? first;
  return compose(text.slice(node.start, first.keyStart), parts, text.slice(end.value.end, node.end), usual);
}

/** Numbers compare by value: 1.0 equals 1, whatever the spelling. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item: Json, index) => sameJson(item, b[index] as Json));
  }
  const other = b as Readonly<Record<string, Json | undefined>>;
  const own = definedEntries(a as Readonly<Record<string, Json | undefined>>);
  return (
    own.length === definedEntries(other).length &&
    own.every(([key, value]) => Object.hasOwn(other, key) && other[key] !== undefined && sameJson(value, other[key]))
  );
}

const definedEntries = (value: Readonly<Record<string, Json | undefined>>): [string, Json][] =>
  Object.entries(value).flatMap(([key, member]): [string, Json][] => (member === undefined ? [] : [[key, member]]));

interface Part {
  /** What stood between this part and the one before it; null for the first and for new ones. */
  readonly lead: string | null;
  readonly body: string;
}

function compose(open: string, parts: readonly Part[], close: string, usual: string): string {
  return open + parts.map((part, index) => (index === 0 ? '' : (part.lead ?? usual)) + part.body).join('') + close;
}

function respellNode(text: string, node: JsonNode, value: Json, layout: Layout, depth: number): string {
  const old = text.slice(node.start, node.end);
  if (sameJson(JSON.parse(old) as Json, value)) return old;
  if (node.kind === 'object' && isObject(value)) {
    const entries = definedEntries(value as Readonly<Record<string, Json | undefined>>);
    return respellObject(text, node, new Map(entries), layout, depth);
  }
  if (node.kind === 'array' && Array.isArray(value)) return respellArray(text, node, value as readonly Json[], layout, depth);
  return spell(value, layout, depth);
}

function respellObject(text: string, node: ObjectNode, wanted: ReadonlyMap<string, Json>, layout: Layout, depth: number): string {
  const changes = new Map<string, string | null>();
  for (const { key, value } of node.members) {
    const next = wanted.get(key);
    changes.set(key, next === undefined ? null : respellNode(text, value, next, layout, depth + 1));
  }
  for (const [key, value] of wanted) if (!changes.has(key)) changes.set(key, spell(value, layout, depth + 1));
  return changeMembers(text, node, changes, layout, depth);
}

/** Items equal at the start and the end keep their spelling; those between are respelled in pairs. */
function respellArray(text: string, node: ArrayNode, wanted: readonly Json[], layout: Layout, depth: number): string {
  const { items } = node;
  const [first, second] = items;
  if (!first || wanted.length === 0) return spell(wanted, layout, depth);
  const old = JSON.parse(text.slice(node.start, node.end)) as Json[];
  const shorter = Math.min(old.length, wanted.length);
  let head = 0;
  while (head < shorter && sameJson(old[head], wanted[head])) head++;
  let tail = 0;
  while (tail < shorter - head && sameJson(old[old.length - 1 - tail], wanted[wanted.length - 1 - tail])) tail++;

  const shift = items.length - wanted.length;
  const parts = wanted.map((value, index): Part => {
    const inTail = index >= wanted.length - tail;
    const place = inTail ? index + shift : index < items.length - tail ? index : -1;
    const item = items[place];
    if (!item) return { lead: null, body: spell(value, layout, depth + 1) };
    const before = items[place - 1];
    return { lead: before ? text.slice(before.end, item.start) : null, body: respellNode(text, item, value, layout, depth + 1) };
  });
  const end = items.at(-1) ?? first;
  const usual = second ? text.slice(first.end, second.start) : separator(layout, depth);
  return compose(text.slice(node.start, first.start), parts, text.slice(end.end, node.end), usual);
}
