import type * as tfjs from '@tensorflow/tfjs';
import type { MimeBundle } from '../base/mime';
import { mime } from '../base/mime';
import { closest } from './closest';
import type { Column, ColumnType, ColumnValues } from './csv-column';

/** The operations that tables need; tfjs itself in practice. */
export type TableOps = Pick<typeof tfjs, 'tensor1d' | 'tensor2d'>;

const previewRows = 200;
const previewColumns = 50;

/** A table of named, typed columns. Shows itself where a cell displays it. */
export class Table {
  /** Names of the columns, in order. */
  readonly columns: readonly string[];
  /** Number of rows. */
  readonly rows: number;
  private readonly byName: ReadonlyMap<string, Column>;

  constructor(
    private readonly ops: TableOps,
    columns: readonly Column[],
  ) {
    this.byName = new Map(columns.map((column) => [column.name, column]));
    this.columns = [...this.byName.keys()];
    this.rows = columns[0]?.values.length ?? 0;
  }

  /** Values of a column: numbers as Float64Array (missing: NaN), else an array (missing: '' for text, null for booleans). */
  column(name: string): ColumnValues {
    return this.find(name).values;
  }

  type(name: string): ColumnType {
    return this.find(name).type;
  }

  /** Values of a row, from 0, by column name. */
  row(index: number): Record<string, number | string | boolean | null> {
    if (!Number.isInteger(index) || index < 0 || index >= this.rows) {
      throw new RangeError(`Row ${index} not found; rows go from 0 to ${this.rows - 1}.`);
    }
    return Object.fromEntries(this.columns.map((name) => [name, this.find(name).values[index] ?? null]));
  }

  /**
   * Numbers and booleans (1 and 0) as a float32 tensor: of shape [rows] for one name, [rows, names] for several. Missing
   * values are NaN.
   */
  tensor(name: string): tfjs.Tensor1D;
  tensor(names: readonly string[]): tfjs.Tensor2D;
  tensor(names: string | readonly string[]): tfjs.Tensor1D | tfjs.Tensor2D {
    if (typeof names === 'string') return this.ops.tensor1d(Float32Array.from(this.numbers(names)), 'float32');
    const columns = names.map((name) => this.numbers(name));
    const values = new Float32Array(this.rows * columns.length);
    columns.forEach((column, at) => {
      for (let row = 0; row < this.rows; row++) values[row * columns.length + at] = column[row] ?? NaN;
    });
    return this.ops.tensor2d(values, [this.rows, columns.length], 'float32');
  }

  /** The different values of a column, as text, in alphabetical order; missing ones are left out. */
  categories(name: string): readonly string[] {
    const texts = Array.from(this.find(name).values, textOf);
    return [...new Set(texts)].filter((text) => text !== '').sort();
  }

  /** One float32 column of 0 and 1 for each category: shape [rows, categories]. A missing value is a row of zeros. */
  oneHot(name: string): tfjs.Tensor2D {
    const categories = this.categories(name);
    const place = new Map(categories.map((category, index) => [category, index]));
    const values = new Float32Array(this.rows * categories.length);
    Array.from(this.find(name).values, textOf).forEach((text, row) => {
      const at = place.get(text);
      if (at !== undefined) values[row * categories.length + at] = 1;
    });
    return this.ops.tensor2d(values, [this.rows, categories.length], 'float32');
  }

  [Symbol.for('gradbook.display')](): MimeBundle {
    const shown = this.columns.slice(0, previewColumns);
    const texts = (rows: number): string[][] =>
      Array.from({ length: Math.min(rows, this.rows) }, (_, row) => shown.map((name) => textOf(this.find(name).values[row] ?? '')));
    return {
      [mime.table]: {
        columns: shown.map((name) => ({ name, type: this.type(name) })),
        rows: texts(previewRows),
        totalRows: this.rows,
        totalColumns: this.columns.length,
      },
      [mime.plain]: [`Table of ${this.rows} rows and ${this.columns.length} columns`, ...aligned([shown, ...texts(10)])].join('\n'),
    };
  }

  private find(name: string): Column {
    const column = this.byName.get(name);
    if (column) return column;
    const near = closest(name, this.columns);
    throw new Error(`Column '${name}' not found; columns are: ${this.columns.join(', ')}.${near === undefined ? '' : ` Did you mean '${near}'?`}`);
  }

  private numbers(name: string): ArrayLike<number> {
    const { type, values } = this.find(name);
    if (values instanceof Float64Array) return values;
    if (type === 'boolean') return Array.from<string | boolean | null, number>(values, (value) => (value === null ? NaN : Number(value)));
    throw new TypeError(`Column '${name}' holds ${type === 'date' ? 'dates' : 'text'}, not numbers; use table.oneHot('${name}') for categories, or table.column('${name}') for its values.`);
  }
}

const textOf = (value: number | string | boolean | null): string =>
  value === null || (typeof value === 'number' && Number.isNaN(value)) ? '' : String(value);

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) => row.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  ').trimEnd());
}
