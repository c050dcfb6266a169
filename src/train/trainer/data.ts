/** The forms in which a Trainer takes data, as one: batches of an epoch, one after another. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { shuffledRows } from './shuffle';

export interface Feed {
  /** Batches of an epoch where that is known; null where it is not. */
  readonly length: number | null;
  /** Whether its batches outlive their release. */
  readonly isKept?: true;
  /** @param epoch from 0; the order of a shuffled feed follows from it and the seed */
  open(epoch: number): Promise<BatchIterator>;
  /** The data as it was given, where it is there as a whole. */
  readonly source?: { readonly x: unknown; readonly y?: unknown; readonly batchSize: number };
  /** For data that counts how often it is walked: as if it had been walked once. */
  pass?(): Promise<void>;
}

export interface BatchIterator {
  next(): Promise<IteratorResult<unknown, unknown>>;
  /** Frees a batch that the feed made; leaves alone what the notebook keeps. */
  release(batch: unknown): void;
  end(): Promise<void>;
}

export interface FeedOptions {
  readonly seed: number;
  /** Whether `{x, y}` is shuffled where it does not say so itself. */
  readonly shuffle: boolean;
}

interface ArrayData {
  readonly x: unknown;
  readonly y?: unknown;
  readonly batchSize?: number;
  readonly shuffle?: boolean;
}

/** tf.data's datasets, by what they do: cells may make them with another class. */
interface DatasetLike {
  readonly size?: number | null;
  iterator(): Promise<{ next(): Promise<IteratorResult<unknown, unknown>>; return?(): unknown }>;
}

const DEFAULT_BATCH = 32;
const FORMS = "a tf.data dataset of batches, {x, y, batchSize}, an array of batches, an iterable of batches, a function that returns one of these, or runtime.remoteDataset(…)";

/** @param of what the data is for: "training data" @throws TypeError for what is none of the forms */
export function readFeed(tf: TrainOps, given: unknown, of: string, options: FeedOptions): Feed {
  if (typeof given === 'function') return laterFeed(tf, given as () => unknown, of, options);
  if (Array.isArray(given)) return listFeed(given, of);
  if (typeof given === 'object' && given !== null) {
    if ('iterator' in given && typeof given.iterator === 'function') return datasetFeed(tf, given as unknown as DatasetLike);
    if (Symbol.asyncIterator in given || Symbol.iterator in given) return iterableFeed(tf, given as AsyncIterable<unknown>, of);
    if ('x' in given) return arrayFeed(tf, given as ArrayData, of, options);
  }
  throw new TypeError(`the ${of} of a Trainer is ${FORMS}; here is ${described(given)}`);
}

const described = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const names = Object.keys(value);
  return names.length === 0 ? 'an object without fields' : `an object with ${names.slice(0, 6).join(', ')}`;
};

function laterFeed(tf: TrainOps, make: () => unknown, of: string, options: FeedOptions): Feed {
  return {
    length: null,
    async open(epoch) {
      const given: unknown = await make();
      if (typeof given === 'function') throw new TypeError(`the function given as ${of} returned another function: return ${FORMS}`);
      return readFeed(tf, given, of, options).open(epoch);
    },
  };
}

function listFeed(batches: readonly unknown[], of: string): Feed {
  if (batches.length === 0) throw new RangeError(`the ${of} is an empty array: there is no batch`);
  return {
    length: batches.length,
    isKept: true,
    open: () => Promise.resolve({ ...walk(batches[Symbol.iterator]()), release: () => undefined }),
  };
}

function datasetFeed(tf: TrainOps, dataset: DatasetLike): Feed {
  const { size = null } = dataset;
  return {
    length: size !== null && Number.isFinite(size) && size >= 0 ? size : null,
    async open() {
      return { ...walk(await dataset.iterator()), release: (batch) => dispose(tf, batch) };
    },
    async pass() {
      const iterator = await dataset.iterator();
      await iterator.return?.();
    },
  };
}

function iterableFeed(tf: TrainOps, iterable: AsyncIterable<unknown> | Iterable<unknown>, of: string): Feed {
  const batches: unknown = Reflect.get(iterable, 'batches');
  // A generator can be walked once; asking it again gives itself.
  let isUsed = false;
  return {
    length: typeof batches === 'number' ? batches : null,
    open() {
      const iterator = Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
      const isSingle = (iterator as unknown) === iterable;
      if (isSingle && isUsed) return Promise.reject(new Error(`the ${of} is a generator that has been used up: give the function instead, which is called for each epoch`));
      isUsed = true;
      return Promise.resolve({ ...walk(iterator), release: (batch: unknown) => dispose(tf, batch) });
    },
  };
}

/** `return` of an iterator is optional, and its batches may be promises. */
function walk(iterator: { next(): unknown; return?(): unknown }): Omit<BatchIterator, 'release'> {
  return {
    next: async () => (await iterator.next()) as IteratorResult<unknown, unknown>,
    async end() {
      await iterator.return?.();
    },
  };
}

/** @throws Error where x and y have different numbers of rows */
function arrayFeed(tf: TrainOps, data: ArrayData, of: string, options: FeedOptions): Feed {
  const { batchSize = DEFAULT_BATCH, shuffle = options.shuffle } = data;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`batchSize of the ${of} is a whole number from 1 on; here is ${String(batchSize)}`);
  const rows = rowsOf(tf, data, of);
  return {
    length: Math.ceil(rows / batchSize),
    source: { x: data.x, y: data.y, batchSize },
    open(epoch) {
      const columns = toTensors(tf, { x: data.x, ...(data.y !== undefined && { y: data.y }) });
      const order = shuffle ? shuffledRows(rows, options.seed, epoch) : null;
      let from = 0;
      return Promise.resolve({
        next: () => {
          if (from >= rows) return Promise.resolve({ done: true as const, value: undefined });
          const start = from;
          from += batchSize;
          const end = Math.min(from, rows);
          const take = (tensor: tfjs.Tensor): tfjs.Tensor =>
            order === null
              ? tensor.slice([start], [end - start])
              : tf.tidy(() => tf.gather(tensor, tf.tensor1d(order.subarray(start, end), 'int32')));
          return Promise.resolve({ done: false as const, value: mapTensors(tf, columns.tensors, take) });
        },
        release: (batch: unknown) => dispose(tf, batch),
        end: () => {
          tf.dispose(columns.own);
          return Promise.resolve();
        },
      });
    },
  };
}

function rowsOf(tf: TrainOps, data: ArrayData, of: string): number {
  const counts = new Map<string, number>();
  const visit = (value: unknown, path: string): void => {
    const length = value instanceof tf.Tensor ? value.shape[0] : ArrayBuffer.isView(value) || isNumbers(value) ? (value as ArrayLike<unknown>).length : undefined;
    if (length !== undefined) counts.set(path, length);
    else if (typeof value === 'object' && value !== null && !(value instanceof tf.Tensor)) for (const [key, item] of Object.entries(value)) visit(item, `${path}.${key}`);
    else throw new TypeError(`${path} of the ${of} has no rows: give a tensor or an array whose first axis counts examples`);
  };
  visit(data.x, 'x');
  if (data.y !== undefined) visit(data.y, 'y');
  const [[first, rows] = ['x', 0], ...others] = counts;
  const odd = others.find(([, count]) => count !== rows);
  if (odd !== undefined) throw new Error(`${first} of the ${of} has ${rows} rows and ${odd[0]} ${odd[1]}: both need one row for each example`);
  if (rows === 0) throw new RangeError(`the ${of} has no rows`);
  return rows;
}

/** Arrays of numbers, or of such arrays; lists of tensors are several inputs. */
const isNumbers = (value: unknown): boolean => Array.isArray(value) && (typeof value[0] === 'number' || typeof value[0] === 'boolean' || (Array.isArray(value[0]) && isNumbers(value[0])));

function toTensors(tf: TrainOps, data: unknown): { tensors: unknown; own: tfjs.Tensor[] } {
  const own: tfjs.Tensor[] = [];
  const convert = (value: unknown): unknown => {
    if (value instanceof tf.Tensor) return value;
    if (ArrayBuffer.isView(value) || isNumbers(value)) {
      const made = tf.tensor(value as tfjs.TensorLike);
      own.push(made);
      return made;
    }
    return mapFields(value, convert);
  };
  return { tensors: convert(data), own };
}

const mapFields = (value: unknown, map: (item: unknown) => unknown): unknown =>
  Array.isArray(value) ? value.map(map) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item)])) : value;

/** The same structure with each tensor replaced. */
export function mapTensors(tf: TrainOps, value: unknown, map: (tensor: tfjs.Tensor) => unknown): unknown {
  return value instanceof tf.Tensor ? map(value) : mapFields(value, (item) => mapTensors(tf, item, map));
}

export function tensorsOf(tf: TrainOps, value: unknown): tfjs.Tensor[] {
  const found: tfjs.Tensor[] = [];
  mapTensors(tf, value, (tensor) => found.push(tensor));
  return found;
}

function dispose(tf: TrainOps, batch: unknown): void {
  for (const tensor of tensorsOf(tf, batch)) if (!tensor.isDisposed) tensor.dispose();
}

/** Examples of a batch: the first axis of its first tensor; 1 where there is none. */
export const sizeOfBatch = (tf: TrainOps, batch: unknown): number => tensorsOf(tf, batch)[0]?.shape[0] ?? 1;

/** The features and labels of a batch: `{x, y}`, `{xs, ys}` or `[x, y]`. */
export function sidesOf(tf: TrainOps, batch: unknown): { readonly input: unknown; readonly target: unknown } {
  if (Array.isArray(batch) && batch.length === 2) return { input: batch[0], target: batch[1] };
  if (typeof batch === 'object' && batch !== null && !(batch instanceof tf.Tensor)) {
    if ('x' in batch) return { input: batch.x, target: 'y' in batch ? batch.y : undefined };
    if ('xs' in batch) return { input: batch.xs, target: 'ys' in batch ? batch.ys : undefined };
  }
  return { input: batch, target: undefined };
}
