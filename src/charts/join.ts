import type { Columns } from './decimate';

/** A table over all x: undefined where a curve has no point there, null where its point is a gap. */
export interface JoinedTable {
  readonly x: Float64Array;
  readonly y: readonly (readonly (number | null | undefined)[])[];
}

/** Merges curves, each in order of x. Points of one curve with equal x get rows of their own. */
export function joinByX(curves: readonly Columns[]): JoinedTable {
  const x: number[] = [];
  const y: (number | null | undefined)[][] = curves.map(() => []);
  const next = curves.map(() => 0);
  for (;;) {
    let lowest = Infinity;
    for (let curve = 0; curve < curves.length; curve++) {
      const at = curves[curve]?.x[next[curve] ?? 0];
      if (at !== undefined && at < lowest) lowest = at;
    }
    if (lowest === Infinity) break;
    x.push(lowest);
    for (let curve = 0; curve < curves.length; curve++) {
      const index = next[curve] ?? 0;
      const hit = curves[curve]?.x[index] === lowest;
      const value = curves[curve]?.y[index] ?? NaN;
      y[curve]?.push(hit ? (Number.isFinite(value) ? value : null) : undefined);
      if (hit) next[curve] = index + 1;
    }
  }
  return { x: Float64Array.from(x), y };
}
