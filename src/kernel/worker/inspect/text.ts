/** Values as text for the console and for plain-text fallbacks: bounded in depth, items and length. */
import { anatomize, type Anatomy, type Looking } from './anatomy';
import type { Part } from './parts';
import { isObjectLike } from './preview';
import { scalarText } from './scalar';

/** Longest line before an object's parts take a line each. */
const WIDTH = 76;
const DEPTH = 3;
const MAX_PARTS = 100;
const MAX_STRING = 10_000;
/** Characters after which remaining parts are only counted. */
const MAX_TEXT = 50_000;

interface Walk extends Looking {
  readonly path: object[];
  readonly depth: number;
  length: number;
}

export function inspectText(value: unknown, looking: Looking, depth = DEPTH): string {
  return textOf(value, 0, { ...looking, path: [], depth, length: 0 });
}

function textOf(value: unknown, level: number, walk: Walk): string {
  const text = isObjectLike(value) ? objectText(value, level, walk) : scalarText(value, MAX_STRING);
  walk.length += text.length;
  return text;
}

function objectText(value: object, level: number, walk: Walk): string {
  const identity = walk.targetOf(value) ?? value;
  if (walk.path.includes(identity)) return '[Circular]';
  const anatomy = anatomize(value, walk);
  const prefix = prefixOf(anatomy);
  if (anatomy.parts.size === 0) return prefix === '' ? emptyText(anatomy) : anatomy.text !== undefined ? prefix : `${prefix} ${emptyText(anatomy)}`;
  if (level >= walk.depth) return `[${anatomy.label}]`;

  walk.path.push(identity);
  const lines: string[] = [];
  for (const part of anatomy.parts.slice(0, MAX_PARTS)) {
    if (walk.length > MAX_TEXT) break;
    lines.push(partText(part, anatomy.shape, level, walk));
  }
  walk.path.pop();
  const more = anatomy.parts.size - lines.length;
  if (more > 0) lines.push(`… ${more.toLocaleString('en')} more`);
  const body = bracket(lines, anatomy.shape, level);
  return prefix === '' ? body : `${prefix} ${body}`;
}

function prefixOf(anatomy: Anatomy): string {
  if (anatomy.text !== undefined) return anatomy.text;
  return anatomy.label === 'Object' || /^Array\(\d+\)$/.test(anatomy.label) ? '' : anatomy.label;
}

const isList = (shape: Anatomy['shape']): boolean => shape === 'array' || shape === 'typed-array';
const emptyText = (anatomy: Anatomy): string => (isList(anatomy.shape) ? '[]' : '{}');

function partText(part: Part, shape: Anatomy['shape'], level: number, walk: Walk): string {
  const value =
    part.keyKind === 'getter' ? '[Getter]' : part.held === undefined ? '<empty>' : textOf(part.held.value, level + 1, walk);
  if (part.keyKind === 'index') return value;
  if (shape === 'map') return `${part.key} → ${value}`;
  if (part.keyKind === 'symbol') return `[${part.key}]: ${value}`;
  return `${/^[A-Za-z_$][\w$]*$/.test(part.key) ? part.key : JSON.stringify(part.key)}: ${value}`;
}

function bracket(lines: readonly string[], shape: Anatomy['shape'], level: number): string {
  const [open, close] = isList(shape) ? ['[', ']'] : ['{ ', ' }'];
  const flat = lines.join(', ');
  if (flat.length + level * 2 <= WIDTH && !flat.includes('\n')) return `${open}${flat}${close}`;
  const indent = '  '.repeat(level + 1);
  const rows = isList(shape) && lines.every((line) => line.length <= 16) ? packed(lines, WIDTH - indent.length) : lines;
  return `${open.trim()}\n${rows.map((line) => indent + line).join(',\n')}\n${'  '.repeat(level)}${close.trim()}`;
}

/** Short items share lines, as many as fit. */
function packed(items: readonly string[], width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const item of items) {
    if (row !== '' && row.length + item.length + 2 > width) {
      rows.push(row);
      row = '';
    }
    row = row === '' ? item : `${row}, ${item}`;
  }
  if (row !== '') rows.push(row);
  return rows;
}
