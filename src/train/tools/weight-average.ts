/** Averages of weights over training: exponential (EMA) or plain (stochastic weight averaging). */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { readAll, sameShape, shapeText } from './tensors';
import type { TensorFlow } from './tensorflow';

export interface EmaOptions {
  /** Share of the average that stays at each update; 0.999 unless told. */
  readonly decay?: number;
  /** Averages less at first: the decay is at most (1 + updates) / (10 + updates), as TensorFlow's `ExponentialMovingAverage` does. */
  readonly warmup?: boolean;
}

export interface WeightAverage {
  /** Takes the variables' values into the average; on the device, without a read. */
  update(): void;
  /** Puts the average into the variables and keeps their values. @throws Error where it is there already */
  apply(): void;
  /** Puts the variables' own values back. */
  restore(): void;
  /** Calls `fn` with the average in the variables, and puts their own values back whatever happens. */
  using<T>(fn: () => T | Promise<T>): Promise<T>;
  /** For checkpoints: the number of updates and the averages, in the order of the variables; one read. */
  state(): Promise<WeightAverageState>;
  /** @throws Error naming the shapes where the state is of other variables */
  load(state: WeightAverageState): void;
  dispose(): void;
}

/** For those who end a training with the average. */
export interface SettlingAverage extends WeightAverage {
  /** Leaves the average in the variables, and disposes of all else. */
  settle(): void;
}

export interface WeightAverageState {
  readonly updates: number;
  readonly averages: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
}

/** average += (1 - decay) · (value - average), beginning with the values at hand. */
export function ema(tf: TensorFlow, variables: readonly Variable[], { decay = 0.999, warmup = false }: EmaOptions = {}): SettlingAverage {
  if (!(decay >= 0 && decay < 1)) throw new RangeError(`ema: decay is ${String(decay)}, but must be at least 0 and below 1, such as 0.999.`);
  return new Averaged(tf, 'ema', variables, (updates) => (warmup ? tf.maximum(1 - decay, tf.sub(1, updates.add(1).div(updates.add(10)))) : tf.scalar(1 - decay)));
}

/**
 * The mean of the values at each update, none before the first: Izmailov et al., "Averaging Weights Leads to Wider Optima
 * and Better Generalization", UAI 2018. Update once an epoch, late in training. Statistics of batch normalization are not
 * averaged by passing trainable variables only: they need a pass over the data with the averaged weights.
 */
export function averageWeights(tf: TensorFlow, variables: readonly Variable[]): SettlingAverage {
  return new Averaged(tf, 'averageWeights', variables, (updates) => tf.div(1, updates.add(1)));
}

interface Pair {
  readonly variable: Variable;
  readonly average: Variable;
}

class Averaged implements SettlingAverage {
  readonly #pairs: readonly Pair[];
  /** Counted on the device, where compiled steps advance it too. */
  readonly #updates: Variable;
  #own: Tensor[] | null = null;

  constructor(
    private readonly tf: TensorFlow,
    private readonly name: string,
    variables: readonly Variable[],
    /** The share of the value in the new average, by the scalar of updates before. */
    private readonly share: (updates: Tensor) => Tensor,
  ) {
    if (variables.length === 0) throw new Error(`${name}: there are no variables to average; pass those of the model, once it is built.`);
    const odd = variables.find(({ dtype }) => dtype !== 'float32');
    if (odd !== undefined) throw new TypeError(`${name}: '${odd.name}' is ${odd.dtype}, which has no average; leave it out.`);
    this.#pairs = tf.tidy(() => variables.map((variable) => ({ variable, average: tf.variable(variable.clone(), false) })));
    this.#updates = tf.tidy(() => tf.variable(tf.scalar(0), false));
  }

  update(): void {
    if (this.#own !== null) throw new Error(`${this.name}: the average is in the variables; restore() their own values before an update.`);
    this.tf.tidy(() => {
      const share = this.share(this.#updates);
      for (const { variable, average } of this.#pairs) average.assign(average.add(variable.sub(average).mul(share)));
      this.#updates.assign(this.#updates.add(1));
    });
  }

  apply(): void {
    if (this.#own !== null) throw new Error(`${this.name}: the average is in the variables already; restore() first.`);
    this.#own = this.tf.tidy(() => this.#pairs.map(({ variable }) => this.tf.keep(variable.clone())));
    for (const { variable, average } of this.#pairs) assignCopy(this.tf, variable, average);
  }

  restore(): void {
    if (this.#own === null) throw new Error(`${this.name}: the variables have their own values; apply() puts the average in.`);
    this.#pairs.forEach(({ variable }, index) => variable.assign(this.#own?.[index] as Tensor));
    this.tf.dispose(this.#own);
    this.#own = null;
  }

  async using<T>(fn: () => T | Promise<T>): Promise<T> {
    this.apply();
    try {
      return await fn();
    } finally {
      this.restore();
    }
  }

  async state(): Promise<WeightAverageState> {
    const [updates, ...averages] = await readAll(this.tf, () => [this.#updates, ...this.#pairs.map(({ average }) => average)]);
    return { updates: updates?.values[0] ?? 0, averages: averages.flatMap((one) => (one === null ? [] : [{ shape: one.shape, values: [...one.values] }])) };
  }

  load({ updates, averages }: WeightAverageState): void {
    const texts = [averages.map(({ shape }) => shapeText(shape)).join(', '), this.#pairs.map(({ variable }) => shapeText(variable.shape)).join(', ')];
    if (averages.length !== this.#pairs.length || !averages.every(({ shape }, index) => sameShape(shape, this.#pairs[index]?.variable.shape ?? []))) {
      throw new Error(`${this.name}: the saved averages have shapes ${texts[0]}, the variables ${texts[1]}; load what state() of the same model's gave.`);
    }
    this.tf.tidy(() => {
      this.#pairs.forEach(({ average }, index) => average.assign(this.tf.tensor([...(averages[index]?.values ?? [])], average.shape, 'float32')));
      this.#updates.assign(this.tf.scalar(updates));
    });
  }

  settle(): void {
    if (this.#own === null) this.apply();
    this.tf.dispose(this.#own ?? []);
    this.#own = null;
    this.dispose();
  }

  dispose(): void {
    if (this.#own !== null) this.restore();
    this.tf.dispose([this.#updates, ...this.#pairs.map(({ average }) => average)]);
  }
}

function assignCopy(tf: TensorFlow, variable: Variable, value: Tensor): void {
  tf.tidy(() => variable.assign(value.clone()));
}
