import { describe, expect, it } from 'vitest';
import { readSafeTensors, writeSafeTensors, type TensorBytes } from './safetensors';
import { decodeValues, encodeValues } from './tensor-values';

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const matrix: TensorBytes = { name: 'a', dtype: 'F32', shape: [2, 1], bytes: floats(1, 2) };

function file(header: unknown, data = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('SafeTensors', () => {
  it('reads what was written', () => {
    const bytes = writeSafeTensors([matrix, { name: 'empty', dtype: 'I32', shape: [0, 3], bytes: new Uint8Array() }], { by: 'test' });
    const { metadata, tensors, start } = readSafeTensors(bytes, 'm.safetensors');
    expect(metadata).toEqual({ by: 'test' });
    expect(start % 8).toBe(0);
    expect([...tensors]).toEqual([['a', { dtype: 'F32', shape: [2, 1], begin: 0, end: 8 }], ['empty', { dtype: 'I32', shape: [0, 3], begin: 8, end: 8 }]]);
    expect(decodeValues('a', 'F32', bytes.subarray(start, start + 8)).values).toEqual(Float32Array.of(1, 2));
  });

  it.each([
    ['bytes of a header too few', new Uint8Array(4), 'fewer than the 8'],
    ['a header that is cut off', file({}).fill(200, 0, 1), 'cut off'],
    ['a length beyond the format', new Uint8Array(16).fill(255, 0, 8), 'more than the 100000000'],
    ['a header that is no JSON', file('{"a":'), 'no JSON'],
    ['a header that is a list', file([]), 'no JSON object'],
    ['an unknown type', file({ w: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } }, 1), '\'w\' has type "F8_E4M3"'],
    ['a shape below zero', file({ w: { dtype: 'U8', shape: [-1], data_offsets: [0, 1] } }, 1), "'w' has shape [-1]"],
    ['offsets that do not fit the shape', file({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4), 'needs 8 bytes'],
    ['a gap', file({ w: { dtype: 'U8', shape: [1], data_offsets: [1, 2] } }, 2), 'leave a gap'],
    ['an overlap', file({ v: { dtype: 'U8', shape: [2], data_offsets: [0, 2] }, w: { dtype: 'U8', shape: [2], data_offsets: [1, 3] } }, 3), 'overlap'],
    ['bytes that belong to no tensor', file({ w: { dtype: 'U8', shape: [1], data_offsets: [0, 1] } }, 5), 'but the file has'],
    ['metadata that is no text', file({ __metadata__: { a: 1 } }), '__metadata__'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => readSafeTensors(bytes, 'm.safetensors')).toThrow(message);
    expect(() => readSafeTensors(bytes, 'm.safetensors')).toThrow("'m.safetensors' is no SafeTensors file");
  });

  it('reads every type as what tensors hold', () => {
    expect(decodeValues('x', 'F16', Uint8Array.of(0, 0x3c, 0, 0xfc)).values).toEqual(Float32Array.of(1, -Infinity));
    expect(decodeValues('x', 'BF16', Uint8Array.of(0x80, 0x3f)).values).toEqual(Float32Array.of(1));
    expect(decodeValues('x', 'F64', new Uint8Array(Float64Array.of(0.1).buffer)).values).toEqual(Float32Array.of(0.1));
    expect(decodeValues('x', 'I64', new Uint8Array(BigInt64Array.of(-7n).buffer))).toEqual({ dtype: 'int32', values: Int32Array.of(-7) });
    expect(decodeValues('x', 'U8', Uint8Array.of(200))).toEqual({ dtype: 'int32', values: Int32Array.of(200) });
    expect(decodeValues('x', 'I8', Uint8Array.of(200)).values).toEqual(Int32Array.of(-56));
    expect(decodeValues('x', 'BOOL', Uint8Array.of(1, 0)).dtype).toBe('bool');
    expect(() => decodeValues('ids', 'I64', new Uint8Array(BigInt64Array.of(2n ** 40n).buffer))).toThrow("'ids' is I64 and holds 1099511627776");
  });

  it('writes floats as 16 bits, rounded', () => {
    const { dtype, bytes } = encodeValues({ dtype: 'float32', values: Float32Array.of(1 / 3) }, 'F16');
    expect(dtype).toBe('F16');
    expect(decodeValues('x', 'F16', bytes).values[0]).toBeCloseTo(0.33325, 5);
  });

  it('refuses names and sizes that cannot be', () => {
    expect(() => writeSafeTensors([{ ...matrix, name: '__metadata__' }])).toThrow('keeps for texts');
    expect(() => writeSafeTensors([matrix, matrix])).toThrow('there is one already');
    expect(() => writeSafeTensors([{ ...matrix, shape: [3] }])).toThrow('needs 12 bytes, not 8');
  });
});
