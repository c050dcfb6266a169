/** Data that a remote server reads by itself: its batches are tensors there, and nothing passes through the browser. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { RemoteDataFormat, RemoteEvent, Remainder, WireData } from '../../protocol/remote';
import type { StockTensorFlow } from '../api';
import type { TensorSpec } from '../graph/ir';
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

export class RemoteDataset implements AsyncIterable<Tensor[]> {
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
    const { batches, rows } = this;
    const index = this.#next++;
    const rest = rows % this.#asked.batch;
    const isShort = this.#asked.remainder === 'keep' && rest > 0 && index % batches === batches - 1;
    return this.#take(index, 0, [isShort ? rest : this.#asked.batch]);
  }

  /** The next `steps` batches along an axis before their own, for as many steps in one execution. */
  stack(steps: number): Tensor[] {
    if (this.#asked.remainder === 'keep' && this.rows % this.#asked.batch !== 0) throw new Error(`${this.#asked.source}: the last batch is smaller than the others; use remainder: 'drop' or 'pad'`);
    const index = this.#next;
    this.#next += steps;
    return this.#take(index, steps, [steps, this.#asked.batch]);
  }

  /** One epoch, or as many as `repeat` says; the next iteration goes on with the epoch after it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Tensor[], void, undefined> {
    await this.ready();
    // What an iteration that was broken off left is skipped.
    this.#next = Math.ceil(this.#next / this.batches) * this.batches;
    const end = this.#next + this.epochs * this.batches;
    while (this.#next < end) {
      await this.ready();
      yield this.next();
      await this.#serving().executor.drained(MOST_AHEAD);
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
