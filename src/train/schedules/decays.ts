/** Rates that fall with the step, as Keras and PyTorch define them. Steps count from 0; beyond the last step a rate stays. */
import { COUNT, RATE, isCount, isRate, pure, requireOption } from './pure';
import type { Schedule } from './schedule';

/** The same rate at each step. */
export function constant(learningRate: number): Schedule {
  requireOption('constant', 'learningRate', learningRate, isRate(learningRate), RATE);
  return pure('constant', () => learningRate);
}

interface Decay {
  /** The rate of step 0. */
  readonly learningRate: number;
}

export interface StepOptions extends Decay {
  /** Steps between two falls; or tell `milestones`. */
  readonly stepSize?: number;
  /** The steps from which on the rate is lower, rising; instead of `stepSize`. */
  readonly milestones?: readonly number[];
  /** What the rate is multiplied by; 0.1 unless told. */
  readonly gamma?: number;
}

/** learningRate · gammaⁿ, n being the falls up to the step. PyTorch's `StepLR` and `MultiStepLR`. */
export function step({ learningRate, stepSize, milestones, gamma = 0.1 }: StepOptions): Schedule {
  requireOption('step', 'learningRate', learningRate, isRate(learningRate), RATE);
  requireOption('step', 'gamma', gamma, isRate(gamma), RATE);
  if ((stepSize === undefined) === (milestones === undefined)) throw new TypeError('step: give either stepSize, the steps between two falls, or milestones, the steps of the falls.');
  if (milestones !== undefined) return pure('step', (at) => learningRate * gamma ** milestones.filter((milestone) => milestone <= at).length);
  const size = stepSize as number;
  requireOption('step', 'stepSize', size, isCount(size), COUNT);
  return pure('step', (at) => learningRate * gamma ** Math.floor(at / size));
}

export interface ExponentialOptions extends Decay {
  /** What the rate is multiplied by every `decaySteps` (1 unless told). */
  readonly decayRate: number;
  readonly decaySteps?: number;
  /** Whether it falls all at once, rather than a little at each step. */
  readonly staircase?: boolean;
}

/** learningRate · decayRate^(step / decaySteps). Keras's `ExponentialDecay`. */
export function exponential({ learningRate, decayRate, decaySteps = 1, staircase = false }: ExponentialOptions): Schedule {
  requireOption('exponential', 'learningRate', learningRate, isRate(learningRate), RATE);
  requireOption('exponential', 'decayRate', decayRate, isRate(decayRate), RATE);
  requireOption('exponential', 'decaySteps', decaySteps, isCount(decaySteps), COUNT);
  return pure('exponential', (at) => learningRate * decayRate ** (staircase ? Math.floor(at / decaySteps) : at / decaySteps));
}

export interface PolynomialOptions extends Decay {
  /** Steps until `endLearningRate` is reached. */
  readonly decaySteps: number;
  /** 0.0001 unless told. */
  readonly endLearningRate?: number;
  /** 1, a straight line, unless told. */
  readonly power?: number;
  /** Whether the rate rises again beyond the end, to fall to the end at twice, three times, … `decaySteps`. */
  readonly cycle?: boolean;
}

/** (learningRate - end) · (1 - step / decaySteps)^power + end. Keras's `PolynomialDecay`. */
export function polynomial({ learningRate, decaySteps, endLearningRate = 0.0001, power = 1, cycle = false }: PolynomialOptions): Schedule {
  requireOption('polynomial', 'learningRate', learningRate, isRate(learningRate), RATE);
  requireOption('polynomial', 'endLearningRate', endLearningRate, isRate(endLearningRate), RATE);
  requireOption('polynomial', 'decaySteps', decaySteps, isCount(decaySteps), COUNT);
  requireOption('polynomial', 'power', power, power > 0 && Number.isFinite(power), 'a positive number');
  return pure('polynomial', (at) => {
    const steps = cycle ? decaySteps * Math.max(1, Math.ceil(at / decaySteps)) : decaySteps;
    return (learningRate - endLearningRate) * (1 - Math.min(at, steps) / steps) ** power + endLearningRate;
  });
}

export interface CosineOptions extends Decay {
  /** Steps of the fall; with `restarts`, of the first one. */
  readonly decaySteps: number;
  /** The rate at the end, as a share of `learningRate`; 0 unless told. */
  readonly alpha?: number;
  /** Starts again at each end: each fall takes `tMul` (2) times as many steps as the one before, from `mMul` (1) times its height. */
  readonly restarts?: boolean | { readonly tMul?: number; readonly mMul?: number };
}

/**
 * learningRate · ((1 - alpha) · m · (1 + cos π·t) / 2 + alpha), t being the share of the fall that is done and m its height.
 * Keras's `CosineDecay` and `CosineDecayRestarts`; Loshchilov and Hutter, "SGDR", ICLR 2017.
 */
export function cosine({ learningRate, decaySteps, alpha = 0, restarts = false }: CosineOptions): Schedule {
  requireOption('cosine', 'learningRate', learningRate, isRate(learningRate), RATE);
  requireOption('cosine', 'decaySteps', decaySteps, isCount(decaySteps), COUNT);
  requireOption('cosine', 'alpha', alpha, isRate(alpha), RATE);
  const { tMul = 2, mMul = 1 } = typeof restarts === 'object' ? restarts : {};
  requireOption('cosine', 'restarts.tMul', tMul, tMul >= 1 && Number.isFinite(tMul), 'a number of at least 1');
  requireOption('cosine', 'restarts.mMul', mMul, isRate(mMul), RATE);
  const rate = (done: number, height: number) => learningRate * ((1 - alpha) * height * 0.5 * (1 + Math.cos(Math.PI * done)) + alpha);
  if (restarts === false) return pure('cosine', (at) => rate(Math.min(at / decaySteps, 1), 1));
  return pure('cosine', (at) => {
    const { done, falls } = placeIn(at, decaySteps, tMul);
    return rate(done, mMul ** falls);
  });
}

/** Which fall a step is in. Counted rather than solved by a logarithm, whose rounding would put restarts a step late. */
function placeIn(at: number, first: number, tMul: number): { readonly done: number; readonly falls: number } {
  if (tMul === 1) return { done: (at % first) / first, falls: Math.floor(at / first) };
  let [start, length, falls] = [0, first, 0];
  while (at >= start + length) {
    start += length;
    length *= tMul;
    falls++;
  }
  return { done: (at - start) / length, falls };
}
