/** A training's history as charts: losses in one, other metrics in another, the best epoch of each marked. */
import type { ChartSpec, SeriesPoints, SeriesSpec } from '../spec';
import { isList, whatCame } from './given';

/** What `fit` and `trainer.fit` give, or values by name. */
export type History = { readonly history: Readonly<Record<string, unknown>>; readonly epoch?: unknown } | Readonly<Record<string, ArrayLike<number>>>;

type Curves = readonly (readonly [name: string, values: readonly number[]])[];

const LOWER_IS_BETTER = /loss|error|mse|mae|rmse|perplexity/i;

/** @throws TypeError naming what came, where it holds no curves */
export function learningCurves(given: History, title: string | undefined, createId: () => string): ChartSpec[] {
  const inner: unknown = 'history' in given ? given.history : given;
  if (typeof inner !== 'object' || inner === null) throw new TypeError(`chart.learningCurves got ${whatCame(given)}; pass what model.fit or trainer.fit gave, or {loss: […], val_loss: […]}.`);
  const curves: Curves = Object.entries(inner).flatMap(([name, values]) => (isList(values) ? [[name, Array.from(values as ArrayLike<number>, Number)] as const] : []));
  if (curves.length === 0) throw new TypeError('chart.learningCurves got a history without values; pass what model.fit or trainer.fit gave, or {loss: […], val_loss: […]}.');
  const group = createId();
  const isLoss = ([name]: Curves[number]): boolean => /(?:^|_)loss$/.test(name);
  return [
    { name: 'Loss by epoch', own: curves.filter(isLoss) },
    { name: 'Metrics by epoch', own: curves.filter((curve) => !isLoss(curve)) },
  ].flatMap(({ name, own }) => (own.length === 0 ? [] : [specOf(title === undefined ? name : `${title}: ${name.toLowerCase()}`, own, group, createId())]));
}

function specOf(title: string, curves: Curves, group: string, chartId: string): ChartSpec {
  const series: SeriesSpec[] = [];
  const points: SeriesPoints[] = [];
  for (const [name, values] of curves) {
    series.push({ name, mark: 'line', dashed: name.startsWith('val_') });
    points.push({ x: values.map((_, epoch) => epoch + 1), y: values.map((value) => (Number.isFinite(value) ? value : null)) });
  }
  // The best epoch is that of what was validated, where something was.
  const judged = curves.filter(([name]) => name.startsWith('val_'));
  for (const [name, values] of judged.length > 0 ? judged : curves) {
    const best = bestOf(values, LOWER_IS_BETTER.test(name));
    if (best === null) continue;
    series.push({ name: `best ${name}, epoch ${best + 1}`, mark: 'points' });
    points.push({ x: [best + 1], y: [values[best] ?? null] });
  }
  return { chartId, title, x: { label: 'epoch', integer: true }, y: {}, series, points, group, live: false };
}

function bestOf(values: readonly number[], lower: boolean): number | null {
  let best: number | null = null;
  for (const [epoch, value] of values.entries()) {
    const than = best === null ? NaN : (values[best] ?? NaN);
    if (Number.isFinite(value) && (best === null || (lower ? value < than : value > than))) best = epoch;
  }
  return best;
}
