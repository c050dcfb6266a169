/** Texts that a file may spell as one string or as a list of lines. */
import { isObject } from '../../base/json';
import type { Json, JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';
import type { Layout } from './layout';
import { sameJson } from './respell';

/** Null where the value is no text. */
export function joinLines(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : null;
}

/** Spells a text in the form its old value has, if there is one, else in that of the file. */
export function fileText(text: string, old: Json | undefined, layout: Layout): Json {
  if (old !== undefined && joinLines(old) === text) return old;
  const asList = Array.isArray(old) || ((old === undefined || old === '') && layout.lists);
  return asList ? splitLines(text) : text;
}

/** Lines keep their '\n'; an empty text has none. */
const splitLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

export function bundleFromFile(data: JsonObject): MimeBundle {
  return mapBundle(data, (type, value) => (isJsonType(type) ? value : (joinLines(value) ?? value)));
}

export function bundleToFile(bundle: MimeBundle, old: Json | undefined, layout: Layout): JsonObject {
  const before = isObject(old) ? (old as JsonObject) : {};
  const meant = bundleFromFile(before);
  // In the order in which Jupyter writes them, so that saving there again changes nothing.
  const sorted = Object.fromEntries(Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)));
  return mapBundle(sorted, (type, value) => {
    const was = before[type];
    if (was !== undefined && sameJson(meant[type], value)) return was;
    return typeof value === 'string' && hasLines(type) ? fileText(value, was, layout) : value;
  });
}

const isJsonType = (type: string): boolean => type === 'application/json' || type.endsWith('+json');

/** Jupyter leaves base64 and the like in one string. */
const hasLines = (type: string): boolean => type.startsWith('text/') || type === 'image/svg+xml' || type === 'application/javascript';

function mapBundle(bundle: JsonObject, change: (type: string, value: Json) => Json): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(bundle).flatMap(([type, value]) => (value === undefined ? [] : [[type, change(type, value)]])),
  );
}
