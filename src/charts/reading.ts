import type { Curve, Picture } from './curves';
import type { SeriesSpec } from './spec';

/**
 * Of each series the value at the point nearest to x; where x is null the latest, which only lines have. null where there
 * is none.
 */
export function valuesAt(picture: Picture, series: readonly SeriesSpec[], x: number | null): readonly (number | null)[] {
  return series.map(({ mark }, index) => {
    const curve = picture.curves.find((one) => one.series === index && one.role !== 'smooth');
    return curve && (x !== null || mark === 'line') ? valueOf(curve, x) : null;
  });
}

function valueOf({ x: places, y }: Curve, x: number | null): number | null {
  if (places.length === 0) return null;
  if (x === null) return y.at(-1) ?? null;
  let low = 0;
  let high = places.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? NaN) <= x) low = middle;
    else high = middle;
  }
  const nearer = Math.abs((places[low] ?? NaN) - x) <= Math.abs((places[high] ?? NaN) - x) ? low : high;
  return y[nearer] ?? null;
}
