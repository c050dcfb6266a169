/** Tables of other libraries as tables: Apache Arrow and Flechette, Arquero, Danfo.js. Known by their methods, read a cell at a time. */
import type { Looking } from '../inspect/anatomy';
import { readData } from '../inspect/brand';

/** The columns of a table, by name. */
export interface Columns {
  readonly names: readonly string[];
  readonly rows: number;
  cell(row: number, column: number): unknown;
}

/** The type ids that Arrow's format gives dates and timestamps, which its tables hold as milliseconds. */
const ARROW_TIMES: ReadonlySet<unknown> = new Set([8, 10]);

/** Null for what is no table. Reading one runs code of its library, which may throw. */
export function columnsOf(value: object, { targetOf }: Looking): Columns | null {
  const method = (key: string): ((...given: readonly unknown[]) => unknown) | null => {
    const found = readData(value, key, targetOf);
    return typeof found === 'function' ? (...given) => Reflect.apply(found, value, given) as unknown : null;
  };
  return arrowColumns(value, method) ?? arqueroColumns(method) ?? frameColumns(value, method);
}

type Methods = (key: string) => ((...given: readonly unknown[]) => unknown) | null;

function arrowColumns(value: object, method: Methods): Columns | null {
  const childAt = method('getChildAt');
  if (childAt === null || !('schema' in value) || !('numRows' in value)) return null;
  const { schema, numRows } = value;
  const fields = property(schema, 'fields');
  if (!Array.isArray(fields) || typeof numRows !== 'number') return null;
  const children = fields.map((_, at) => childAt(at));
  const times = fields.map((field: unknown) => ARROW_TIMES.has(property(property(field, 'type'), 'typeId')));
  return {
    names: fields.map((field: unknown) => String(property(field, 'name'))),
    rows: numRows,
    cell(row, column) {
      const child = children[column];
      const read = property(child, 'get') ?? property(child, 'at');
      const held: unknown = typeof read === 'function' ? Reflect.apply(read, child, [row]) : undefined;
      if (times[column] === true && (typeof held === 'number' || typeof held === 'bigint')) return new Date(Number(held));
      return plain(held);
    },
  };
}

function arqueroColumns(method: Methods): Columns | null {
  const [columnNames, numRows, get] = [method('columnNames'), method('numRows'), method('get')];
  if (columnNames === null || numRows === null || get === null) return null;
  const names = columnNames();
  const rows = numRows();
  if (!Array.isArray(names) || typeof rows !== 'number') return null;
  return { names: names.map(String), rows, cell: (row, column) => plain(get(names[column], row)) };
}

function frameColumns(value: object, method: Methods): Columns | null {
  if (method('iloc') === null || !('columns' in value) || !('values' in value) || !('shape' in value)) return null;
  const { columns, values } = value;
  if (!Array.isArray(columns) || !Array.isArray(values)) return null;
  return {
    names: columns.map(String),
    rows: values.length,
    cell(row, column) {
      const held: unknown = values[row];
      // A series has one column, and its values stand bare.
      return Array.isArray(held) ? (held[column] as unknown) : held;
    },
  };
}

/** Lists and records of a table's own classes, as those it would be written with. */
function plain(held: unknown): unknown {
  const toJson = typeof held === 'object' && held !== null && !(held instanceof Date) ? property(held, 'toJSON') : undefined;
  return typeof toJson === 'function' ? (Reflect.apply(toJson, held, []) as unknown) : held;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, key) as unknown) : undefined;
}
