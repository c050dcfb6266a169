/** Data that is made ahead of its use: a queue of batches, and how fast a data set fills it. */
import type { TensorContainer } from '@tensorflow/tfjs';
import type { Feed } from '../trainer/data';
import { readFeed, sizeOfBatch, tensorsOf } from '../trainer/data';
import type { TensorFlow } from './tensorflow';

export interface InfeedOptions {
  /** Batches that wait at most; 2 unless told. */
  readonly prefetch?: number;
  /** Of the order of `{x, y}` that is shuffled. */
  readonly seed?: number;
}

/** Can be walked once an epoch; a batch is freed by who takes it, as a Trainer does. */
export interface Infeed extends AsyncIterable<unknown> {
  /** Of an epoch; undefined where unknown. */
  readonly batches?: number;
}

/** @throws TypeError for what is no data, RangeError for a queue without places */
export function infeed(tf: TensorFlow, data: unknown, { prefetch = 2, seed = 0 }: InfeedOptions = {}): Infeed {
  if (!Number.isInteger(prefetch) || prefetch < 1) throw new RangeError(`prefetch of infeed is a whole number of batches from 1 on; here is ${String(prefetch)}`);
  const feed = readFeed(tf, data, 'data of infeed', { seed, shuffle: true });
  let epoch = 0;
  return {
    ...(feed.length !== null && { batches: feed.length }),
    [Symbol.asyncIterator]: () => ahead(tf, feed, epoch++, prefetch),
  };
}

type Step = IteratorResult<unknown, unknown>;

async function* ahead(tf: TensorFlow, feed: Feed, epoch: number, prefetch: number): AsyncGenerator<unknown> {
  const iterator = await feed.open(epoch);
  const waiting: Promise<Step>[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const read = (): void => {
    // One after another: not every iterator may be asked again before it has answered.
    const next = last.then((): Promise<Step> | Step => (isOver ? { done: true, value: undefined } : iterator.next()));
    next.then(({ done }) => (isOver ||= done === true), () => (isOver = true));
    last = next.catch(() => undefined);
    waiting.push(next);
  };
  try {
    for (;;) {
      while (waiting.length <= prefetch) read();
      const { done, value } = (await waiting.shift()) as Step;
      if (done === true) return;
      // A list's batches belong to the list: what is handed on is freed by who takes it.
      yield feed.isKept === true ? tf.tidy(() => copyOf(tf, value)) : value;
    }
  } finally {
    isOver = true;
    for (const settled of await Promise.allSettled(waiting)) if (settled.status === 'fulfilled' && settled.value.done !== true) iterator.release(settled.value.value);
    await iterator.end();
  }
}

function copyOf(tf: TensorFlow, value: unknown): TensorContainer {
  if (value instanceof tf.Tensor) return value.clone();
  if (Array.isArray(value)) return value.map((item) => copyOf(tf, item));
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(tf, item)])) : (value as TensorContainer);
}

export interface DatasetBenchmark {
  readonly batches: number;
  readonly items: number;
  readonly seconds: number;
  readonly itemsPerSecond: number;
  /** Bytes of tensors that were made a second. */
  readonly bytesPerSecond: number;
  /** Milliseconds until the first batch. */
  readonly firstBatchMs: number;
  /** Milliseconds a batch, without the first. */
  readonly msPerBatch: number;
  /** Of the time of training: waited for data with nothing to do, where a step takes `msPerStep`. Null unless that was given. */
  readonly stallShare: number | null;
}

export interface BenchmarkOptions {
  /** Of the batches that are read at most; all of one epoch unless told. */
  readonly batches?: number;
  /** What a step of training takes, in milliseconds, while the next batches are made; to tell how much of it is waited. */
  readonly msPerStep?: number;
  /** Where the summary goes. */
  readonly print?: (line: string) => void;
}

/** Walks an epoch of the data as training would, without training. @throws Error for data without a batch */
export async function benchmarkDataset(tf: TensorFlow, data: unknown, { batches: most = Infinity, msPerStep, print = (line) => console.log(line) }: BenchmarkOptions = {}, now: () => number = () => performance.now()): Promise<DatasetBenchmark> {
  if (!(most >= 1)) throw new RangeError(`batches of benchmarkDataset is a whole number from 1 on; here is ${String(most)}`);
  if (msPerStep !== undefined && !(msPerStep >= 0)) throw new RangeError(`msPerStep of benchmarkDataset is a number of milliseconds from 0 on; here is ${String(msPerStep)}`);
  const feed = readFeed(tf, data, 'data of benchmarkDataset', { seed: 0, shuffle: true });
  const iterator = await feed.open(0);
  const startedAt = now();
  let [batches, items, bytes, firstAt, stalled, waited] = [0, 0, 0, startedAt, 0, startedAt];
  try {
    while (batches < most) {
      const next = await iterator.next();
      if (next.done === true) break;
      const tensors = tensorsOf(tf, next.value);
      // Until values are at hand: devices make them later than they say.
      const probe = tensors[0] === undefined ? null : tf.tidy(() => tensors[0]?.flatten().slice([0], [1]));
      await probe?.data();
      probe?.dispose();
      const at = now();
      if (batches === 0) firstAt = at;
      // A batch is made while the step before it runs.
      else stalled += Math.max(0, at - waited - (msPerStep ?? 0));
      waited = at;
      batches++;
      items += sizeOfBatch(tf, next.value);
      bytes += tensors.reduce((sum, { size, dtype }) => sum + size * (dtype === 'bool' ? 1 : 4), 0);
      iterator.release(next.value);
    }
  } finally {
    await iterator.end();
  }
  if (batches === 0) throw new Error('benchmarkDataset got no batch: check the data set, its take() and its filters');
  const seconds = (now() - startedAt) / 1000;
  const result: DatasetBenchmark = {
    batches,
    items,
    seconds,
    itemsPerSecond: items / seconds,
    bytesPerSecond: bytes / seconds,
    firstBatchMs: firstAt - startedAt,
    msPerBatch: batches === 1 ? firstAt - startedAt : (waited - firstAt) / (batches - 1),
    stallShare: msPerStep === undefined || batches === 1 ? null : stalled / (stalled + msPerStep * (batches - 1) || 1),
  };
  const share = result.stallShare === null ? '' : ` · ${(100 * result.stallShare).toFixed(0)} % of training waits for data`;
  print(`${Math.round(result.itemsPerSecond).toLocaleString('en')} items/s · ${result.msPerBatch.toFixed(2)} ms a batch · ${(result.bytesPerSecond / 1e6).toFixed(1)} MB/s · first batch after ${result.firstBatchMs.toFixed(1)} ms${share}`);
  print(JSON.stringify(result));
  return result;
}
