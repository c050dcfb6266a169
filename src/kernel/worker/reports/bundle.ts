/** A report as an output: ours, and a table and text for readers that know only those. */
import type { Json } from '../../../base/json';
import { mime, type MimeBundle } from '../../../base/mime';
import { bytes, milliseconds, share } from '../../../base/quantity';
import type { Report, ReportColumn, ReportTable } from '../../../protocol/previews';

export function reportBundle(report: Report): MimeBundle {
  // JSON by its type's definition, but for optional fields that are absent.
  const json = JSON.parse(JSON.stringify(report)) as Json;
  return { [mime.report]: json, [mime.html]: html(report), [mime.plain]: plain(report) };
}

function cellText(value: string | number | null | undefined, { unit }: ReportColumn): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (unit === 'ms') return milliseconds(value);
  if (unit === 'bytes') return bytes(value);
  if (unit === 'share') return share(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}

function plain({ title, summary, sections, remarks }: Report): string {
  const tables = sections.flatMap((section) => (section.kind === 'table' ? [[section.title, textTable(section)].filter(Boolean).join('\n')] : []));
  return [[title, summary].filter(Boolean).join('\n'), ...tables, ...remarks.map(({ text }) => text)].join('\n\n');
}

function textTable({ columns, rows }: ReportTable): string {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map((column, at) => cellText(row[at], column)))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines.map((line) => line.map((cell, at) => (columns[at]?.unit === 'text' ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ').trimEnd()).join('\n');
}

function html({ title, summary, sections, remarks }: Report): string {
  const tables = sections.flatMap((section) => {
    if (section.kind !== 'table') return [];
    const row = (tag: 'th' | 'td', cells: readonly string[]): string => `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
    const head = row('th', section.columns.map(({ name }) => name));
    const body = section.rows.map((cells) => row('td', section.columns.map((column, at) => cellText(cells[at], column)))).join('');
    return [`${section.title === undefined ? '' : `<h5>${escaped(section.title)}</h5>`}<table><thead>${head}</thead><tbody>${body}</tbody></table>`];
  });
  const text = (tag: string, words: string): string => `<${tag}>${escaped(words)}</${tag}>`;
  return [text('h4', title), summary === undefined ? '' : text('p', summary), ...tables, ...remarks.map((remark) => text('p', remark.text))].join('');
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter);
