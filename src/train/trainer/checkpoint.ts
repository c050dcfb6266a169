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

/** Magic, checksum (CRC-32 of all that follows, little-endian), length of the header, header as JSON, then each tensor's bytes at a multiple of 8. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { head, tensors, size } = layoutOf(checkpoint);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of [head, ...tensors]) {
    bytes.set(part, at);
    at = aligned(at + part.length);
  }
  putChecksum(bytes, crc32(bytes.subarray(CHECKED_FROM)));
  return bytes;
}

/** Where what the checksum covers begins. */
export const CHECKED_FROM = MAGIC.length + 4;

export function putChecksum(head: Uint8Array, checksum: number): void {
  new DataView(head.buffer, head.byteOffset).setUint32(MAGIC.length, checksum, true);
}

/** A checkpoint's file in parts, without its checksum; each part is followed by zeros up to a multiple of 8 bytes. */
export interface CheckpointLayout {
  readonly head: Uint8Array<ArrayBuffer>;
  /** The values' own memory, not copies. */
  readonly tensors: readonly Uint8Array[];
  /** Bytes of the file. */
  readonly size: number;
}

export function layoutOf(checkpoint: Checkpoint): CheckpointLayout {
  const saved = [...checkpoint.weights, ...Object.values(checkpoint.optimizers).flat()];
  const specs = ({ name, shape, dtype }: SavedTensor) => ({ name, shape, dtype });
  const json = JSON.stringify({
    ...checkpoint,
    metrics: Object.fromEntries(Object.entries(checkpoint.metrics).filter(([, value]) => Number.isFinite(value))),
    weights: checkpoint.weights.map(specs),
    optimizers: Object.fromEntries(Object.entries(checkpoint.optimizers).map(([name, list]) => [name, list.map(specs)])),
  });
  const header = new TextEncoder().encode(json);
  const head = new Uint8Array(aligned(MAGIC.length + 8 + header.length));
  head.set(new TextEncoder().encode(MAGIC));
  new DataView(head.buffer).setUint32(MAGIC.length + 4, header.length, true);
  head.set(header, MAGIC.length + 8);
  const tensors = saved.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { head, tensors, size: tensors.reduce((end, { length }) => aligned(end + length), head.length) };
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

/** The next multiple of 8 from there on. */
export const aligned = (offset: number): number => Math.ceil(offset / ALIGNED) * ALIGNED;
