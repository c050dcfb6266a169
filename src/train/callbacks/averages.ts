import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { Callback, TrainEvent } from './types';

/** Averages of weights, on the device; training goes on with its own, and the averages take their place when it ends. */
abstract class Averaging implements Callback {
  abstract readonly name: string;
  #averages: Tensor[] | null = null;
  #own: Tensor[] | null = null;
  /** Of a checkpoint, until the variables are at hand. */
  #restored: readonly (readonly number[])[] | null = null;

  protected abstract factor(): number;

  /** average += (value − average) · factor */
  protected take(event: TrainEvent): void {
    const variables = averaged(event);
    const before = this.#current(event);
    const factor = this.factor();
    this.#averages = variables.map((variable, index) => {
      const average = before?.[index];
      if (average === undefined) return copyOf(variable);
      const difference = variable.sub(average);
      const part = difference.mul(factor);
      const next = average.add(part);
      for (const one of [difference, part, average]) one.dispose();
      return next;
    });
  }

  /** Validation judges the averages. */
  onValidationStart(event: TrainEvent): void {
    const averages = this.#current(event);
    if (averages === null) return;
    this.#own = averaged(event).map(copyOf);
    assign(event, averages);
  }
  onValidationEnd(event: TrainEvent): void {
    if (this.#own === null) return;
    assign(event, this.#own);
    for (const value of this.#own) value.dispose();
    this.#own = null;
  }
  onFitEnd(event: TrainEvent): void {
    const averages = this.#current(event);
    if (averages === null) return;
    assign(event, averages);
    for (const average of averages) average.dispose();
    this.#averages = null;
  }

  #current(event: TrainEvent): Tensor[] | null {
    const restored = this.#restored;
    if (restored !== null) this.#averages = averaged(event).map(({ shape }, index) => event.trainer.tensor(Float32Array.from(restored[index] ?? []), shape));
    this.#restored = null;
    return this.#averages;
  }

  async state(): Promise<unknown> {
    return this.#averages === null ? null : { averages: await Promise.all(this.#averages.map(async (average) => [...(await average.data())])) };
  }
  restore(state: unknown): void {
    this.#restored = (state as { readonly averages: readonly (readonly number[])[] }).averages;
  }
}

const averaged = ({ module }: TrainEvent): Variable[] => module.variables.filter(({ dtype }) => dtype === 'float32');

/** Not a clone: a step may change a variable's values where they lie. */
const copyOf = (tensor: Tensor): Tensor => tensor.add(0);

function assign(event: TrainEvent, values: readonly Tensor[]): void {
  averaged(event).forEach((variable, index) => {
    const copy = copyOf(values[index] as Tensor);
    variable.assign(copy);
    copy.dispose();
  });
}

/** An exponential moving average of the weights: average += (weight − average) · (1 − decay) after every step. */
export class EMA extends Averaging {
  readonly name = 'EMA';
  readonly #decay: number;
  readonly #every: number;

  /** @param options decay in (0, 1), 0.999 unless told; everyNSteps between two, 1 unless told, which count as that many steps */
  constructor({ decay = 0.999, everyNSteps = 1 }: { readonly decay?: number; readonly everyNSteps?: number } = {}) {
    super();
    if (!(decay > 0 && decay < 1)) throw new RangeError(`decay of EMA lies between 0 and 1, such as 0.999; here is ${String(decay)}`);
    if (!Number.isInteger(everyNSteps) || everyNSteps < 1) throw new RangeError(`everyNSteps of EMA is a whole number from 1 on; here is ${String(everyNSteps)}`);
    this.#decay = decay;
    this.#every = everyNSteps;
  }
  protected factor(): number {
    return 1 - this.#decay ** this.#every;
  }
  onBatchEnd(event: TrainEvent): void {
    if (event.step % this.#every === 0) this.take(event);
  }
}

/** The mean of the weights after each epoch from a certain one on (Izmailov et al., "Averaging weights leads to wider optima and better generalization", 2018). */
export class StochasticWeightAveraging extends Averaging {
  readonly name = 'StochasticWeightAveraging';
  readonly #start: number;
  #taken = 0;

  /** @param options startEpoch from 0, or a share of all epochs below 1; 0.8 unless told */
  constructor({ startEpoch = 0.8 }: { readonly startEpoch?: number } = {}) {
    super();
    if (!(startEpoch >= 0) || (startEpoch >= 1 && !Number.isInteger(startEpoch))) throw new RangeError(`startEpoch of StochasticWeightAveraging is an epoch from 0 on or a share below 1; here is ${String(startEpoch)}`);
    this.#start = startEpoch;
  }
  protected factor(): number {
    return 1 / (this.#taken + 1);
  }
  onEpochEnd(event: TrainEvent): void {
    const start = this.#start >= 1 || this.#start === 0 ? this.#start : Math.floor(this.#start * event.trainer.maxEpochs);
    if (event.epoch < start) return;
    this.take(event);
    this.#taken++;
  }
  override async state(): Promise<unknown> {
    const averages = await super.state();
    return typeof averages === 'object' && averages !== null ? { ...averages, taken: this.#taken } : null;
  }
  override restore(state: unknown): void {
    super.restore(state);
    this.#taken = (state as { readonly taken: number }).taken;
  }
}
