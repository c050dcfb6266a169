/** TensorProto (tensorflow/core/framework/tensor.proto), as much of it as summaries hold. */
import type { Field , MessageWriter} from './protobuf';
import { asBytes, asDoubles, asFloats, asInt, asInts, readFields, viewOf } from './protobuf';

/** Of `DataType` in types.proto. */
export const DT = { float: 1, double: 2, int32: 3, uint8: 4, int16: 5, int8: 6, string: 7, int64: 9, bool: 10, bfloat16: 14, uint16: 17, half: 19, uint32: 22, uint64: 23 } as const;

export interface TensorValue {
  readonly shape: readonly number[];
  /** Null for text and for types of numbers that are none of TensorBoard's. */
  readonly numbers: readonly number[] | null;
  /** The bytes of each text. */
  readonly texts: readonly Uint8Array[];
}

export function encodeTexts(writer: MessageWriter, texts: readonly Uint8Array[]): void {
  writer.int(1, DT.string).message(2, (shape) => shape.message(2, (dim) => dim.int(1, texts.length)));
  for (const text of texts) writer.bytes(8, text);
}

/** No values: what stands where only metadata counts. */
export function encodeEmpty(writer: MessageWriter): void {
  writer.int(1, DT.float).message(2, (shape) => shape.message(2, () => undefined));
}

export function decodeTensor(message: Uint8Array): TensorValue {
  let dtype = 0;
  let content: Uint8Array | null = null;
  const shape: number[] = [];
  const listed: number[] = [];
  const halves: number[] = [];
  const texts: Uint8Array[] = [];
  for (const field of readFields(message)) {
    if (field.field === 1) dtype = asInt(field);
    else if (field.field === 2) shape.push(...readShape(asBytes(field)));
    else if (field.field === 4) content = asBytes(field);
    else if (field.field === 8) texts.push(asBytes(field));
    else if (field.field === 13) halves.push(...asInts(field));
    else listed.push(...listedNumbers(field));
  }
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (dtype === DT.string) return { shape, numbers: null, texts };
  const numbers = content !== null && content.length > 0 ? fromContent(dtype, content) : repeated(halves.length > 0 ? halves.map((bits) => (dtype === DT.bfloat16 ? fromBfloat16(bits) : fromHalf(bits))) : listed, size);
  return { shape, numbers, texts };
}

function listedNumbers(field: Field): readonly number[] {
  if (field.field === 5) return asFloats(field);
  if (field.field === 6) return asDoubles(field);
  // int_val, int64_val, bool_val, uint32_val, uint64_val
  return [7, 10, 11, 16, 17].includes(field.field) ? asInts(field) : [];
}

/** The last value listed stands for all that follow. */
function repeated(listed: readonly number[], size: number): readonly number[] | null {
  // A shape that claims more than the file could mean is damage, not data.
  if (listed.length >= size || size > 2 ** 20) return listed;
  const last = listed.at(-1) ?? 0;
  return [...listed, ...Array.from({ length: size - listed.length }, () => last)];
}

function readShape(message: Uint8Array): number[] {
  const dims: number[] = [];
  for (const field of readFields(message)) {
    if (field.field !== 2) continue;
    let size = 0;
    for (const part of readFields(asBytes(field))) if (part.field === 1) size = asInt(part);
    dims.push(size);
  }
  return dims;
}

function fromContent(dtype: number, content: Uint8Array): readonly number[] | null {
  const view = viewOf(content);
  const read = (bytes: number, get: (at: number) => number): number[] => Array.from({ length: Math.floor(content.length / bytes) }, (_, index) => get(index * bytes));
  switch (dtype) {
    case DT.float: return read(4, (at) => view.getFloat32(at, true));
    case DT.double: return read(8, (at) => view.getFloat64(at, true));
    case DT.int32: return read(4, (at) => view.getInt32(at, true));
    case DT.uint32: return read(4, (at) => view.getUint32(at, true));
    case DT.int16: return read(2, (at) => view.getInt16(at, true));
    case DT.uint16: return read(2, (at) => view.getUint16(at, true));
    case DT.int8: return read(1, (at) => view.getInt8(at));
    case DT.uint8: case DT.bool: return read(1, (at) => view.getUint8(at));
    case DT.int64: return read(8, (at) => Number(view.getBigInt64(at, true)));
    case DT.uint64: return read(8, (at) => Number(view.getBigUint64(at, true)));
    case DT.half: return read(2, (at) => fromHalf(view.getUint16(at, true)));
    case DT.bfloat16: return read(2, (at) => fromBfloat16(view.getUint16(at, true)));
    default: return null;
  }
}

/** IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function fromBfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
