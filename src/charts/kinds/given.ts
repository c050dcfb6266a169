/** Reads what a cell passes to the functions of `chart`: numbers in arrays of any depth, typed arrays and tensors. */

/** A tensor of TensorFlow.js, by what is used of it. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  data(): Promise<ArrayLike<number> | string[]>;
}
export type Nested = number | boolean | readonly Nested[] | ArrayLike<number>;
export type Given = TensorLike | Nested;

/** Values row by row. */
export interface Block {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export const isTensor = (value: unknown): value is TensorLike => typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value && Array.isArray(value.shape) && 'data' in value && typeof value.data === 'function';

export const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** What came, for messages: "a tensor of shape [2, 3]", "a string". */
export function whatCame(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (isTensor(value)) return `a tensor of shape [${value.shape.join(', ')}]`;
  if (value instanceof Promise) return 'a Promise (await it first)';
  if (isList(value)) return isList(value[0]) ? 'an array of arrays' : `an array of ${value.length} values`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The shape of what was given, without reading it. @throws TypeError naming `what` where it is no block of numbers */
export function shapeOf(given: unknown, what: string): readonly number[] {
  if (isTensor(given)) {
    if (given.isDisposed) throw new Error(`${what} was disposed; draw it before, or keep the tensor with tf.keep().`);
    if (given.dtype === 'string' || given.dtype === 'complex64') throw new TypeError(`${what} is a tensor of type ${given.dtype}; a tensor of numbers is needed.`);
    return given.shape;
  }
  if (!isList(given)) throw new TypeError(`${what} is ${whatCame(given)}; pass a tensor, an array or a typed array of numbers.`);
  const first: unknown = given[0];
  return isList(first) || isTensor(first) ? [given.length, ...shapeOf(first, what)] : [given.length];
}

/**
 * The numbers, at once where they are in arrays, later where they are on a device. What a tensor holds now is read, also
 * where it is disposed afterwards.
 */
export function read(given: unknown, what: string): Block | Promise<Block> {
  const shape = shapeOf(given, what);
  if (isTensor(given)) return given.data().then((values) => ({ shape, values: values as ArrayLike<number> }));
  if (shape.length === 1 && ArrayBuffer.isView(given)) return { shape, values: given as unknown as ArrayLike<number> };
  const list = given as ArrayLike<unknown>;
  if (isTensor(list[0])) return Promise.all(Array.from(list, (one, index) => read(one, `${what}[${index}]`))).then((blocks) => stacked(blocks, what));
  const values = new Float64Array(shape.reduce((product, length) => product * length, 1));
  let at = 0;
  const visit = (value: unknown, depth: number, place: string): void => {
    const length = shape[depth];
    if (length === undefined) {
      if (typeof value !== 'number' && typeof value !== 'boolean') throw new TypeError(`${what}${place} is ${whatCame(value)}, not a number.`);
      values[at++] = Number(value);
      return;
    }
    if (!isList(value) || value.length !== length) throw new RangeError(`${what}${place} has ${isList(value) ? value.length : 'no'} values where those before have ${length}; all rows must be of one length.`);
    for (let index = 0; index < length; index++) visit(value[index], depth + 1, `${place}[${index}]`);
  };
  visit(given, 0, '');
  return { shape, values };
}

function stacked(blocks: readonly Block[], what: string): Block {
  const [first] = blocks;
  const shape = first?.shape ?? [];
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float64Array(blocks.length * size);
  for (const [index, block] of blocks.entries()) {
    if (block.shape.join() !== shape.join()) throw new RangeError(`${what}[${index}] is of shape [${block.shape.join(', ')}] where those before are of [${shape.join(', ')}]; make them of one size.`);
    values.set(block.values, index * size);
  }
  return { shape: [blocks.length, ...shape], values };
}

/** Calls `then` at once where nothing has to be waited for. */
export function whenRead<T, Parts extends readonly unknown[]>(parts: { readonly [K in keyof Parts]: Parts[K] | Promise<Parts[K]> }, then: (...parts: Parts) => T): T | Promise<T> {
  if (parts.some((part) => part instanceof Promise)) return Promise.all(parts).then((ready) => then(...(ready as unknown as Parts)));
  return then(...(parts as unknown as Parts));
}

/** Classes by example: indices, or names which become indices. */
export interface Labels {
  readonly index: readonly number[];
  /** In order of their indices; null where only numbers were given. */
  readonly names: readonly string[] | null;
  /** Probability of the class in 0…1, where probabilities were given. */
  readonly confidence: readonly number[] | null;
}

/**
 * Class indices [n]; one-hot rows, probabilities or logits [n, classes], of which the largest counts; or names.
 * @throws TypeError or RangeError naming `what`
 */
export function readLabels(given: unknown, what: string, classNames: readonly string[] | undefined): Labels | Promise<Labels> {
  if (isList(given) && typeof given[0] === 'string') {
    const texts = Array.from(given, String);
    const names = classNames ?? [...new Set(texts)].sort();
    const index = texts.map((text) => {
      const found = names.indexOf(text);
      if (found < 0) throw new RangeError(`${what} has '${text}', which is not among classNames: ${names.join(', ')}.`);
      return found;
    });
    return { index, names, confidence: null };
  }
  const shape = shapeOf(given, what);
  const wide = shape[1] ?? 1;
  if (shape.length > 2) throw new RangeError(`${what} is of shape [${shape.join(', ')}]; pass class indices [n] or probabilities [n, classes].`);
  return whenRead([read(given, what)], (block: Block): Labels => {
    if (wide === 1) return { index: Array.from(block.values, (value) => wholeLabel(value, what)), names: classNames ?? null, confidence: null };
    const rows = Array.from({ length: shape[0] ?? 0 }, (_, row) => Array.from({ length: wide }, (_c, column) => block.values[row * wide + column] ?? NaN));
    const index = rows.map((row) => row.reduce((best, value, at) => (value > (row[best] ?? -Infinity) ? at : best), 0));
    // Probabilities add up to 1; one-hot rows do, too, but say nothing of how sure a guess is.
    const isShare = rows.every((row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 0.01 && row.every((value) => value >= 0));
    const isHot = rows.every((row) => row.every((value) => value === 0 || value === 1));
    return { index, names: classNames ?? null, confidence: isShare && !isHot ? rows.map((row, at) => row[index[at] ?? 0] ?? 0) : null };
  });
}

function wholeLabel(value: number, what: string): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new RangeError(`${what} has ${value}; class indices are whole numbers from 0 on. Round predictions first, or pass probabilities [n, classes].`);
}

export const nameOf = ({ names }: Pick<Labels, 'names'>, index: number): string => names?.[index] ?? String(index);

/** Options without those that are undefined, for types that tell the two apart. */
export const given = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
