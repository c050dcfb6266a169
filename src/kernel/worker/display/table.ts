/** Tabular values as tables: arrays of records or Maps, records of records, Maps, columns of other libraries. */
import { mime, type MimeBundle } from '../../../base/mime';
import type { JsonObject } from '../../../base/json';
import type { TablePreview } from '../../../protocol/previews';
import type { Looking } from '../inspect/anatomy';
import { anatomize } from '../inspect/anatomy';
import { mapSize } from '../inspect/brand';
import { isObjectLike, preview } from '../inspect/preview';
import type { Columns } from './columnar';

type ColumnType = TablePreview['columns'][number]['type'];
interface Row {
  readonly index: string;
  /** Absent: the row is one value, not a record. */
  readonly fields: ReadonlyMap<string, unknown> | null;
  readonly value: unknown;
}

const MAX_ROWS = 200;
const MAX_COLUMNS = 50;
const MAX_CELL = 200;
const MAX_CELL_TEXT = 40;

/** The table of an array whose items are all records of plain values; null for anything else. */
export function recordsTable(value: unknown, looking: Looking): MimeBundle | null {
  if (!Array.isArray(value) || value.length === 0 || looking.targetOf(value) !== undefined) return null;
  for (let at = 0; at < Math.min(value.length, MAX_ROWS); at++) {
    const item: unknown = value[at];
    if (!isRecord(item)) return null;
    const fields = fieldsOf(item, looking);
    if (fields.size === 0 || fields.size > MAX_COLUMNS) return null;
    for (const field of fields.values()) if (isObjectLike(field) && !(field instanceof Date)) return null;
  }
  return tabular(value, undefined, looking);
}

/** A table of another library. @throws whatever its library throws while it is read. */
export function columnTable({ names, rows: totalRows, cell }: Columns, looking: Looking): MimeBundle {
  const shown = names.slice(0, MAX_COLUMNS);
  const values = Array.from({ length: Math.min(totalRows, MAX_ROWS) }, (_, row) => shown.map((_name, column) => cell(row, column)));
  return tableBundle({
    columns: shown.map((name, column) => ({ name, type: typeOf(values.map((row) => row[column])) })),
    rows: values.map((row) => row.map((value) => cellText(value, looking))),
    totalRows,
    totalColumns: names.length,
  });
}

/** What `console.table` shows: rows of any collection, keys first; null where there are no rows to see. */
export function tabular(value: unknown, columns: readonly string[] | undefined, looking: Looking): MimeBundle | null {
  if (!isObjectLike(value) || typeof value === 'function') return null;
  const { shape, parts } = anatomize(value, looking);
  if (shape === 'other' || shape === 'error' || shape === 'promise' || parts.size === 0) return null;
  const rows = parts.slice(0, MAX_ROWS).map((part): Row => {
    const held = part.held?.value;
    const isRow = isObjectLike(held) && typeof held !== 'function' && anatomize(held, looking).text === undefined;
    return { index: part.key, fields: isRow ? fieldsOf(held, looking) : null, value: held };
  });
  return bundleOf(rows, parts.size, columns, shape === 'array' || shape === 'typed-array', looking);
}

function bundleOf(rows: readonly Row[], totalRows: number, wanted: readonly string[] | undefined, numbered: boolean, looking: Looking): MimeBundle {
  const names = new Set<string>(wanted);
  if (wanted === undefined) for (const row of rows) for (const name of row.fields?.keys() ?? []) names.add(name);
  const shown = [...names].slice(0, MAX_COLUMNS);
  const hasValues = rows.some((row) => row.fields === null);
  const cell = (value: unknown): string => cellText(value, looking);
  // Rows that are only numbered need no column for it: whoever draws a table numbers its rows.
  const columns = [
    ...(numbered ? [] : [{ name: 'key', type: 'string' as const }]),
    ...shown.map((name) => ({ name, type: typeOf(rows.map((row) => row.fields?.get(name))) })),
    ...(hasValues ? [{ name: 'value', type: typeOf(rows.map((row) => (row.fields === null ? row.value : undefined))) }] : []),
  ];
  const table: TablePreview = {
    columns,
    rows: rows.map((row) => [
      ...(numbered ? [] : [row.index]),
      ...shown.map((name) => cell(row.fields?.get(name))),
      ...(hasValues ? [row.fields === null ? cell(row.value) : ''] : []),
    ]),
    totalRows,
    totalColumns: names.size + (numbered ? 0 : 1) + (hasValues ? 1 : 0),
  };
  return tableBundle(table);
}

function tableBundle(table: TablePreview): MimeBundle {
  const json: JsonObject = { ...table };
  return { [mime.table]: json, [mime.html]: htmlTable(table), [mime.plain]: textTable(table) };
}

function cellText(value: unknown, looking: Looking): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : value instanceof Date ? dateText(value) : preview(value, looking);
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL)}…` : text;
}

function fieldsOf(row: object, looking: Looking): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  const { parts } = anatomize(row, looking);
  for (const part of parts.slice(0, MAX_COLUMNS + 1)) fields.set(part.key, part.keyKind === 'getter' ? '[Getter]' : part.held?.value);
  return fields;
}

function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (mapSize(value) !== undefined) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const dateText = (date: Date): string => (Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString());

function typeOf(values: readonly unknown[]): ColumnType {
  const types = new Set<ColumnType>();
  for (const value of values) {
    if (value === undefined || value === null) continue;
    if (value instanceof Date) types.add('date');
    else if (typeof value === 'bigint' || typeof value === 'number') types.add('number');
    else if (typeof value === 'string') types.add('string');
    else if (typeof value === 'boolean') types.add('boolean');
    else types.add('mixed');
  }
  const [only] = types;
  return types.size === 1 && only !== undefined ? only : types.size === 0 ? 'string' : 'mixed';
}

/** Columns aligned with spaces, numbers to the right. */
export function textTable({ columns, rows, totalRows }: TablePreview): string {
  const clip = (text: string): string => {
    const line = text.replaceAll('\n', '⏎');
    return line.length > MAX_CELL_TEXT ? `${line.slice(0, MAX_CELL_TEXT - 1)}…` : line;
  };
  const lines = [columns.map((column) => column.name), ...rows].map((line) => line.map(clip));
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  const text = lines.map((line) =>
    line
      .map((cell, at) => (columns[at]?.type === 'number' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const more = totalRows - rows.length;
  return more > 0 ? `${text.join('\n')}\n… ${more.toLocaleString('en')} more rows` : text.join('\n');
}

function htmlTable({ columns, rows }: TablePreview): string {
  const row = (cells: readonly string[], tag: 'th' | 'td'): string => `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const head = row(columns.map((column) => column.name), 'th');
  return `<table><thead>${head}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
