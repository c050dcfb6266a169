/** Orders of rows that follow from a seed and an epoch alone, so that a resumed training meets the same batches. */

/** @returns the rows 0 … count − 1 in an order that depends on seed and epoch (Fisher and Yates' shuffle) */
export function shuffledRows(count: number, seed: number, epoch: number): Int32Array {
  const random = numbersOf(seed, epoch);
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [rows[last], rows[other]] = [rows[other] as number, rows[last] as number];
  }
  return rows;
}

/** Uniform in [0, 1): splitmix32 (Steele, Lea and Flood, 2014, in its 32-bit form). */
export function numbersOf(seed: number, epoch: number): () => number {
  let state = mixed((Math.floor(seed) ^ Math.imul(epoch + 1, 0x9e3779b9)) | 0);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mixed(state) >>> 0) / 2 ** 32;
  };
}

function mixed(state: number): number {
  const first = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  const second = Math.imul(first ^ (first >>> 15), 0x735a2d97);
  return second ^ (second >>> 15);
}
