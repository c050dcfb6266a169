/** Numbers about values that tfjs-vis shows beside their histogram. */
import { formatValue } from '../../../charts/format';
import type { HistogramStats } from './options';

/** Least and greatest of the finite ones; counts of all. */
export function statsOf(values: ArrayLike<number>): HistogramStats {
  let [min, max, numZeros, numNans, numInfs] = [Infinity, -Infinity, 0, 0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) numNans++;
    else if (!Number.isFinite(value)) numInfs++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) numZeros++;
    }
  }
  return { numVals: values.length, ...(min <= max && { min, max }), numZeros, numNans, numInfs };
}

export function statsWords({ numVals, min, max, numZeros, numNans, numInfs }: HistogramStats): { readonly name: string; readonly value: string }[] {
  const plain = (name: string, value: number | undefined) => (value === undefined ? [] : [{ name, value: formatValue(value) }]);
  const share = (name: string, value: number | undefined) => (value === undefined ? [] : [{ name, value: value > 0 && numVals ? `${formatValue(value)} (${Number(((100 * value) / numVals).toPrecision(2))}%)` : formatValue(value) }]);
  return [...plain('Values', numVals), ...plain('Min', min), ...plain('Max', max), ...share('Zeros', numZeros), ...share('NaN', numNans), ...share('Infinite', numInfs)];
}
