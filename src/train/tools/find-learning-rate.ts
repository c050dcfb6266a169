/** Which learning rate to train with: a short training in which the rate grows until the loss does, too. */
import type { Scalar, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';
import { readAll } from './tensors';

export interface LearningRateSearch {
  /** Does a training step with this rate, and gives its loss: a scalar, which is disposed here, or a number. */
  step(learningRate: number): Scalar | number | Promise<Scalar | number>;
  /** What the steps change, and what is put back at the end: the model's variables, and those of an optimizer that goes on. */
  readonly variables: readonly Variable[];
  /** The first rate; 1e-7 unless told. */
  readonly from?: number;
  /** The last rate; 10 unless told. */
  readonly to?: number;
  /** Steps; 100 unless told. */
  readonly steps?: number;
  /** Share of the smoothed loss that stays at each step; 0.9 unless told. */
  readonly smoothing?: number;
  /** Ends where the smoothed loss is this many times the lowest; 4 unless told. */
  readonly divergence?: number;
}

export interface LearningRateFound {
  /** One for each step that was done, growing by the same factor. */
  readonly learningRates: number[];
  readonly losses: number[];
  /** Losses, averaged exponentially; the average is corrected for its beginning at 0, as Adam's are. */
  readonly smoothed: number[];
  /** Where the smoothed loss falls most steeply against the logarithm of the rate; null where it never falls. */
  readonly suggestion: number | null;
  /** Whether it ended by divergence. */
  readonly isDiverged: boolean;
}

/** Losses of so many steps are read at once. */
const READ = 10;

/**
 * Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017; suggestion and divergence as fastai's `lr_find`
 * has them ("steep"). Variables have their values again afterwards, also where a step fails.
 * @throws RangeError naming the option that cannot be
 */
export async function findLearningRate(tf: TensorFlow, search: LearningRateSearch): Promise<LearningRateFound> {
  const { from = 1e-7, to = 10, steps = 100, smoothing = 0.9, divergence = 4, variables } = search;
  if (!(from > 0) || !(to > from) || !Number.isFinite(to)) throw new RangeError(`findLearningRate: rates go from ${from} to ${to}; both must be positive, and the second one larger.`);
  if (!Number.isInteger(steps) || steps < 2) throw new RangeError(`findLearningRate: steps is ${String(steps)}, but must be a whole number of at least 2; 100 is usual.`);
  if (!(smoothing >= 0 && smoothing < 1)) throw new RangeError(`findLearningRate: smoothing is ${String(smoothing)}, but must be at least 0 and below 1.`);
  if (!(divergence > 1)) throw new RangeError(`findLearningRate: divergence is ${String(divergence)}, but must be above 1.`);
  const kept = variables.map((variable) => ({ variable, value: tf.tidy(() => tf.keep(variable.clone())) }));
  const curve = new Curve(smoothing, divergence);
  const pending: { readonly rate: number; readonly loss: Scalar | number }[] = [];
  try {
    for (let step = 0; step < steps && !curve.isDiverged; step++) {
      const rate = from * (to / from) ** (step / (steps - 1));
      pending.push({ rate, loss: await search.step(rate) });
      if (pending.length === READ || step === steps - 1) await read(tf, pending.splice(0), curve);
    }
  } finally {
    tf.dispose(pending.map(({ loss }) => loss));
    for (const { variable, value } of kept) {
      if (!variable.isDisposed) variable.assign(value);
      value.dispose();
    }
  }
  return { ...curve.found, suggestion: steepest(curve.found.learningRates, curve.found.smoothed), isDiverged: curve.isDiverged };
}

async function read(tf: TensorFlow, done: readonly { readonly rate: number; readonly loss: Scalar | number }[], curve: Curve): Promise<void> {
  try {
    const values = await readAll(tf, () => done.map(({ loss }) => (typeof loss === 'number' ? null : loss.mean())));
    done.forEach(({ rate, loss }, index) => curve.add(rate, typeof loss === 'number' ? loss : (values[index]?.values[0] ?? NaN)));
  } finally {
    tf.dispose(done.map(({ loss }) => loss));
  }
}

class Curve {
  readonly found = { learningRates: [] as number[], losses: [] as number[], smoothed: [] as number[] };
  isDiverged = false;
  #average = 0;
  #lowest = Infinity;

  constructor(
    private readonly smoothing: number,
    private readonly divergence: number,
  ) {}

  /** What comes after the divergence, read with it, is left out. */
  add(rate: number, loss: number): void {
    if (this.isDiverged) return;
    if (!Number.isFinite(loss)) {
      this.isDiverged = true;
      return;
    }
    const { learningRates, losses, smoothed } = this.found;
    this.#average = this.smoothing * this.#average + (1 - this.smoothing) * loss;
    const corrected = this.#average / (1 - this.smoothing ** (losses.length + 1));
    learningRates.push(rate);
    losses.push(loss);
    smoothed.push(corrected);
    this.#lowest = Math.min(this.#lowest, corrected);
    // A lowest loss of 0 or less, which only odd losses have, says nothing of multiples.
    this.isDiverged = this.#lowest > 0 && corrected > this.divergence * this.#lowest;
  }
}

/** The rate before the steepest fall. The first tenth, where smoothing has hardly begun, is left out, as in fastai. */
function steepest(rates: readonly number[], smoothed: readonly number[]): number | null {
  // A flat curve falls by what its rounding makes of it.
  let [best, slope]: [number | null, number] = [null, -1e-9 * Math.max(...smoothed.map(Math.abs))];
  for (let index = Math.floor(rates.length / 10); index + 1 < rates.length; index++) {
    const [rate, next] = [rates[index] as number, rates[index + 1] as number];
    const fall = ((smoothed[index + 1] as number) - (smoothed[index] as number)) / Math.log(next / rate);
    if (fall < slope) [best, slope] = [rate, fall];
  }
  return best;
}
