/** Protocol Buffers' wire format, as much of it as event files take (https://protobuf.dev/programming-guides/encoding). */

/** How a field's value lies in a message. */
const Wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
type WireType = (typeof Wire)[keyof typeof Wire];

const utf8 = new TextEncoder();

/** Writes the fields of one message. A field of its default value is left out, as proto3 does, unless it is `always` there. */
export class MessageWriter {
  #bytes = new Uint8Array(64);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  double(field: number, value: number, always = false): this {
    if (Object.is(value, 0) && !always) return this;
    this.#key(field, Wire.fixed64);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  /** Of a `oneof`, so it is written even where it is 0. */
  float(field: number, value: number): this {
    this.#key(field, Wire.fixed32);
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** int32, int64, bool and enums; whole numbers within ± 2^53. */
  int(field: number, value: number, always = false): this {
    if (value === 0 && !always) return this;
    this.#key(field, Wire.varint);
    this.#varint(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, Wire.bytes);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  text(field: number, value: string, always = false): this {
    return value === '' && !always ? this : this.bytes(field, utf8.encode(value));
  }

  message(field: number, write: (inner: MessageWriter) => void): this {
    const inner = new MessageWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  /** repeated double, packed. */
  doubles(field: number, values: ArrayLike<number>): this {
    const packed = new DataView(new ArrayBuffer(values.length * 8));
    for (let at = 0; at < values.length; at++) packed.setFloat64(at * 8, values[at] as number, true);
    return this.bytes(field, new Uint8Array(packed.buffer));
  }

  #key(field: number, wire: WireType): void {
    this.#varint(field * 8 + wire);
  }

  #varint(value: number): void {
    this.#reserve(VARINT_BYTES);
    this.#length = putVarint(this.#bytes, this.#length, value);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Most that a varint takes. */
export const VARINT_BYTES = 10;

/** Writes a whole number within ± 2^53; returns where it ends. */
export function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  if (value < 0) {
    // Ten bytes, as two's complement of 64 bits.
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) bytes[at++] = Number(rest & 127n) | 128;
    bytes[at++] = Number(rest);
    return at;
  }
  let large = value;
  for (; large >= 2 ** 31; large = Math.floor(large / 128)) bytes[at++] = (large % 128) | 128;
  let small = large;
  for (; small > 127; small >>>= 7) bytes[at++] = (small & 127) | 128;
  bytes[at++] = small;
  return at;
}

/** One field as it lies in a message; which of the values it has depends on its wire type. */
export type Field =
  | { readonly field: number; readonly wire: typeof Wire.varint; readonly value: bigint }
  | { readonly field: number; readonly wire: typeof Wire.fixed64 | typeof Wire.fixed32 | typeof Wire.bytes; readonly bytes: Uint8Array };

/** The bytes are no message. */
export class MessageDamage extends Error {}

/** The fields of a message, views on its bytes. @throws MessageDamage */
export function* readFields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    let low = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new MessageDamage('a message ends within a number');
      if (shift < 28) low |= (byte & 127) << shift;
      else value |= BigInt(byte & 127) << BigInt(shift);
      if (byte < 128) return BigInt.asUintN(64, value | BigInt(low));
    }
    throw new MessageDamage('a number takes more than ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.length) throw new MessageDamage(`a field of ${length} bytes reaches beyond its message`);
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = Number(varint());
    const field = Math.floor(key / 8);
    const wire = key % 8;
    if (field === 0) throw new MessageDamage('a field has the number 0');
    if (wire === Wire.varint) yield { field, wire, value: varint() };
    else if (wire === Wire.fixed64) yield { field, wire, bytes: take(8) };
    else if (wire === Wire.fixed32) yield { field, wire, bytes: take(4) };
    else if (wire === Wire.bytes) yield { field, wire, bytes: take(Number(varint())) };
    else throw new MessageDamage(`a field has the unknown wire type ${wire}`);
  }
}

const decoder = new TextDecoder();

/** Values of fields; a field of another wire type than is asked for gives the default. */
export const asInt = (field: Field): number => (field.wire === Wire.varint ? Number(BigInt.asIntN(64, field.value)) : 0);
export const asText = (field: Field): string => (field.wire === Wire.bytes ? decoder.decode(field.bytes) : '');
export const asBytes = (field: Field): Uint8Array => (field.wire === Wire.bytes ? field.bytes : new Uint8Array());
export const asDouble = (field: Field): number => (field.wire === Wire.fixed64 ? viewOf(field.bytes).getFloat64(0, true) : 0);
export const asFloat = (field: Field): number => (field.wire === Wire.fixed32 ? viewOf(field.bytes).getFloat32(0, true) : 0);

/** A repeated double, packed or one by one: call for each field and append. */
export function asDoubles(field: Field): number[] {
  if (field.wire === Wire.fixed64) return [asDouble(field)];
  if (field.wire !== Wire.bytes) return [];
  const view = viewOf(field.bytes);
  return Array.from({ length: Math.floor(field.bytes.length / 8) }, (_, at) => view.getFloat64(at * 8, true));
}

/** A repeated float, likewise. */
export function asFloats(field: Field): number[] {
  if (field.wire === Wire.fixed32) return [asFloat(field)];
  if (field.wire !== Wire.bytes) return [];
  const view = viewOf(field.bytes);
  return Array.from({ length: Math.floor(field.bytes.length / 4) }, (_, at) => view.getFloat32(at * 4, true));
}

/** A repeated whole number, likewise. */
export function asInts(field: Field): number[] {
  if (field.wire === Wire.varint) return [asInt(field)];
  if (field.wire !== Wire.bytes) return [];
  const values: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of field.bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte > 127) continue;
    values.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
  return values;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
