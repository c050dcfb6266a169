/** Element-wise functions of each other, block by block, so that what lies between them stays in the nearest cache. */
import { rowOf } from './binary';
import { elementGradient } from './gradients';
import { scratch } from './scratch';
import { unary } from './unary';

/** Values of a block; CHAIN_BLOCK of ../../element-chain.ts. */
const BLOCK: i32 = 512;
/** Bytes of one entry of the table. */
const ENTRY: usize = 40;

/** Where an operand of the block at `at` lies: 0 in the thread's own room, 1 along a tensor, 2 one value for all. */
// @ts-ignore: decorator
@inline
function place(entry: usize, offset: usize, at: i32): usize {
  const address = <usize>load<u32>(entry + offset);
  const mode = load<i32>(entry + offset + 4);
  if (mode == 0) return scratch + address;
  return mode == 1 ? address + ((<usize>at) << 2) : address;
}

/**
 * Range: elements. `table` has `count` entries of ten words: the family (0 unary, 1 binary, 2 gradient), the operation's
 * number in it, address and mode of a, b and the result, and the two limits of a clip.
 */
export function elementChain(begin: i32, end: i32, table: usize, count: i32): void {
  const last = table + (<usize>count) * ENTRY;
  for (let at = begin; at < end; at += BLOCK) {
    const length = min(BLOCK, end - at);
    for (let entry = table; entry < last; entry += ENTRY) {
      const family = load<i32>(entry);
      const operation = load<i32>(entry + 4);
      const a = place(entry, 8, at);
      const b = place(entry, 16, at);
      const out = place(entry, 24, at);
      if (family == 0) unary(0, length, operation, a, out, load<f32>(entry + 32), load<f32>(entry + 36));
      else if (family == 1) rowOf(operation, a, b, out, length, load<i32>(entry + 12) == 2 ? 0 : 1, load<i32>(entry + 20) == 2 ? 0 : 1);
      else elementGradient(0, length, operation, a, b, out, load<f32>(entry + 32), load<f32>(entry + 36));
    }
  }
}
