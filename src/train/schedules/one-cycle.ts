/** Up to a high rate and down to a tiny one, in one run. */
import { COUNT, isCount, pure, requireOption } from './pure';
import type { Schedule } from './schedule';

export interface OneCycleOptions {
  /** The highest rate; `findLearningRate` suggests one. */
  readonly maxLearningRate: number;
  /** Steps of the whole training; later steps keep the last rate. */
  readonly totalSteps: number;
  /** Share of the steps in which the rate rises; 0.3 unless told. */
  readonly pctStart?: number;
  /** The first rate is `maxLearningRate / divFactor`; 25 unless told. */
  readonly divFactor?: number;
  /** The last rate is the first one over this; 10,000 unless told. */
  readonly finalDivFactor?: number;
  /** How the rate goes between: 'cos' (unless told) or 'linear'. */
  readonly annealStrategy?: 'cos' | 'linear';
  /** Whether it first falls as it rose, and only then to the last rate. */
  readonly threePhase?: boolean;
}

interface Phase {
  /** Its last step; phases of a few steps may end between steps. */
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** PyTorch's `OneCycleLR`, with its defaults; Smith and Topin, "Super-Convergence", 2018. */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { maxLearningRate: max, totalSteps, pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4, annealStrategy = 'cos', threePhase = false } = options;
  const isPositive = (value: number) => value > 0 && Number.isFinite(value);
  requireOption('oneCycle', 'maxLearningRate', max, isPositive(max), 'a positive number');
  requireOption('oneCycle', 'totalSteps', totalSteps, isCount(totalSteps), COUNT);
  requireOption('oneCycle', 'pctStart', pctStart, pctStart >= 0 && pctStart <= (threePhase ? 0.5 : 1), threePhase ? 'from 0 to 0.5 for three phases' : 'from 0 to 1');
  requireOption('oneCycle', 'divFactor', divFactor, isPositive(divFactor), 'a positive number');
  requireOption('oneCycle', 'finalDivFactor', finalDivFactor, isPositive(finalDivFactor), 'a positive number');
  if (annealStrategy !== 'cos' && annealStrategy !== 'linear') throw new RangeError(`oneCycle: annealStrategy is '${String(annealStrategy)}', but must be 'cos' or 'linear'.`);
  const first = max / divFactor;
  const last = first / finalDivFactor;
  const top = pctStart * totalSteps - 1;
  const phases: readonly Phase[] = threePhase
    ? [{ end: top, from: first, to: max }, { end: 2 * pctStart * totalSteps - 2, from: max, to: first }, { end: totalSteps - 1, from: first, to: last }]
    : [{ end: top, from: first, to: max }, { end: totalSteps - 1, from: max, to: last }];
  const anneal = annealStrategy === 'cos' ? (done: number) => 0.5 * (1 - Math.cos(Math.PI * done)) : (done: number) => done;
  return pure('oneCycle', (at) => {
    const step = Math.min(at, totalSteps - 1);
    const found = phases.findIndex(({ end }) => step <= end);
    const index = found < 0 ? phases.length - 1 : found;
    const { end, from, to } = phases[index] as Phase;
    const start = Math.max(0, phases[index - 1]?.end ?? 0);
    return end <= start ? to : from + (to - from) * anneal((step - start) / (end - start));
  });
}
