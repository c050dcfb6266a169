/** Data that a remote server reads by itself: its batches are tensors there, and nothing passes through the browser. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { RemoteDataFormat, RemoteEvent, Remainder, WireData } from '../../protocol/remote';
import type { StockTensorFlow } from '../api';
import type { TensorSpec } from '../graph/ir';
import type { BatchSource, DeviceBatches } from '../graph/training/ahead';
import { installRandom } from '../random/install';
import type { Serving } from './device';

export interface RemoteDataOptions {
  /** Told by the name unless given. */
  readonly format?: RemoteDataFormat;
  /** A file beside this one (IDX, .npy), a column (CSV, JSON lines) or an array (.npz). */
  readonly labels?: string;
  readonly columns?: readonly string[];
  /** Rows of a batch; 32 unless given. */
  readonly batch?: number;
  /** Each epoch in another order: true, or by how many places a row may move at most. */
  readonly shuffle?: boolean | number;
  /** Of the order; the next of the notebook's random numbers unless given. */
  readonly seed?: number;
  /** What becomes of rows that fill no batch; 'drop' unless given. */
  readonly remainder?: Remainder;
  /** Epochs that one iteration goes through; 1 unless given. */
  readonly repeat?: number;
  /** Height and width that images are brought to; those of the first image unless given. */
  readonly size?: readonly [height: number, width: number];
  /** Of images; 3 unless given. */
  readonly channels?: 1 | 3 | 4;
}

type Opened = Extract<RemoteEvent, { kind: 'dataset' }>;

/** Where datasets get what serves the current session. @throws Error where there is none */
export type FindServing = () => Serving;

let lastDataset = 0;

/** Rejects with the server's words: which file, row and column, and what to do. */
export async function openRemoteDataset(tf: StockTensorFlow, serving: FindServing, source: string, options: RemoteDataOptions): Promise<RemoteDataset> {
  const asked = wireData(tf, source, options, serving().connection.welcome.mesh.data);
  const dataset = new RemoteDataset(tf, serving, asked, options.repeat ?? 1);
  await dataset.ready();
  return dataset;
}

/** Batches by what they are for. */
interface NamedBatch {
  readonly xs: Tensor | Readonly<Record<string, Tensor>>;
  readonly ys: Tensor;
}

export class RemoteDataset implements AsyncIterable<Tensor[]>, BatchSource {
  readonly #tf: StockTensorFlow;
  readonly #serving: FindServing;
  readonly #asked: WireData;
  #opened: Opened | null = null;
  /** The session that `#dataset` is open in, as its connection's epoch. */
  #session: Pick<Serving, 'connection' | 'epoch'> | null = null;
  #dataset = 0;
  #next = 0;
  #isDisposed = false;

  constructor(
    tf: StockTensorFlow,
    serving: FindServing,
    asked: WireData,
    private readonly epochs: number,
  ) {
    this.#tf = tf;
    this.#serving = serving;
    this.#asked = asked;
  }

  /** Rows of one epoch. */
  get rows(): number {
    return this.#known.rows;
  }

  /** Batches of one epoch. */
  get batches(): number {
    const whole = Math.floor(this.rows / this.#asked.batch);
    return this.#asked.remainder === 'drop' || this.rows % this.#asked.batch === 0 ? whole : whole + 1;
  }

  /** Batches of one iteration, as tf.data's datasets tell. */
  get size(): number {
    return this.epochs * this.batches;
  }

  /** Of a whole batch, by column. */
  get shapes(): Readonly<Record<string, readonly number[]>> {
    return Object.fromEntries(this.#known.columns.map(({ name, shape }) => [name, [this.#asked.batch, ...shape]]));
  }

  /** The words that labels stand for, by number; null where labels are numbers. */
  get classes(): readonly string[] | null {
    return this.#known.classes;
  }

  get columnCount(): number {
    return this.#known.columns.length;
  }

  /** What is asked of the server for a training that reads on by itself from the next batch. */
  get cursor(): { readonly dataset: number; readonly index: number } {
    return { dataset: this.#dataset, index: this.#next };
  }

  /** As if so many more batches had been taken. */
  skip(count: number): void {
    this.#next += count;
  }

  /** Opens it in the session that there is now. */
  async ready(): Promise<void> {
    if (this.#isDisposed) throw new Error(`${this.#asked.source}: the data set has been disposed`);
    const serving = this.#serving();
    if (this.#session?.connection === serving.connection && this.#session.epoch === serving.epoch) return;
    const dataset = ++lastDataset;
    this.#opened = await serving.connection.ask<'dataset'>(serving.epoch, { kind: 'dataset', dataset, ...this.#asked });
    this.#dataset = dataset;
    this.#session = serving;
  }

  /** The next batch: a tensor for each column, which the caller disposes. @throws Error where the session was lost; `ready` opens the data anew */
  next(): Tensor[] {
    return this.#batch(this.#next++);
  }

  /** The next `steps` batches along an axis before their own, for as many steps in one execution. */
  stack(steps: number): Tensor[] {
    const made = this.#stack(this.#next, steps);
    this.#next += steps;
    return made;
  }

  /** As tf.data's datasets: batches {xs, ys}, of which `ys` is the last column; those that `for await` goes through. */
  iterator(): Promise<DeviceBatches> {
    return this.#iterate((tensor) => tensor);
  }

  /** Layers compute with float32 alone, and losses take a number of each row as a column, as `fit` makes it: else [rows] and [rows, 1] would be broadcast to a square. */
  forLayers(): BatchSource {
    const tf = this.#tf;
    const as = (tensor: Tensor, column: number): Tensor => {
      const typed = tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32');
      return this.#known.columns[column]?.shape.length === 0 ? tf.expandDims(typed, -1) : typed;
    };
    return { size: this.size, isOnDevice: true, iterator: () => this.#iterate(as) };
  }

  async #iterate(as: (tensor: Tensor, column: number) => Tensor): Promise<DeviceBatches> {
    await this.ready();
    if (this.columnCount < 2) throw new TypeError(`${this.#asked.source} has one column and no labels: name them, as by remoteDataset(…, {labels: …})`);
    const end = this.#begin();
    const named = (make: () => Tensor[]): NamedBatch => this.#tf.tidy(() => this.#named(make().map(as)) as never);
    return {
      next: async () => {
        if (this.#next >= end) return { value: null, done: true };
        await this.#room();
        return { value: named(() => this.next()), done: false };
      },
      alike: async (most) => {
        if (this.#next >= end) return null;
        await this.#room();
        // In an epoch only the last batch may be smaller.
        const whole = this.#isEven ? Infinity : Math.max(1, this.batches - 1 - (this.#next % this.batches));
        return { count: Math.min(most, end - this.#next, whole), size: this.#rowsOf(this.#next) };
      },
      at: (index) => named(() => this.#batch(this.#next + index)),
      stack: (steps) => named(() => (this.#isEven ? this.#stack(this.#next, steps) : this.#stackHere(this.#next, steps))),
      skip: (count) => this.skip(count),
    };
  }

  /** One epoch, or as many as `repeat` says; the next iteration goes on with the epoch after it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Tensor[], void, undefined> {
    await this.ready();
    const end = this.#begin();
    while (this.#next < end) {
      await this.#room();
      yield this.next();
    }
  }

  /** Lets the server close it. Tensors that were taken stay. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const session = this.#session;
    if (session !== null && session.connection.lossOf(session.epoch) === null) session.connection.send(session.epoch, { kind: 'drop', dataset: this.#dataset });
  }

  get #known(): Opened {
    if (this.#opened === null) throw new Error('the data has not been opened');
    return this.#opened;
  }

  /** Skips what an iteration that was broken off has left. @returns the batch before which one that begins now ends */
  #begin(): number {
    this.#next = Math.ceil(this.#next / this.batches) * this.batches;
    return this.#next + this.size;
  }

  /** Resolves when the server is to be asked for more. */
  async #room(): Promise<void> {
    await this.ready();
    await this.#serving().executor.drained(MOST_AHEAD);
  }

  #rowsOf(index: number): number {
    const rest = this.rows % this.#asked.batch;
    return this.#asked.remainder === 'keep' && rest > 0 && index % this.batches === this.batches - 1 ? rest : this.#asked.batch;
  }

  /** Whether all batches are alike; others the server does not stack. */
  get #isEven(): boolean {
    return this.#rowsOf(this.batches - 1) === this.#asked.batch;
  }

  #batch(index: number): Tensor[] {
    return this.#take(index, 0, [this.#rowsOf(index)]);
  }

  #stack(index: number, steps: number): Tensor[] {
    if (!this.#isEven) throw new Error(`${this.#asked.source}: the last batch is smaller than the others; use remainder: 'drop' or 'pad'`);
    return this.#take(index, steps, [steps, this.#asked.batch]);
  }

  /** Of data that the server does not stack; they are put together on the device all the same. Inside of a `tidy`. */
  #stackHere(index: number, steps: number): Tensor[] {
    const tf = this.#tf;
    const each = Array.from({ length: steps }, (_, step) => this.#batch(index + step));
    return Array.from({ length: this.columnCount }, (_, column) => tf.stack(each.map((batch) => batch[column] as Tensor)));
  }

  #named(tensors: readonly Tensor[]): NamedBatch {
    const [first, ...rest] = tensors as [Tensor, ...Tensor[]];
    const ys = rest.at(-1) as Tensor;
    if (rest.length === 1) return { xs: first, ys };
    return { xs: Object.fromEntries(tensors.slice(0, -1).map((tensor, index) => [this.#known.columns[index]?.name ?? String(index), tensor])), ys };
  }

  #take(index: number, steps: number, leading: readonly number[]): Tensor[] {
    if (this.#isDisposed) throw new Error(`${this.#asked.source}: the data set has been disposed`);
    const serving = this.#serving();
    const loss = this.#session?.connection === serving.connection ? serving.connection.lossOf(this.#session.epoch) : new Error(`${this.#asked.source}: another server is connected now; open the data anew`);
    if (loss !== null) throw loss;
    const specs = this.#known.columns.map(({ type, shape }): TensorSpec => ({ dtype: type, shape: [...leading, ...shape] }));
    return receiveTensors(this.#tf, serving, specs, (outputs) => ({ kind: 'batch', dataset: this.#dataset, index, steps, outputs }));
  }
}

/** While more executions than these are under way no further batch is asked for. */
const MOST_AHEAD = 32;

/** Tensors that the server makes when it is asked; a failure is told by whoever reads them. */
export function receiveTensors(tf: StockTensorFlow, { recorder, executor }: Serving, specs: readonly TensorSpec[], request: (outputs: readonly number[]) => Parameters<Serving['executor']['receive']>[2]): Tensor[] {
  const infos = recorder.receive(specs, (handles) => executor.receive(handles, specs, request(handles)));
  return infos.map((info) => tf.engine().makeTensorFromTensorInfo(info, recorder as never));
}

const REMAINDERS: readonly Remainder[] = ['drop', 'pad', 'keep'];
const FORMATS: readonly RemoteDataFormat[] = ['csv', 'idx', 'images', 'jsonl', 'npy', 'npz'];

function wireData(tf: StockTensorFlow, source: string, options: RemoteDataOptions, devices: number): WireData {
  const { format = null, labels = null, columns = null, batch = 32, shuffle = false, seed, remainder = 'drop', repeat = 1, size = null, channels = 3 } = options;
  if (typeof source !== 'string' || source === '') throw new TypeError(`a remote data set is named by its path below the server's --data-dir, or by an https URL; here is ${String(source)}`);
  requireWhole('batch', batch, 1);
  requireWhole('repeat', repeat, 1);
  if (typeof shuffle !== 'boolean') requireWhole('shuffle', shuffle, 0);
  if (seed !== undefined) requireWhole('seed', seed, 0);
  if (!REMAINDERS.includes(remainder)) throw new TypeError(`remainder is one of ${quoted(REMAINDERS)}; here is ${String(remainder)}`);
  if (format !== null && !FORMATS.includes(format)) throw new TypeError(`format is one of ${quoted(FORMATS)}; here is ${String(format)}`);
  return {
    source,
    format,
    labels,
    columns,
    size,
    channels,
    batch,
    remainder,
    shuffle: shuffle === true ? Number.MAX_SAFE_INTEGER : Number(shuffle),
    seed: seed ?? installRandom(tf).hostSeed(),
    placement: devices > 1 && batch % devices === 0 ? 'batch' : 'replicated',
  };
}

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

function requireWhole(name: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least) throw new RangeError(`${name} of a remote data set is a whole number from ${least} on; here is ${String(value)}`);
}
