/** How much a loss is multiplied by, so that gradients do not vanish in 16 bits: pure state and what follows it. */

/** Dynamic: halved when a gradient is not finite, doubled after `growthSteps` finite ones in a row. */
export interface DynamicScale {
  readonly initialScale?: number;
  /** Finite steps in a row after which the scale doubles; 2,000 unless told. */
  readonly growthSteps?: number;
}

/** The options of `LossScaleOptimizer`: a fixed scale, or a dynamic one. */
export type LossScaleOptions = { readonly fixed: number } | DynamicScale;

/** Complete, checked. `growthSteps` null is a fixed scale. */
export interface LossScaleRule {
  readonly initialScale: number;
  readonly growthSteps: number | null;
}

export interface LossScaleState {
  readonly scale: number;
  /** Finite steps since the scale last changed. */
  readonly goodSteps: number;
  /** Steps that were skipped since the beginning. */
  readonly skipped: number;
}

/** As Keras's `LossScaleOptimizer` begins. */
const INITIAL = 2 ** 15;
const GROWTH = 2000;
/** Doubling ends before float32 does, halving at 1: below it a scale would hide what is wrong elsewhere. */
export const LARGEST = 2 ** 126;
export const SMALLEST = 1;

/** @throws RangeError naming the option and what it may be */
export function lossScaleRule(options: LossScaleOptions = {}): LossScaleRule {
  const isScale = (scale: number) => typeof scale === 'number' && scale >= SMALLEST && scale <= LARGEST;
  if ('fixed' in options) {
    if (!isScale(options.fixed)) throw new RangeError(`LossScaleOptimizer: fixed is ${String(options.fixed)}, but a scale is from 1 to 2^126, best a power of 2.`);
    return { initialScale: options.fixed, growthSteps: null };
  }
  const { initialScale = INITIAL, growthSteps = GROWTH } = options;
  if (!isScale(initialScale)) throw new RangeError(`LossScaleOptimizer: initialScale is ${String(initialScale)}, but a scale is from 1 to 2^126, best a power of 2.`);
  if (!Number.isInteger(growthSteps) || growthSteps < 1) throw new RangeError(`LossScaleOptimizer: growthSteps is ${String(growthSteps)}, but counts steps: 1, 2, …`);
  return { initialScale, growthSteps };
}

export const firstLossScale = ({ initialScale }: LossScaleRule): LossScaleState => ({ scale: initialScale, goodSteps: 0, skipped: 0 });

/** The state after a step whose gradients were finite, or not and which was skipped. */
export function nextLossScale({ growthSteps }: LossScaleRule, { scale, goodSteps, skipped }: LossScaleState, isFinite: boolean): LossScaleState {
  if (growthSteps === null) return { scale, goodSteps: 0, skipped: isFinite ? skipped : skipped + 1 };
  if (!isFinite) return { scale: Math.max(scale / 2, SMALLEST), goodSteps: 0, skipped: skipped + 1 };
  const good = goodSteps + 1;
  return good < growthSteps ? { scale, goodSteps: good, skipped } : { scale: Math.min(scale * 2, LARGEST), goodSteps: 0, skipped };
}
