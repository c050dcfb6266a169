import type { Columns } from './decimate';
import type { ChartSpec } from './spec';

export type Range = readonly [from: number, to: number];

/** Values that are closer than this share of themselves are drawn as one. */
const LEAST = 1e-9;

/** The x of all series together, with room where marks have width. */
export function rangeOfX(spec: ChartSpec, columns: readonly Columns[]): Range {
  const log = spec.x.scale === 'log';
  let [low, high] = extent(columns.map(({ x }) => x), log);
  if (low > high) return log ? [1, 10] : [0, 1];
  if (spec.series.some(({ mark }) => mark === 'bars')) return [low - 0.5, high + 0.5];
  if (low === high) return log ? [low / 2, low * 2] : [low - 1, high + 1];
  if (spec.series.some(({ mark }) => mark === 'points')) [low, high] = padded(low, high, 0.03, log);
  return [low, high];
}

/** The y of the given curves with a margin; bars stand on 0, and a margin does not cross it. */
export function rangeOfY(curves: readonly { readonly y: Float64Array }[], options: { log: boolean; bars: boolean }): Range {
  const [low, high] = extent(
    curves.map(({ y }) => y),
    options.log,
  );
  if (low > high) return options.log ? [0.1, 1] : [0, 1];
  if (options.log) return low === high ? [low / 2, low * 2] : padded(low, high, 0.05, true);
  const from = options.bars ? Math.min(0, low) : low;
  const to = options.bars ? Math.max(0, high) : high;
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
function extent(lists: readonly Float64Array[], positive: boolean): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (let index = 0; index < list.length; index++) {
      const value = list[index] ?? NaN;
      if (!Number.isFinite(value) || (positive && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

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
