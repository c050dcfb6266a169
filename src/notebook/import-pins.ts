/** Which versions of packages a notebook has settled on: kept in its metadata, or written at the head of a cell. */
import { isObject } from '../base/json';
import { setMetadata } from './edit';
import type { Notebook } from './types';

/** What an import asks for ("d3-array", "d3-array@3") → the exact version it gets ("3.2.4"). */
export type ImportPins = Readonly<Record<string, string>>;

const exactVersion = /^\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/;
/** A package's name and, after a further @, what is asked of its version. */
const packageName = /^(?:@[\w.-]+\/)?[\w.-]+(?:@[^@\s/]+)?$/;

export function importPins({ metadata }: Notebook): ImportPins {
  const { gradbook } = metadata;
  return isObject(gradbook) && isObject(gradbook['imports']) ? validPins(Object.entries(gradbook['imports'])) : {};
}

/** Keeps what else the notebook's metadata hold, also beside the pins. */
export function setImportPins(notebook: Notebook, pins: ImportPins): Notebook {
  const { gradbook } = notebook.metadata;
  const { imports: _, ...others } = isObject(gradbook) ? gradbook : {};
  const sorted = Object.fromEntries(Object.entries(pins).sort(([a], [b]) => (a < b ? -1 : 1)));
  const kept = Object.keys(sorted).length === 0 ? others : { ...others, imports: sorted };
  return setMetadata(notebook, { gradbook: Object.keys(kept).length === 0 ? undefined : (kept as typeof gradbook) });
}

/**
 * Pins among the comments at the head of a cell, one or several lines of
 * `//@imports d3-array@3.2.4 lodash-es@4.17.21` or `//@imports {"d3-array@3": "3.2.4"}`.
 */
export function pinsOfCell(source: string): ImportPins {
  const pins: Record<string, string> = {};
  if (!source.includes('@imports')) return pins;
  for (const line of headComments(source)) {
    const [, text = ''] = /^\/\/\s*@imports\s+(.*)$/.exec(line) ?? [];
    Object.assign(pins, text.startsWith('{') ? pinsOfJson(text) : validPins(text.split(/[\s,]+/).map(splitAtVersion)));
  }
  return pins;
}

function headComments(source: string): readonly string[] {
  const lines = source.split('\n').map((line) => line.trim());
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('//') && !line.startsWith('#!'));
  return end < 0 ? lines : lines.slice(0, end);
}

function pinsOfJson(text: string): ImportPins {
  try {
    const found: unknown = JSON.parse(text);
    return isObject(found) ? validPins(Object.entries(found)) : {};
  } catch {
    return {};
  }
}

function splitAtVersion(word: string): readonly [string, string] {
  const at = word.lastIndexOf('@');
  return at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, ''];
}

const validPins = (entries: readonly (readonly [string, unknown])[]): ImportPins =>
  Object.fromEntries(
    entries.filter((entry): entry is readonly [string, string] => {
      const [name, version] = entry;
      return packageName.test(name) && typeof version === 'string' && exactVersion.test(version);
    }),
  );
