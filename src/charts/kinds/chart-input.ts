/** What `chart` is given with its tensors read and its tables and matrices taken apart: then it is `ChartData` or layers. */
import { isList, isTensor, read, whenRead, type Block, type TensorLike } from './given';

/** A table of `data.csv`, by what is used of it. */
interface TableLike {
  readonly columns: readonly string[];
  column(name: string): unknown;
  type(name: string): string;
}

const isTable = (value: unknown): value is TableLike => typeof value === 'object' && value !== null && 'columns' in value && 'column' in value && typeof value.column === 'function' && 'type' in value && typeof value.type === 'function';

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !isList(value) && !isTensor(value) && !isTable(value) && !(value instanceof Promise);

/** At once where nothing lies on a device. @param scatter two columns are places then, not two lines */
export function readInput(data: unknown, scatter: boolean): unknown {
  const tensors: TensorLike[] = [];
  collect(data, 0, tensors);
  return whenRead<unknown, Block[]>(
    tensors.map((tensor) => read(tensor, 'the tensor')),
    (...blocks) => {
      const values = new Map(tensors.map((tensor, index) => [tensor, blocks[index] as Block]));
      return plain(data, 0, values, scatter);
    },
  );
}

const DEPTH = 4;

function collect(value: unknown, depth: number, into: TensorLike[]): void {
  if (isTensor(value)) into.push(value);
  else if (depth < DEPTH && isPlain(value)) for (const one of Object.values(value)) collect(one, depth + 1, into);
  // Layers of a chart, each an object; arrays of numbers need no look.
  else if (depth < DEPTH && Array.isArray(value) && isPlain(value[0])) for (const one of value as unknown[]) collect(one, depth + 1, into);
}

function plain(value: unknown, depth: number, blocks: ReadonlyMap<TensorLike, Block>, scatter: boolean): unknown {
  if (isTensor(value)) return columns(blocks.get(value) as Block, depth, scatter);
  if (isTable(value)) return Object.fromEntries(value.columns.filter((name) => value.type(name) === 'number' || name === 'x').map((name) => [name, value.column(name)]));
  if (depth >= DEPTH) return value;
  if (Array.isArray(value) && isPlain(value[0])) return value.map((one: unknown) => plain(one, depth + 1, blocks, isPlain(one) && one['type'] === 'scatter'));
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, depth + 1, blocks, scatter && name === 'data')]));
  if (depth === 0 && isList(value) && isList(value[0])) return columns(read(value, 'the data') as Block, depth, scatter);
  return value;
}

/** One column is a line, two are places in a scatter, several are a line each. */
function columns({ shape, values }: Block, depth: number, scatter: boolean): unknown {
  const [rows = 1, wide = 1] = shape;
  if (shape.length <= 1 || (shape.length === 2 && wide === 1)) return values;
  const column = (at: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => values[row * wide + at] ?? NaN);
  if (shape.length > 2 || (depth > 0 && !scatter)) throw new RangeError(`a tensor of shape [${shape.join(', ')}] is no column of a chart; pass [n] or [n, 1], or take a part with slice. Matrices are drawn by chart.heatmap.`);
  if (scatter && wide === 2) return { x: column(0), y: column(1) };
  if (wide > 20) throw new RangeError(`a tensor of shape [${shape.join(', ')}] would be ${wide} lines; draw it with chart.heatmap, or take some columns with slice.`);
  return Object.fromEntries(Array.from({ length: wide }, (_, at) => [`column ${at}`, column(at)]));
}
