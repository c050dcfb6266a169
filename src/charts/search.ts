import { BLOCK, node, place } from './pyramid';
import type { PointSource } from './series';

/**
 * How many points, of a series in order of x, lie before `value`: with `equal`, those at it count as well. Where the
 * points around it are on disk, the count is of whole blocks: at most 63 too few, or with `equal` too many.
 */
export function countBefore(source: PointSource, column: number, value: number, equal: boolean): number {
  const { pyramid } = source;
  const data = pyramid.data(0);
  const before = (x: number): boolean => (equal ? x <= value : x < value);
  const start = (block: number): number => data[block * pyramid.stride + node.x + column * place.size + place.start] ?? NaN;
  const blocks = Math.ceil(source.length / BLOCK);
  const block = partition(0, blocks, (index) => before(start(index))) - 1;
  if (block < 0) return 0;
  const x = source.block(block)?.x[column];
  if (!x) return equal ? Math.min(source.length, (block + 1) * BLOCK) : block * BLOCK;
  return block * BLOCK + partition(0, x.length, (index) => before(x[index] ?? NaN));
}

/** The first of [low, high) for which `before` does not hold, given that it holds for those before it and for none after. */
function partition(low: number, high: number, before: (index: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
