/** Rows of a CSV text that is read in pieces, so that a file never has to fit into one string. */
import Papa from 'papaparse';
import type { ByteSource } from './source';

export interface CsvFormat {
  readonly delimiter: string;
  readonly quote: string;
}

export interface RowBatch {
  readonly rows: readonly (readonly string[])[];
  /** Number of the first of these rows in the file, from 1; empty lines count. */
  readonly first: number;
  /** A quote that is never closed or is followed by text: the row, from 1. */
  readonly broken?: number;
}

const pieceBytes = 4 * 1024 * 1024;

/** The text in pieces; a byte order mark names UTF-8 or UTF-16 and is left out. */
export async function* textOf(source: ByteSource, bytes = pieceBytes): AsyncGenerator<string> {
  const head = await source.slice(0, 2);
  const encoding = head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
  const decoder = new TextDecoder(encoding);
  for (let start = 0; start < source.size; start += bytes) {
    const end = Math.min(source.size, start + bytes);
    yield decoder.decode(await source.slice(start, end), { stream: end < source.size });
  }
}

/** The delimiter that splits the first rows most evenly: comma, semicolon, tab or bar. */
export function detectDelimiter(sample: string): string {
  const { meta } = Papa.parse(sample, { preview: 50, skipEmptyLines: true, delimitersToGuess: [',', ';', '\t', '|'] });
  return meta.delimiter || ',';
}

export async function* rowsOf(source: ByteSource, format: CsvFormat, bytes = pieceBytes): AsyncGenerator<RowBatch> {
  let rest = '';
  let first = 1;
  let newline: Newline | undefined;
  const parse = (text: string, last: boolean): RowBatch => {
    newline ??= newlineOf(text) ?? (last ? '\n' : undefined);
    if (newline === undefined) {
      rest = text;
      return { rows: [], first };
    }
    const parser = new Papa.Parser({ delimiter: format.delimiter, quoteChar: format.quote, newline });
    const result = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
    rest = last ? '' : text.slice(result.meta.cursor);
    const error = result.errors.find(({ type, row }) => type === 'Quotes' && (last || (row ?? 0) < result.data.length));
    const batch = { rows: result.data, first, ...(error && { broken: first + (error.row ?? 0) }) };
    first += result.data.length;
    return batch;
  };
  for await (const text of textOf(source, bytes)) yield parse(rest + text, false);
  if (rest !== '') yield parse(rest, true);
}

type Newline = '\n' | '\r' | '\r\n';

/** What ends the first line, quotes apart; undefined where the text does not reach so far. */
function newlineOf(text: string): Newline | undefined {
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === '\n') return '\n';
    else if (!quoted && sign === '\r' && index + 1 < text.length) return text[index + 1] === '\n' ? '\r\n' : '\r';
  }
  return undefined;
}
