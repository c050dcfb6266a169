/** CSV (RFC 4180) taken apart: quoted fields may hold separators and line ends; CR, LF and CRLF end lines. */

export interface CsvRow {
  readonly fields: readonly string[];
  /** Where the row begins, from 1. */
  readonly line: number;
  /** Letters up to its end. */
  readonly end: number;
}

/** A quote that is never closed. */
export interface CsvDamage {
  readonly line: number;
  readonly detail: string;
}

/** Rows that are not empty. Returns the damage that ended the reading, or null at the end. */
export function* readCsv(text: string, separator: string): Generator<CsvRow, CsvDamage | null> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const fields: string[] = [];
    const begun = line;
    for (;;) {
      if (text[at] === '"') {
        const parts: string[] = [];
        let from = at + 1;
        for (;;) {
          const quote = text.indexOf('"', from);
          if (quote < 0) return { line, detail: 'a quote that opens a field is never closed' };
          parts.push(text.slice(from, quote));
          if (text[quote + 1] !== '"') {
            at = quote + 1;
            break;
          }
          parts.push('"');
          from = quote + 2;
        }
        const field = parts.join('');
        line += field.split(/\r\n|\r|\n/).length - 1;
        // Letters after the closing quote belong to the field, as spreadsheets read it.
        const end = endOfField(text, at, separator);
        fields.push(field + text.slice(at, end));
        at = end;
      } else {
        const end = endOfField(text, at, separator);
        fields.push(text.slice(at, end));
        at = end;
      }
      if (text[at] !== separator) break;
      at++;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    line++;
    if (fields.length > 1 || fields[0]?.trim() !== '') yield { fields, line: begun, end: at };
  }
  return null;
}

function endOfField(text: string, from: number, separator: string): number {
  let at = from;
  for (; at < text.length; at++) {
    const letter = text[at];
    if (letter === separator || letter === '\n' || letter === '\r') return at;
  }
  return at;
}

/** The one that parts the first line most often. */
export function separatorOf(text: string): string {
  const first = /[^\r\n]*/.exec(text)?.[0] ?? '';
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: first.split(separator).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}

/** NaN for words that mean it, and null for what is no number. */
export function numberOf(field: string): number | null {
  const text = field.trim();
  if (/^[-+]?nan$/i.test(text)) return NaN;
  const infinite = /^([-+]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : null;
}
