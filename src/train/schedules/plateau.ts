/** A rate that falls when a metric stops getting better. */
import { RATE, isRate, requireOption, requireStep } from './pure';
import type { Schedule } from './schedule';

export interface PlateauOptions {
  readonly learningRate: number;
  /** What the rate is multiplied by at a plateau; 0.1 unless told. Below 1. */
  readonly factor?: number;
  /** Reports without improvement after which the rate falls; 10 unless told. */
  readonly patience?: number;
  /** What counts as improvement: by more than this; 0.0001 unless told. */
  readonly minDelta?: number;
  /** Whether the metric gets better by falling ('min', unless told) or rising ('max'). */
  readonly mode?: 'min' | 'max';
  /** Reports after a fall in which none are counted; 0 unless told. */
  readonly cooldown?: number;
  /** The rate does not fall below; 0 unless told. */
  readonly minLearningRate?: number;
}

/** The rate's schedule, which must be told the metric: `report(value)`. */
export type PlateauSchedule = Schedule & { report(metric: number): void };

/** Keras's `ReduceLROnPlateau`. `at` is the same for all steps until the next report; a metric that is NaN is no improvement. */
export function reduceOnPlateau(options: PlateauOptions): PlateauSchedule {
  const { learningRate, factor = 0.1, patience = 10, minDelta = 1e-4, mode = 'min', cooldown = 0, minLearningRate = 0 } = options;
  const isWhole = (value: number) => Number.isInteger(value) && value >= 0;
  requireOption('reduceOnPlateau', 'learningRate', learningRate, isRate(learningRate), RATE);
  requireOption('reduceOnPlateau', 'factor', factor, factor >= 0 && factor < 1, 'at least 0 and below 1');
  requireOption('reduceOnPlateau', 'patience', patience, isWhole(patience), 'a whole number of reports');
  requireOption('reduceOnPlateau', 'cooldown', cooldown, isWhole(cooldown), 'a whole number of reports');
  requireOption('reduceOnPlateau', 'minDelta', minDelta, isRate(minDelta), RATE);
  requireOption('reduceOnPlateau', 'minLearningRate', minLearningRate, isRate(minLearningRate), RATE);
  if (mode !== 'min' && mode !== 'max') throw new RangeError(`reduceOnPlateau: mode is '${String(mode)}', but must be 'min' or 'max'.`);
  let [rate, waited, cooling] = [learningRate, 0, 0];
  let best: number | null = null;
  const isBetter = (metric: number) => !Number.isNaN(metric) && (best === null || (mode === 'min' ? metric < best - minDelta : metric > best + minDelta));

  return {
    at(step) {
      requireStep('reduceOnPlateau', step);
      return rate;
    },
    report(metric) {
      if (typeof metric !== 'number') throw new TypeError(`reduceOnPlateau: report() takes the metric's value, a number, but got ${typeof metric}; await metric.result() gives it.`);
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (isBetter(metric)) {
        best = metric;
        waited = 0;
      } else if (cooling === 0 && ++waited >= patience) {
        rate = rate > minLearningRate ? Math.max(rate * factor, minLearningRate) : rate;
        [waited, cooling] = [0, cooldown];
      }
    },
    // JSON has no infinity, which a metric that has diverged may be.
    state: () => ({ rate, waited, cooling, best: best !== null && Number.isFinite(best) ? best : null }),
    restore(state) {
      if (typeof state.rate !== 'number') throw new Error("reduceOnPlateau: this is another schedule's state; restore what state() of one of these gave.");
      [rate, waited, cooling, best] = [state.rate, state.waited ?? 0, state.cooling ?? 0, state.best ?? null];
    },
  };
}
