import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeIdx } from './idx';

/** An IDX file as its format is described, written without the decoder's help. */
function idx(type: number, shape: number[], body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + shape.length * 4 + body.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((size, axis) => view.setUint32(4 + axis * 4, size));
  bytes.set(body, 4 + shape.length * 4);
  return bytes;
}
function bigEndian(count: number, size: number, write: (view: DataView, at: number, index: number) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(count * size));
  for (let index = 0; index < count; index++) write(view, index * size, index);
  return new Uint8Array(view.buffer);
}

test.each<[string, number, Uint8Array, number[]]>([
  ['uint8', 0x08, Uint8Array.of(0, 255), [0, 255]],
  ['int8', 0x09, Uint8Array.of(255, 127), [-1, 127]],
  ['int16', 0x0b, bigEndian(2, 2, (view, at, index) => view.setInt16(at, [-2, 300][index] ?? 0)), [-2, 300]],
  ['int32', 0x0c, bigEndian(2, 4, (view, at, index) => view.setInt32(at, [-70_000, 2 ** 30][index] ?? 0)), [-70_000, 2 ** 30]],
  ['float32', 0x0d, bigEndian(2, 4, (view, at, index) => view.setFloat32(at, [0.5, -1.25][index] ?? 0)), [0.5, -1.25]],
  ['float64', 0x0e, bigEndian(2, 8, (view, at, index) => view.setFloat64(at, [Math.PI, -1e300][index] ?? 0)), [Math.PI, -1e300]],
])('%s values are read big-endian', async (dtype, type, body, values) => {
  const result = await decodeIdx(idx(type, [2, 1], body));
  expect(result).toMatchObject({ ok: true, value: { shape: [2, 1], dtype } });
  expect(result.ok && [...result.value.values]).toEqual(values);
});

test('a gzipped file reads like the plain one', async () => {
  const plain = idx(0x08, [3, 2, 2], Uint8Array.from({ length: 12 }, (_, index) => index));
  expect(await decodeIdx(gzipSync(plain))).toEqual(await decodeIdx(plain));
});

const messages = async (bytes: Uint8Array): Promise<string> => {
  const result = await decodeIdx(bytes);
  return result.ok ? 'ok' : result.error.message;
};

test('a file that is cut short says at which byte, and what was expected', async () => {
  const whole = idx(0x08, [10_000, 28, 28], new Uint8Array(7_840_000));
  expect(await messages(whole.subarray(0, 5000))).toBe(
    'Expected 7,840,016 bytes for shape [10000, 28, 28] of uint8, found 5,000: the file is cut short at byte 5,000.',
  );
  expect(await messages(whole.subarray(0, 9))).toContain('cut short at byte 9');
  expect(await messages(new Uint8Array(0))).toContain('cut short at byte 0');
});

test('a gzip that is cut short or broken says so', async () => {
  const packed = gzipSync(idx(0x08, [50_000], new Uint8Array(50_000).map((_, index) => (index * 7919) % 251)));
  expect(await messages(packed.subarray(0, packed.length - 40))).toContain('The gzip data is broken or cut short');
});

test('what is no IDX file says which byte tells', async () => {
  expect(await messages(new TextEncoder().encode('label,pixel'))).toContain('bytes 0 and 1 are 6c 61');
  expect(await messages(Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 1, 5))).toContain('byte 2 is 07, which names no type; types are: 08, 09');
  expect(await messages(idx(0x08, [2], Uint8Array.of(1, 2, 3)))).toContain('bytes behind the array, from byte 10 on');
});

test('no garbage makes it throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
      expect(typeof (await decodeIdx(bytes)).ok).toBe('boolean');
    }),
  );
});
