/** All that a training needs to go on as if it had not stopped, and its form as a file. */
import { isObject } from '../../base/json';
import { crc32 } from './crc32';

export interface SavedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly values: Float32Array | Int32Array | Uint8Array;
}

export interface Checkpoint {
  readonly module: { readonly name: string; readonly hparams: Readonly<Record<string, unknown>> };
  /** The epoch to go on with, from 0, and how many of its batches are done. */
  readonly epoch: number;
  readonly batchIndex: number;
  /** Steps of optimizers, and batches, so far. */
  readonly step: number;
  readonly batches: number;
  /** Of shuffled data; null before a fit. */
  readonly seed: number | null;
  readonly metrics: Readonly<Record<string, number>>;
  /** By path in the module. */
  readonly weights: readonly SavedTensor[];
  /** What each optimizer remembers, in the order of its variables. */
  readonly optimizers: Readonly<Record<string, readonly SavedTensor[]>>;
  /** Learning rates, schedules, callbacks and random numbers: what JSON holds. */
  readonly state: Readonly<Record<string, unknown>>;
}

const MAGIC = 'GRADBOOKCKPT1\n';
const ALIGNED = 8;

/** magic, checksum (CRC-32, little-endian), length of the header, header as JSON, then each tensor's bytes at a multiple of 8. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const tensors = [...checkpoint.weights, ...Object.values(checkpoint.optimizers).flat()];
  const specs = ({ name, shape, dtype }: SavedTensor) => ({ name, shape, dtype });
  const json = JSON.stringify({
    ...checkpoint,
    metrics: Object.fromEntries(Object.entries(checkpoint.metrics).filter(([, value]) => Number.isFinite(value))),
    weights: checkpoint.weights.map(specs),
    optimizers: Object.fromEntries(Object.entries(checkpoint.optimizers).map(([name, list]) => [name, list.map(specs)])),
  });
  const header = new TextEncoder().encode(json);
  const start = aligned(MAGIC.length + 8 + header.length);
  const size = tensors.reduce((end, { values }) => aligned(end + values.byteLength), start);
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(bytes.buffer);
  view.setUint32(MAGIC.length + 4, header.length, true);
  bytes.set(header, MAGIC.length + 8);
  let at = start;
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at = aligned(at + values.byteLength);
  }
  view.setUint32(MAGIC.length, crc32(bytes.subarray(MAGIC.length + 4)), true);
  return bytes;
}

/** @param name for errors @throws Error for a file that is no checkpoint, or was damaged */
export function decodeCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  const isOne = bytes.length > MAGIC.length + 8 && new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
  if (!isOne) throw new Error(`'${name}' is no checkpoint of a Trainer: give a file that ModelCheckpoint or trainer.saveCheckpoint wrote`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(MAGIC.length, true) !== crc32(bytes.subarray(MAGIC.length + 4))) throw new Error(`'${name}' is damaged: its checksum is another; use the checkpoint before it`);
  const length = view.getUint32(MAGIC.length + 4, true);
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(MAGIC.length + 8, MAGIC.length + 8 + length)));
  if (!isObject(parsed)) throw new Error(`'${name}' is no checkpoint of a Trainer`);
  // The checksum vouches for what we wrote.
  const header = parsed as unknown as Checkpoint;
  let at = aligned(MAGIC.length + 8 + length);
  const read = ({ name: of, shape, dtype }: SavedTensor): SavedTensor => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const size = dtype === 'bool' ? count : 4 * count;
    const own = bytes.slice(at, at + size).buffer;
    at = aligned(at + size);
    return { name: of, shape, dtype, values: dtype === 'float32' ? new Float32Array(own) : dtype === 'int32' ? new Int32Array(own) : new Uint8Array(own) };
  };
  const weights = header.weights.map(read);
  const optimizers = Object.fromEntries(Object.entries(header.optimizers).map(([key, list]) => [key, list.map(read)]));
  return { ...header, weights, optimizers };
}

const aligned = (offset: number): number => Math.ceil(offset / ALIGNED) * ALIGNED;
