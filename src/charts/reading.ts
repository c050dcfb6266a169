import { BLOCK } from './pyramid';
import { countBefore } from './search';
import type { PointSource, Series } from './series';

export interface Point {
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

/** Point number `index` of a series; null where there is none or it is on disk. */
export function pointAt(source: PointSource, column: number, index: number): Point | null {
  if (index < 0 || index >= source.length) return null;
  const block = source.block(Math.floor(index / BLOCK));
  const x = block?.x[column]?.[index % BLOCK];
  const y = block?.y[index % BLOCK];
  return x === undefined || y === undefined ? null : { index, x, y };
}

/** The point nearest to `x` of a series in order; where `x` is null, the last. */
export function pointNear(source: Series, column: number, x: number | null): Point | null {
  if (x === null) return pointAt(source, column, source.length - 1);
  const next = countBefore(source, column, x, false);
  const [before, after] = [pointAt(source, column, next - 1), pointAt(source, column, next)];
  if (!before || !after) return before ?? after;
  return x - before.x <= after.x - x ? before : after;
}
