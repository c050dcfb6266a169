import type { Curve } from './curves';
import { group } from './outline';
import { BLOCK } from './pyramid';
import { countBefore } from './search';
import type { Series } from './series';
import type { AxisSpec, ChartSpec } from './spec';

export type Range = readonly [from: number, to: number];

/** Values that are closer than this share of themselves are drawn as one. */
const LEAST = 1e-9;

/** The x of all series together, with room where marks have width. */
export function rangeOfX(spec: ChartSpec, all: readonly { readonly points: Series; readonly column: number }[]): Range {
  const log = spec.x.scale === 'log';
  const domain = domainOf(spec.x);
  if (domain) return domain;
  let [low, high] = [Infinity, -Infinity];
  for (const { points, column } of all) {
    if (points.length === 0) continue;
    low = Math.min(low, log ? leastAboveZero(points, column) : (points.extents[column]?.low ?? Infinity));
    high = Math.max(high, points.extents[column]?.high ?? -Infinity);
  }
  if (low > high || !Number.isFinite(low)) return log ? [1, 10] : [0, 1];
  if (spec.series.some(({ mark }) => mark === 'bars')) return [low - 0.5, high + 0.5];
  if (low === high) return log ? [low / 2, low * 2] : [low - 1, high + 1];
  const [from, to] = spec.series.some(({ mark }) => mark === 'points') ? padded(low, high, 0.03, log) : [low, high];
  return spec.x.zero === true && !log ? [low >= 0 ? 0 : from, high <= 0 ? 0 : to] : [from, to];
}

/** What the axis was told to show; null where it cannot. */
export function domainOf({ domain, scale }: AxisSpec): Range | null {
  return domain && domain[1] > domain[0] && (scale !== 'log' || domain[0] > 0) ? domain : null;
}

/** Where a logarithmic axis can begin: the series is in order of x. */
function leastAboveZero(points: Series, column: number): number {
  const low = points.extents[column]?.low ?? Infinity;
  if (low > 0) return low;
  const index = countBefore(points, column, 0, true);
  return points.block(Math.floor(index / BLOCK))?.x[column]?.[index % BLOCK] ?? Infinity;
}

/** The y of the given curves within a range of x, with a margin; 0 is in it where bars stand on it, and a margin does not cross it. */
export function rangeOfY(curves: readonly Pick<Curve, 'outline' | 'points'>[], x: Range, options: { log: boolean; zero: boolean }): Range {
  const [low, high] = extent(curves, x, options.log);
  if (low > high) return options.log ? [0.1, 1] : [0, 1];
  if (options.log) return low === high ? [low / 2, low * 2] : padded(low, high, 0.05, true);
  const from = options.zero ? Math.min(0, low) : low;
  const to = options.zero ? Math.max(0, high) : high;
  // Smoothing a constant leaves noise in its last digits, which is no range to draw.
  if (to - from <= Math.max(Math.abs(from), Math.abs(to)) * LEAST) return from === 0 ? [-1, 1] : [from - Math.abs(from) * 0.1, to + Math.abs(to) * 0.1];
  const [padLow, padHigh] = padded(from, to, 0.06, false);
  return [from >= 0 && padLow < 0 ? 0 : padLow, to <= 0 && padHigh > 0 ? 0 : padHigh];
}

function padded(low: number, high: number, share: number, log: boolean): Range {
  if (log) {
    const factor = (high / low) ** share;
    return [low / factor, high * factor];
  }
  const margin = (high - low) * share;
  return [low - margin, high + margin];
}

/** Lowest and highest finite value; of those above 0 only, where the scale is logarithmic. */
function extent(curves: readonly Pick<Curve, 'outline' | 'points'>[], [from, to]: Range, positive: boolean): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  const take = (x: number, y: number): void => {
    if (!(x >= from && x <= to) || !Number.isFinite(y) || (positive && y <= 0)) return;
    if (y < low) low = y;
    if (y > high) high = y;
  };
  for (const { outline, points } of curves) {
    const groups = outline?.groups ?? none;
    for (let at = 0; at < groups.length; at += group.size) {
      take(groups[at + group.lowX] ?? NaN, groups[at + group.lowY] ?? NaN);
      take(groups[at + group.highX] ?? NaN, groups[at + group.highY] ?? NaN);
    }
    for (let index = 0; index < (points?.x.length ?? 0); index++) take(points?.x[index] ?? NaN, points?.y[index] ?? NaN);
  }
  return [low, high];
}

const none = new Float64Array(0);

/** Moves a range towards its target by a share that depends on the time alone; logarithmic ranges move in logarithms. */
export class EasedRange {
  private current: Range | null = null;
  private goal: Range = [0, 1];
  private log = false;

  get range(): Range {
    return this.current ?? this.goal;
  }

  aim(goal: Range, log: boolean, jump: boolean): void {
    this.goal = goal;
    if (!this.current || jump || log !== this.log) this.current = goal;
    this.log = log;
  }

  get moving(): boolean {
    return this.current !== null && this.current !== this.goal;
  }

  /** `elapsed` in milliseconds. */
  step(elapsed: number): void {
    if (!this.current) return;
    const share = 1 - Math.exp(-elapsed / 70);
    const into = this.log ? Math.log : identity;
    const back = this.log ? Math.exp : identity;
    const move = (from: number, to: number): number => back(into(from) + (into(to) - into(from)) * share);
    const span = Math.abs(into(this.goal[1]) - into(this.goal[0])) || 1;
    const next: Range = [move(this.current[0], this.goal[0]), move(this.current[1], this.goal[1])];
    const left = Math.max(Math.abs(into(next[0]) - into(this.goal[0])), Math.abs(into(next[1]) - into(this.goal[1])));
    this.current = left < span * 0.002 ? this.goal : next;
  }
}

const identity = (value: number): number => value;
