import { err, ok } from '../base/result';
import type { Result } from '../base/result';
import { ColumnBuilder, typeOf } from './csv-column';
import type { Column, ColumnType } from './csv-column';
import { detectDelimiter, rowsOf, textOf } from './csv-rows';
import type { CsvFormat } from './csv-rows';
import type { ByteSource } from './source';

export interface CsvOptions {
  /** One character. Default: comma, semicolon, tab or bar, whichever fits the first rows. */
  readonly delimiter?: string;
  /**
   * Whether the first row names the columns. Default: it does if it holds no number and no empty or repeated name;
   * else columns are called column_1, column_2, ….
   */
  readonly header?: boolean;
  /** Texts that stand for a missing value, beside the empty one. Default: NA, N/A, NaN, nan, null, None. */
  readonly missing?: readonly string[];
}

export type CsvError =
  | { readonly kind: 'empty'; readonly message: string }
  | { readonly kind: 'quote' | 'fields'; /** From 1, the header included. */ readonly row: number; readonly message: string };

const usualMissing = ['NA', 'N/A', 'NaN', 'nan', 'null', 'None'];

interface Layout {
  readonly format: CsvFormat;
  readonly names: readonly string[];
  readonly header: boolean;
  readonly types: readonly ColumnType[];
  readonly missing: ReadonlySet<string>;
}

/** Reads a CSV file (RFC 4180; also with other delimiters, line ends and a byte order mark) into typed columns. */
export async function readCsv(source: ByteSource, options: CsvOptions = {}): Promise<Result<readonly Column[], CsvError>> {
  let layout = await layoutOf(source, options);
  if (!layout) return err({ kind: 'empty', message: 'The file holds no rows.' });
  for (;;) {
    const read = await readColumns(source, layout);
    if (!read.ok) return read;
    const misfits = read.value.filter(({ misfit }) => misfit);
    if (misfits.length === 0) return ok(read.value.map((column) => column.finish()));
    // Types come from the first rows. Where a later one is of another kind, the column is text after all.
    layout = { ...layout, types: read.value.map(({ type, misfit }) => (misfit ? 'string' : type)) };
  }
}

/** Learns format, names and types from the beginning of the file. */
async function layoutOf(source: ByteSource, options: CsvOptions): Promise<Layout | null> {
  const sampleBytes = 256 * 1024;
  let sample = '';
  for await (sample of textOf(source, sampleBytes)) break;
  const format: CsvFormat = { delimiter: options.delimiter ?? detectDelimiter(sample), quote: '"' };
  const rows: (readonly string[])[] = [];
  for await (const batch of rowsOf(source, format, sampleBytes)) {
    rows.push(...batch.rows.filter((row) => !isEmpty(row)));
    if (rows.length > 1) break;
  }
  const [first] = rows;
  if (!first) return null;
  const missing = new Set(['', ...(options.missing ?? usualMissing)]);
  const header = options.header ?? looksLikeNames(first, missing);
  const names = distinct(first.map((name, index) => (header && name.trim() !== '' ? name.trim() : `column_${index + 1}`)));
  const body = (header ? rows.slice(1) : rows).filter((row) => row.length === first.length);
  const types = names.map((_, index) => typeOf(body.map((row) => row[index] ?? ''), missing));
  return { format, names, header, types, missing };
}

async function readColumns(source: ByteSource, layout: Layout): Promise<Result<readonly ColumnBuilder[], CsvError>> {
  const { names, types, missing } = layout;
  const columns = names.map((name, index) => new ColumnBuilder(name, types[index] ?? 'string', missing));
  let header = layout.header;
  for await (const { rows, first, broken } of rowsOf(source, layout.format)) {
    for (const [index, row] of rows.entries()) {
      const number = first + index;
      if (number === broken) return err(badQuote(number));
      if (isEmpty(row)) continue;
      if (header) {
        header = false;
        continue;
      }
      if (row.length !== columns.length) return err(badCount(number, row, columns.length, layout.format.delimiter));
      for (let at = 0; at < columns.length; at++) columns[at]?.push(row[at] ?? '');
    }
    if (broken !== undefined && broken >= first + rows.length) return err(badQuote(broken));
  }
  return ok(columns);
}

/** A repeated name gets a number: "a", "a_2". */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
    taken.add(free);
    return free;
  });
}

const isEmpty = (row: readonly string[]): boolean => row.length === 0 || (row.length === 1 && row[0]?.trim() === '');

function looksLikeNames(row: readonly string[], missing: ReadonlySet<string>): boolean {
  const names = row.map((name) => name.trim());
  const named = names.every((name) => !missing.has(name) && typeOf([name], missing) === 'string');
  return named && new Set(names).size === names.length;
}

const badQuote = (row: number): CsvError => ({
  kind: 'quote',
  row,
  message: `Row ${row} has a quote that does not end where its field ends; quotes inside a field are doubled (""), and a field that opens with a quote closes with one.`,
});

function badCount(row: number, fields: readonly string[], expected: number, delimiter: string): CsvError {
  const found = `${fields.length} field${fields.length === 1 ? '' : 's'}`;
  const separator = delimiter === '\t' ? 'a tab' : `'${delimiter}'`;
  return {
    kind: 'fields',
    row,
    message: `Row ${row} has ${found}, the first row has ${expected} (separated by ${separator}). Put fields that hold the separator in quotes, or name another with {delimiter: ';'}.`,
  };
}
