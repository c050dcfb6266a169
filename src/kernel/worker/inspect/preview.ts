/** A value in at most a line: `{a: 1, b: Array(2)}`, `Map(2) {"x" → 1, …}`. */
import { anatomize, type Anatomy, type Looking } from './anatomy';
import type { Part } from './parts';
import { scalarText } from './scalar';

const LINE = 100;
const MAX_PARTS = 10;
const MAX_STRING = 40;

export function preview(value: unknown, looking: Looking): string {
  return isObjectLike(value) ? previewOf(anatomize(value, looking), looking) : scalarText(value, LINE);
}

export function previewOf(anatomy: Anatomy, looking: Looking): string {
  if (anatomy.text !== undefined) return cut(anatomy.text, LINE);
  const shown = anatomy.parts.slice(0, MAX_PARTS);
  const words: string[] = [];
  let length = anatomy.label.length;
  for (const part of shown) {
    const word = partText(part, anatomy.shape, looking);
    length += word.length + 2;
    if (length > LINE && words.length > 0) break;
    words.push(word);
  }
  if (words.length < anatomy.parts.size) words.push('…');
  const isList = anatomy.shape === 'array' || anatomy.shape === 'typed-array';
  const body = isList ? `[${words.join(', ')}]` : `{${words.join(', ')}}`;
  const bare = anatomy.label === 'Object' || /^Array\(\d+\)$/.test(anatomy.label);
  if (bare) return body;
  return words.length === 0 && anatomy.shape !== 'object' ? anatomy.label : `${anatomy.label} ${body}`;
}

function partText(part: Part, shape: Anatomy['shape'], looking: Looking): string {
  const value = part.keyKind === 'getter' ? '[Getter]' : part.held === undefined ? 'empty' : brief(part.held.value, looking);
  if (part.keyKind === 'index') return value;
  return shape === 'map' ? `${part.key} → ${value}` : `${part.key}: ${value}`;
}

function brief(value: unknown, looking: Looking): string {
  if (!isObjectLike(value)) return scalarText(value, MAX_STRING);
  const anatomy = anatomize(value, looking);
  if (anatomy.text !== undefined) return cut(anatomy.text, MAX_STRING);
  return anatomy.label === 'Object' ? (anatomy.parts.size === 0 ? '{}' : '{…}') : anatomy.label;
}

const cut = (text: string, limit: number): string => {
  const line = text.indexOf('\n') === -1 ? text : `${text.slice(0, text.indexOf('\n'))}…`;
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
};

export const isObjectLike = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
