/** Learning rates by step, from 0. */
import type { Schedule } from './train';

export function constant(learningRate: number): Schedule;
/** Multiplied by `gamma` (0.1) every `stepSize` steps, or at `milestones`. */
export function step(options: { readonly learningRate: number; readonly stepSize?: number; readonly milestones?: readonly number[]; readonly gamma?: number }): Schedule;
/** learningRate · decayRate^(step / decaySteps). */
export function exponential(options: { readonly learningRate: number; readonly decayRate: number; readonly decaySteps?: number; readonly staircase?: boolean }): Schedule;
/** To `endLearningRate` (0.0001) in `decaySteps`, by a `power` (1). */
export function polynomial(options: { readonly learningRate: number; readonly decaySteps: number; readonly endLearningRate?: number; readonly power?: number; readonly cycle?: boolean }): Schedule;
/** Half a cosine down to `alpha` times the rate; with restarts again and again (Loshchilov and Hutter, 2017). */
export function cosine(options: { readonly learningRate: number; readonly decaySteps: number; readonly alpha?: number; readonly restarts?: boolean | { readonly tMul?: number; readonly mMul?: number } }): Schedule;
/** Up and down once (Smith and Topin, 2018). */
export function oneCycle(options: {
  readonly maxLearningRate: number;
  readonly totalSteps: number;
  readonly pctStart?: number;
  readonly divFactor?: number;
  readonly finalDivFactor?: number;
  readonly annealStrategy?: 'cos' | 'linear';
  readonly threePhase?: boolean;
}): Schedule;
/** Rises from `from` (0) during so many steps, then goes on with another schedule or a constant rate. */
export function warmup(options: { readonly steps: number; readonly from?: number }, then: Schedule | number): Schedule;
/** Falls when a metric stops getting better; a Trainer tells it the metric. */
export function reduceOnPlateau(options: {
  readonly learningRate: number;
  readonly factor?: number;
  readonly patience?: number;
  readonly minDelta?: number;
  readonly mode?: 'min' | 'max';
  readonly cooldown?: number;
  readonly minLearningRate?: number;
}): Schedule & { report(metric: number): void };
