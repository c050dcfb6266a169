/**
 * `RandomValues`: a tensor of random numbers, made on the device out of a key. No inputs. Number i is made of word i mod 2
 * of the block ⌊i/2⌋ of threefry2x32 under the key, in 32 bits:
 *
 * - `uniform`: a + u·(b - a), u being the upper 24 bits / 2²⁴;
 * - `normal`: a + b·z, `truncatedNormal` the same of a z within two deviations;
 * - `keep`: b where u ≥ a, else 0: a mask of dropout;
 * - `integer` (int32): a + ⌊word·(b - a) / 2³²⌋.
 *
 * The output depends on the attributes only. `fresh` says that the key was the stream's next: whoever runs a recorded
 * step again replaces such keys, equal ones by equal ones, with further ones of the stream (`Random.nextKey`).
 */
import type { Key } from './threefry';

export const RANDOM_VALUES = 'RandomValues';

export type Distribution = 'uniform' | 'normal' | 'truncatedNormal' | 'keep' | 'integer';
export const DISTRIBUTIONS: readonly Distribution[] = ['uniform', 'normal', 'truncatedNormal', 'keep', 'integer'];

export interface RandomAttrs {
  readonly distribution: Distribution;
  readonly shape: readonly number[];
  readonly a: number;
  readonly b: number;
  readonly key: Key;
  readonly fresh: boolean;
}

export const dtypeOf = (distribution: Distribution): 'float32' | 'int32' => (distribution === 'integer' ? 'int32' : 'float32');

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
