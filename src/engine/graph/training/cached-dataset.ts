/** A whole dataset as tensors of the device, which yields batches of it in a new order each epoch. */
import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';
import type { data } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';

export interface CacheOptions {
  /** Examples in a batch; 32 unless told. */
  readonly batchSize?: number;
  /** Whether each epoch has another order; true unless told. */
  readonly shuffle?: boolean;
  /** What becomes of examples that fill no batch: a smaller batch, or none. */
  readonly remainder?: 'keep' | 'drop';
}

export type CachedDataset = data.Dataset<TensorContainer> & {
  /** Examples. */
  readonly rows: number;
  /** Frees the tensors. */
  dispose(): void;
};

/** Examples that are put together before they go to the device. */
const CHUNK = 1024;

/**
 * Reads a dataset of examples, not yet batched, once.
 * @throws TypeError for what is no dataset of examples, RangeError for options out of range
 */
export async function cacheOnDevice(tf: StockTensorFlow, dataset: data.Dataset<TensorContainer>, { batchSize = 32, shuffle = true, remainder = 'keep' }: CacheOptions = {}): Promise<CachedDataset> {
  if (typeof (dataset as Partial<typeof dataset> | null)?.batch !== 'function') throw new TypeError('runtime.cacheOnDevice takes a dataset of examples, as tf.data makes them');
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`batchSize of runtime.cacheOnDevice is a whole number from 1 on; here is ${String(batchSize)}`);
  if (remainder !== 'keep' && remainder !== 'drop') throw new RangeError(`remainder of runtime.cacheOnDevice is 'keep' or 'drop'; here is ${String(remainder)}`);
  const chunks: TensorContainer[] = [];
  // Not `forEachAsync`, which frees what it has shown.
  const iterator = await dataset.batch(CHUNK).iterator();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) chunks.push(next.value);
  const [first] = chunks;
  if (first === undefined) throw new TypeError('runtime.cacheOnDevice has nothing to keep: the dataset is empty');
  const whole = tf.tidy(() => joined(tf, chunks));
  tf.dispose(chunks);
  const rows = rowsOf(tf, whole);
  const batches = remainder === 'drop' ? Math.floor(rows / batchSize) : Math.ceil(rows / batchSize);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  function* epoch(): Generator<TensorContainer, void> {
    if (shuffle) tf.util.shuffle(order);
    for (let batch = 0; batch < batches; batch++) {
      yield tf.tidy(() => {
        const indices = tf.tensor1d(order.slice(batch * batchSize, (batch + 1) * batchSize), 'int32');
        return eachTensor(tf, whole, (tensor) => tf.gather(tensor, indices));
      });
    }
  }
  const made = tf.data.generator(epoch as never);
  return Object.assign(made, { size: batches, rows, dispose: () => tf.dispose(whole) }) as unknown as CachedDataset;
}

function eachTensor(tf: StockTensorFlow, value: TensorContainer, change: (tensor: Tensor) => Tensor): TensorContainer {
  if (value instanceof tf.Tensor) return change(value);
  if (Array.isArray(value)) return value.map((item) => eachTensor(tf, item, change));
  return Object.fromEntries(Object.entries(value as Readonly<Record<string, TensorContainer>>).map(([name, item]) => [name, eachTensor(tf, item, change)]));
}

/** Chunks of one form along their first axis. */
function joined(tf: StockTensorFlow, chunks: readonly TensorContainer[]): TensorContainer {
  const [first] = chunks;
  if (first instanceof tf.Tensor) return chunks.length === 1 ? first.clone() : tf.concat(chunks as Tensor[]);
  if (Array.isArray(first)) return first.map((_, index) => joined(tf, chunks.map((chunk) => (chunk as readonly TensorContainer[])[index] as TensorContainer)));
  return Object.fromEntries(Object.keys(first as object).map((name) => [name, joined(tf, chunks.map((chunk) => (chunk as Readonly<Record<string, TensorContainer>>)[name] as TensorContainer))]));
}

function rowsOf(tf: StockTensorFlow, value: TensorContainer): number {
  let rows = 0;
  eachTensor(tf, value, (tensor) => {
    rows = tensor.shape[0] ?? 0;
    return tensor;
  });
  return rows;
}
