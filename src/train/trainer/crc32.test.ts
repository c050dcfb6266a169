import { crc32 as zlib } from 'node:zlib';
import { expect, test } from 'vitest';
import { crc32 } from './crc32';

test('checksums are those of zlib, whole and in parts', () => {
  for (const length of [0, 1, 7, 8, 9, 63, 1000, 4099]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 197 + length) & 255);
    expect(crc32(bytes)).toBe(zlib(bytes));
    const cut = Math.floor(length / 3);
    expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(zlib(bytes));
  }
});
