import { err, ok } from '../base/result';
import type { Result } from '../base/result';
import { gunzip, isGzip } from './gzip';

/** The element types of the IDX format (http://yann.lecun.com/exdb/mnist, "THE IDX FILE FORMAT"), by their type byte. */
const types = {
  0x08: { dtype: 'uint8', bytes: 1 },
  0x09: { dtype: 'int8', bytes: 1 },
  0x0b: { dtype: 'int16', bytes: 2 },
  0x0c: { dtype: 'int32', bytes: 4 },
  0x0d: { dtype: 'float32', bytes: 4 },
  0x0e: { dtype: 'float64', bytes: 8 },
} as const;
type TypeByte = keyof typeof types;

export type IdxDtype = (typeof types)[TypeByte]['dtype'];
export type IdxValues = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

export interface IdxArray {
  readonly shape: readonly number[];
  readonly dtype: IdxDtype;
  /** Row-major. */
  readonly values: IdxValues;
}

export type IdxError =
  | { readonly kind: 'gzip'; readonly message: string }
  | { readonly kind: 'not-idx'; readonly message: string }
  | { readonly kind: 'cut-short' | 'too-long'; readonly expected: number; readonly found: number; readonly message: string };

/** Decodes an IDX file, gzipped or not. */
export async function decodeIdx(bytes: Uint8Array): Promise<Result<IdxArray, IdxError>> {
  if (!isGzip(bytes)) return decode(bytes);
  const inflated = await gunzip(bytes);
  return inflated.ok ? decode(inflated.value) : err({ kind: 'gzip', message: inflated.error });
}

function decode(bytes: Uint8Array): Result<IdxArray, IdxError> {
  if (bytes.length < 4) return cut(4, bytes.length, 'its header');
  const [zero, second, typeByte = 0, rank = 0] = bytes;
  if (zero !== 0 || second !== 0) return notIdx(`bytes 0 and 1 are ${hex(zero)} ${hex(second)}, and an IDX file starts with 00 00`);
  if (!isType(typeByte)) {
    return notIdx(`byte 2 is ${hex(typeByte)}, which names no type; types are: ${Object.keys(types).map((key) => hex(Number(key))).join(', ')}`);
  }
  if (rank === 0) return notIdx('byte 3 says that the array has no dimension');
  const header = 4 + rank * 4;
  if (bytes.length < header) return cut(header, bytes.length, `its header of ${rank} dimensions`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + axis * 4));
  const type = types[typeByte];
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = header + count * type.bytes;
  if (bytes.length < expected) return cut(expected, bytes.length, `shape [${shape.join(', ')}] of ${type.dtype}`);
  if (bytes.length > expected) {
    const message = `Expected ${grouped(expected)} bytes for shape [${shape.join(', ')}] of ${type.dtype}, found ${grouped(bytes.length)}: there are bytes behind the array, from byte ${grouped(expected)} on.`;
    return err({ kind: 'too-long', expected, found: bytes.length, message });
  }
  return ok({ shape, dtype: type.dtype, values: readValues(view, header, count, type.dtype) });
}

/** IDX is big-endian; typed arrays follow the machine, so wider values are read one by one. */
function readValues(view: DataView, start: number, count: number, dtype: IdxDtype): IdxValues {
  const offset = view.byteOffset + start;
  const fill = <T extends Int16Array | Int32Array | Float32Array | Float64Array>(into: T, read: (at: number) => number): T => {
    for (let index = 0; index < count; index++) into[index] = read(start + index * into.BYTES_PER_ELEMENT);
    return into;
  };
  switch (dtype) {
    case 'uint8':
      return new Uint8Array(view.buffer, offset, count).slice();
    case 'int8':
      return new Int8Array(view.buffer, offset, count).slice();
    case 'int16':
      return fill(new Int16Array(count), (at) => view.getInt16(at));
    case 'int32':
      return fill(new Int32Array(count), (at) => view.getInt32(at));
    case 'float32':
      return fill(new Float32Array(count), (at) => view.getFloat32(at));
    case 'float64':
      return fill(new Float64Array(count), (at) => view.getFloat64(at));
    default:
      return dtype satisfies never;
  }
}

const isType = (byte: number): byte is TypeByte => byte in types;

function cut(expected: number, found: number, what: string): Result<never, IdxError> {
  const message = `Expected ${grouped(expected)} bytes for ${what}, found ${grouped(found)}: the file is cut short at byte ${grouped(found)}.`;
  return err({ kind: 'cut-short', expected, found, message });
}

const notIdx = (reason: string): Result<never, IdxError> => err({ kind: 'not-idx', message: `This is not an IDX file: ${reason}.` });
const hex = (byte = 0): string => byte.toString(16).padStart(2, '0');
const grouped = (value: number): string => value.toLocaleString('en-US');
