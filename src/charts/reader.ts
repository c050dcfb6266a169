/** Reads a chart point by point, for those who use keys or hear the page. */
import { formatValue } from './format';
import type { Range } from './range';
import { pointAt, pointNear } from './reading';
import { countBefore } from './search';
import type { Series } from './series';

export interface Reachable {
  readonly curves: readonly { readonly name: string; readonly points: Series; readonly column: number }[];
  /** What is in sight. */
  readonly x: Range;
  /** Where values are read now. */
  readonly at: number | null;
  place(x: number): string;
}

/** Steps that cross the picture, where it has more points than that. */
const STEPS = 100;

export class Reader {
  private curve = 0;

  constructor(private readonly say: (text: string) => void) {}

  /** Where the key leads, told by `say`; undefined if it is none of ours or there is nothing to read. */
  move(key: string, far: boolean, { curves, x, at, place }: Reachable): number | undefined {
    const turn = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
    const way = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
    if ((turn === 0 && way === undefined) || curves.length === 0) return undefined;
    this.curve = (Math.min(this.curve, curves.length - 1) + turn + curves.length) % curves.length;
    const chosen = curves[this.curve];
    if (!chosen) return undefined;
    const { points, column, name } = chosen;
    const first = countBefore(points, column, x[0], false);
    const last = countBefore(points, column, x[1], true) - 1;
    if (last < first) return undefined;
    const here = at === null ? null : pointNear(points, column, at);
    const by = (way ?? 0) * Math.max(1, Math.round((last - first) / STEPS)) * (far ? 10 : 1);
    // From nowhere the first key goes to the newest point, as the legend shows it.
    const index = here === null ? (way === -Infinity ? first : last) : Math.min(last, Math.max(first, way === undefined ? here.index : here.index + by));
    const point = pointAt(points, column, index);
    if (!point) return undefined;
    this.say(`${name} ${formatValue(point.y)} at ${place(point.x)}`);
    return point.x;
  }
}
