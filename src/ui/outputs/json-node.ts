import { isObject, type Json } from '../../base/json';
import type { InspectEntry, InspectNode } from './values';

/** Entries drawn of one level. */
const MAX_ENTRIES = 500;

/** A JSON value in the shape of an inspected one. */
export function jsonNode(value: Json): InspectNode {
  if (value === null) return { kind: 'primitive', type: 'null', text: 'null' };
  switch (typeof value) {
    case 'string':
      return { kind: 'primitive', type: 'string', text: JSON.stringify(value) };
    case 'number':
      return { kind: 'primitive', type: 'number', text: String(value) };
    case 'boolean':
      return { kind: 'primitive', type: 'boolean', text: String(value) };
    default:
      return structure(value);
  }
}

function structure(value: readonly Json[] | { readonly [key: string]: Json | undefined }): InspectNode {
  const isArray = Array.isArray(value);
  const all = Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, item] as const]));
  const entries = all.slice(0, MAX_ENTRIES).map(
    ([key, item]): InspectEntry => ({ key, keyKind: isArray ? 'index' : 'property', value: jsonNode(item) }),
  );
  const more = all.length - entries.length;
  return {
    kind: 'object',
    label: isArray ? `Array(${all.length})` : 'Object',
    shape: isArray ? 'array' : 'object',
    preview: preview(value),
    entries,
    ...(more > 0 ? { more } : {}),
  };
}

function preview(value: unknown): string {
  const short = (item: unknown): string => {
    if (Array.isArray(item)) return `Array(${item.length})`;
    return isObject(item) ? '{…}' : cut(JSON.stringify(item) ?? 'undefined', 24);
  };
  if (Array.isArray(value)) return `[${value.slice(0, 5).map(short).join(', ')}${value.length > 5 ? ', …' : ''}]`;
  const pairs = Object.entries(isObject(value) ? value : {});
  return `{${pairs.slice(0, 5).map(([key, item]) => `${key}: ${short(item)}`).join(', ')}${pairs.length > 5 ? ', …' : ''}}`;
}

const cut = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit)}…` : text);
