/**
 * Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
 * A block cipher made fast: number i of a stream is the cipher of i under the stream's key, so that any of them can be
 * had at once, in any order, on any device. The same stands in ../cpu/wasm/assembly/random.ts and in shaders.ts.
 */

/** Two words of 32 bits, as signed integers. */
export type Key = readonly [number, number];

export const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
/** Keeps a key of zeros from giving zeros. */
export const PARITY = 0x1bd11bda;

export function threefry2x32([key0, key1]: Key, [counter0, counter1]: Key): [number, number] {
  const keys = [key0, key1, key0 ^ key1 ^ PARITY];
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    x0 = (x0 + x1) | 0;
    const by = ROTATIONS[round % 8] as number;
    x1 = ((x1 << by) | (x1 >>> (32 - by))) ^ x0;
    if (round % 4 < 3) continue;
    const turn = (round + 1) / 4;
    x0 = (x0 + (keys[turn % 3] as number)) | 0;
    x1 = (x1 + (keys[(turn + 1) % 3] as number) + turn) | 0;
  }
  return [x0, x1];
}
