/** `train.safetensors`: named tensors of a file, each made when it is asked for. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import type { TrainEnvironment } from '../trainer/environment';
import { filesOf } from '../trainer/trainer';
import { readSafeTensors, writeSafeTensors, type SafeTensorInfo, type TensorBytes } from './safetensors';
import { bytesOf, isNamedBlob, type NamedBlob, type SourceOptions } from './sources';
import { decodeValues, encodeValues, type FloatType } from './tensor-values';

export interface SafeTensorsFile {
  /** In the order of their bytes. */
  readonly names: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  has(name: string): boolean;
  info(name: string): SafeTensorInfo;
  tensor(name: string): tfjs.Tensor;
  tensors(names?: readonly string[]): Record<string, tfjs.Tensor>;
}

export interface WriteOptions {
  /** How float32 is stored; 'float32' unless told. */
  readonly dtype?: 'float32' | 'float16' | 'bfloat16';
  readonly metadata?: Readonly<Record<string, string>>;
}

export type NamedTensors = Readonly<Record<string, tfjs.Tensor>>;

export interface SafeTensors {
  (source: string | NamedBlob | Uint8Array | ArrayBuffer, options?: SourceOptions): Promise<SafeTensorsFile>;
  encode(tensors: NamedTensors, options?: WriteOptions): Promise<Uint8Array<ArrayBuffer>>;
  save(name: string, tensors: NamedTensors, options?: WriteOptions): Promise<unknown>;
}

export function createSafeTensors(env: TrainEnvironment): SafeTensors {
  const open = async (source: string | NamedBlob | Uint8Array | ArrayBuffer, options: SourceOptions = {}): Promise<SafeTensorsFile> => {
    if (typeof source === 'string' || isNamedBlob(source)) return fileOf(env.tf, await bytesOf(env, source, options), typeof source === 'string' ? source : source.name);
    if (source instanceof Uint8Array || source instanceof ArrayBuffer) return fileOf(env.tf, new Uint8Array(source as Uint8Array), 'the bytes given');
    throw new TypeError(`train.safetensors takes the name of a file, an address, a File or bytes; here is ${source === null ? 'null' : typeof source}`);
  };
  const encode: SafeTensors['encode'] = (tensors, options) => encoded(tensors, options);
  return Object.assign(open, { encode, save: async (name: string, tensors: NamedTensors, options?: WriteOptions) => filesOf(env.currentRun()).write(name, await encoded(tensors, options)) });
}

export function fileOf(tf: TrainOps, bytes: Uint8Array, name: string): SafeTensorsFile {
  const { metadata, tensors, start } = readSafeTensors(bytes, name);
  const names = [...tensors.keys()];
  const placeOf = (tensor: string) => {
    const place = tensors.get(tensor);
    if (place === undefined) throw new Error(`tensor '${tensor}' not found in '${name}'; tensors are: ${listed(names)}`);
    return place;
  };
  const tensor = (of: string): tfjs.Tensor => {
    const { dtype, shape, begin, end } = placeOf(of);
    const made = decodeValues(of, dtype, bytes.subarray(start + begin, start + end));
    return tf.tensor(made.values, [...shape], made.dtype);
  };
  return {
    names,
    metadata,
    has: (of) => tensors.has(of),
    info(of) {
      const { dtype, shape } = placeOf(of);
      return { dtype, shape };
    },
    tensor,
    tensors: (wanted = names) => Object.fromEntries(wanted.map((of) => [of, tensor(of)])),
  };
}

const FLOATS: Readonly<Record<NonNullable<WriteOptions['dtype']>, FloatType>> = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' };

export async function encoded(tensors: NamedTensors, { dtype = 'float32', metadata = {} }: WriteOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  if (!Object.hasOwn(FLOATS, dtype)) throw new TypeError(`dtype of SafeTensors is 'float32', 'float16' or 'bfloat16'; here is '${String(dtype)}'`);
  const read = await Promise.all(Object.entries(tensors).map(async ([name, tensor]): Promise<TensorBytes> => {
    const { shape, dtype: type } = tensor;
    if (type !== 'float32' && type !== 'int32' && type !== 'bool') throw new Error(`'${name}' has type ${type}; SafeTensors are written of float32, int32 and bool`);
    return { name, shape, ...encodeValues({ dtype: type, values: await tensor.data() }, FLOATS[dtype]) };
  }));
  return writeSafeTensors(read, metadata);
}

const MOST = 12;
export const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : `${names.slice(0, MOST).map((name) => `'${name}'`).join(', ')}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`);
