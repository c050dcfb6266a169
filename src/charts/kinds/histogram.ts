/** Counts of values for a histogram. */
import type { HistogramFigure, Sized } from './figure';
import { given, type Block } from './given';

export interface HistogramOptions extends Pick<HistogramFigure, 'colour' | 'stats' | 'yLabel'>, Sized {
  readonly title?: string;
  readonly xLabel?: string;
  /** How many bars; by the spread of the values unless told. */
  readonly bins?: number;
  /** Where the bars begin and end; at the least and the greatest value unless told. */
  readonly range?: readonly [from: number, to: number];
}

const MOST = 200;

/** @throws RangeError for bins or a range that cannot be */
export function histogramFigure(series: Readonly<Record<string, Block>>, { title, xLabel, bins, range, yLabel, colour, stats, width, height, fontSize }: HistogramOptions): HistogramFigure {
  if (bins !== undefined && (!Number.isInteger(bins) || bins < 1 || bins > MOST)) throw new RangeError(`bins is ${String(bins)}; it must be a whole number from 1 to ${MOST}.`);
  if (range !== undefined && !(range[1] > range[0])) throw new RangeError(`range goes from ${range[0]} to ${range[1]}; the second value must be the larger one.`);
  const finite = Object.values(series).map(({ values }) => Array.from(values).filter(Number.isFinite));
  const all = finite.flat();
  const edges = edgesOf(all, bins, range);
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const counted = edges.length - 1;
  const names = Object.keys(series);
  const notFinite = Object.values(series).reduce((sum, { values }) => sum + values.length, 0) - all.length;
  return {
    kind: 'histogram',
    ...(title !== undefined && { title }),
    ...(xLabel !== undefined && { xLabel }),
    ...given({ yLabel, colour, stats, width, height, fontSize }),
    edges,
    series: finite.map((values, index) => {
      const counts = Array.from({ length: counted }, () => 0);
      for (const value of values) {
        if (value < low || value > high) continue;
        const bin = Math.min(counted - 1, Math.floor(((value - low) / (high - low)) * counted));
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return { name: names[index] ?? 'values', counts };
    }),
    ...(notFinite > 0 && { notFinite }),
  };
}

/**
 * Width of the bars by Freedman and Diaconis, "On the histogram as a density estimator", 1981: 2 · IQR / ∛n; whole numbers
 * of a small range, such as classes, get a bar each.
 */
function edgesOf(values: readonly number[], bins: number | undefined, range: readonly [number, number] | undefined): number[] {
  const sorted = Float64Array.from(values).sort();
  const [least, most] = range ?? [sorted[0] ?? 0, sorted.at(-1) ?? 1];
  if (bins === undefined && range === undefined && most - least <= 60 && sorted.length > 0 && sorted.every(Number.isInteger)) {
    return Array.from({ length: most - least + 2 }, (_, index) => least - 0.5 + index);
  }
  const [low, high] = most > least ? [least, most] : [least - 0.5, least + 0.5];
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const width = (2 * (quantile(0.75) - quantile(0.25))) / Math.cbrt(Math.max(1, sorted.length));
  const count = bins ?? Math.max(5, Math.min(60, width > 0 ? Math.ceil((high - low) / width) : 10));
  return Array.from({ length: count + 1 }, (_, index) => (index === count ? high : low + ((high - low) * index) / count));
}
