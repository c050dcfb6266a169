import { mulberry32 } from './random';

export interface Split {
  /** Row numbers, for `tf.gather(x, split.train)`. */
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Deals the rows 0 … count − 1 at random into two parts, the first with the given share of them. The same seed gives the
 * same parts.
 */
export function splitRows(count: number, share: number, seed: number): Split {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`data.split() got ${count} rows; pass their number, such as x.shape[0].`);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`data.split() got ${share} for the share of the first part; it must be from 0 to 1.`);
  const rows = Int32Array.from({ length: count }, (_, index) => index);
  const random = mulberry32(seed);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = rows[last] ?? 0;
    rows[last] = rows[other] ?? 0;
    rows[other] = kept;
  }
  const border = Math.round(count * share);
  return { train: rows.slice(0, border), test: rows.slice(border) };
}
