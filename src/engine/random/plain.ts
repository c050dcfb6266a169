import type { RandomAttrs } from './kernel';
import { dtypeOf, sizeOf } from './kernel';
import { WITHIN_TWO, standardNormal } from './normal';
import { threefry2x32 } from './threefry';

const f = Math.fround;

/** The numbers in plain JavaScript: what every device must give. */
export function plainRandomValues({ distribution, shape, a, b, key }: RandomAttrs): Float32Array | Int32Array {
  const size = sizeOf(shape);
  const values = dtypeOf(distribution) === 'int32' ? new Int32Array(size) : new Float32Array(size);
  const [low, range] = [f(a), f(b - a)];
  const number = (word: number): number => {
    const u = (word >>> 8) / 2 ** 24;
    // Odd, so it is never ±1, and exact.
    const x = (2 * (word >>> 8) + 1 - 2 ** 24) / 2 ** 24;
    switch (distribution) {
      case 'uniform':
        return f(f(u * range) + low);
      case 'normal':
        return f(f(standardNormal(x) * f(b)) + low);
      case 'truncatedNormal':
        return f(f(standardNormal(f(x * f(WITHIN_TWO))) * f(b)) + low);
      case 'keep':
        return u >= low ? f(b) : 0;
      case 'integer':
        return a + Number((BigInt(word >>> 0) * BigInt(b - a)) >> 32n);
    }
  };
  for (let block = 0; 2 * block < size; block++) {
    const [first, second] = threefry2x32(key, [block, 0]);
    values[2 * block] = number(first);
    if (2 * block + 1 < size) values[2 * block + 1] = number(second);
  }
  return values;
}
