/** Parallel coordinates: one axis a column, one line a row across all of them. Geometry only; whoever draws owns the elements. */
import { formatValue } from './format';
import { ticksOf } from './ticks';
import type { Tick } from './ticks';

export type Cell = number | string | boolean | null;

export interface ParallelColumn {
  readonly name: string;
  /** One for each row. */
  readonly values: readonly Cell[];
}

export interface ParallelAxis {
  readonly name: string;
  readonly scale: 'linear' | 'log' | 'category';
  /** Names of the places of a category axis, from the bottom. */
  readonly categories: readonly string[];
  /** Marks along the axis; `at` from 0 at the bottom to 1 at the top. */
  readonly ticks: readonly Tick[];
  /** Each row's place from 0 to 1; null where it has no value. */
  readonly places: readonly (number | null)[];
  /** The value at a place, in words. */
  wordsAt(place: number): string;
}

/** A part of an axis, from 0 to 1. */
export interface Brush {
  readonly from: number;
  readonly to: number;
}

/** Numbers spread over more than this factor, all above 0, get a logarithmic axis: learning rates are. */
const logFrom = 50;
const mostChoices = 6;
/** Between two labels, as a part of the axis. */
const closest = 0.08;

export function parallelAxis({ name, values }: ParallelColumn): ParallelAxis {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const words = values.some((value) => typeof value === 'string' || typeof value === 'boolean');
  if (words || numbers.length === 0) return categoryAxis(name, values);
  let [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const log = low > 0 && high / low >= logFrom;
  if (low === high) [low, high] = low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  const to = (value: number): number => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  const back = (place: number): number => (log ? low * (high / low) ** place : low + place * (high - low));
  return {
    name,
    scale: log ? 'log' : 'linear',
    categories: [],
    ticks: choicesOf(numbers, to) ?? ticksOf({ scale: log ? 'log' : 'linear', integer: numbers.every(Number.isInteger) }, [low, high], 5).flatMap(({ at, label }) => (label === '' ? [] : [{ at: to(at), label }])),
    places: values.map((value) => (typeof value === 'number' && Number.isFinite(value) ? to(value) : null)),
    wordsAt: (place) => formatValue(back(place)),
  };
}

/** Marks at the values themselves where rows share a few, such as sizes of layers; null for other axes. */
function choicesOf(numbers: readonly number[], to: (value: number) => number): readonly Tick[] | null {
  const choices = [...new Set(numbers)].sort((a, b) => a - b);
  if (choices.length > mostChoices || choices.length * 2 > numbers.length) return null;
  const ticks: Tick[] = [];
  for (const value of choices) {
    const before = ticks.at(-1);
    if (before === undefined || to(value) - before.at >= closest) ticks.push({ at: to(value), label: formatValue(value) });
  }
  return ticks;
}

function categoryAxis(name: string, values: readonly Cell[]): ParallelAxis {
  const collator = new Intl.Collator('en', { numeric: true });
  const categories = [...new Set(values.flatMap((value) => (value === null ? [] : [String(value)])))].sort(collator.compare);
  const place = (index: number): number => (categories.length === 1 ? 0.5 : index / (categories.length - 1));
  return {
    name,
    scale: 'category',
    categories,
    ticks: categories.map((label, index) => ({ at: place(index), label })),
    places: values.map((value) => (value === null ? null : place(categories.indexOf(String(value))))),
    wordsAt: (at) => categories[Math.round(at * (categories.length - 1))] ?? '',
  };
}

/** Rows whose places lie in every brush; a row without a value lies in none. */
export function brushed(axes: readonly ParallelAxis[], brushes: ReadonlyMap<string, Brush>, rows: number): readonly boolean[] {
  return Array.from({ length: rows }, (_, row) =>
    axes.every(({ name, places }) => {
      const brush = brushes.get(name);
      const place = places[row];
      return !brush || (typeof place === 'number' && place >= brush.from - 1e-9 && place <= brush.to + 1e-9);
    }),
  );
}

/** The path of one row in a box of `width` × `height` pixels; smooth between axes, broken where a value is missing. */
export function parallelPath(axes: readonly ParallelAxis[], row: number, width: number, height: number): string {
  const gap = axes.length < 2 ? 0 : width / (axes.length - 1);
  let path = '';
  let before: { readonly x: number; readonly y: number } | null = null;
  axes.forEach(({ places }, index) => {
    const place = places[row] ?? null;
    if (place === null) {
      before = null;
      return;
    }
    const point = { x: index * gap, y: (1 - place) * height };
    const [x, y] = [point.x.toFixed(1), point.y.toFixed(1)];
    if (before) {
      const middle = ((before.x + point.x) / 2).toFixed(1);
      path += `C${middle},${before.y.toFixed(1)} ${middle},${y} ${x},${y}`;
    } else path += `M${x},${y}`;
    before = point;
  });
  return path;
}

/**
 * How much a column tells of another: the correlation of their ranks (Spearman), in [−1, 1]; null for words, and
 * for fewer than three rows that have both.
 */
export function rankCorrelation(a: readonly Cell[], b: readonly Cell[]): number | null {
  const pairs = a.flatMap((value, row) => {
    const other = b[row];
    return typeof value === 'number' && typeof other === 'number' && Number.isFinite(value) && Number.isFinite(other) ? [[value, other] as const] : [];
  });
  if (pairs.length < 3) return null;
  const [x, y] = [ranks(pairs.map(([value]) => value)), ranks(pairs.map(([, value]) => value))];
  const mean = (pairs.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((rank, index) => {
    const [dx, dy] = [rank - mean, (y[index] ?? mean) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

/** From 1; equal values share the mean of theirs. */
function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const found = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to++;
    for (let at = from; at <= to; at++) found[order[at]?.index ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return found;
}
