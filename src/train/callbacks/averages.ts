/** Averages of weights, on the device; training goes on with its own, and the averages take their place when it ends. */
import type { Variable } from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { averageWeights, ema, type SettlingAverage, type WeightAverageState } from '../tools/weight-average';
import type { Callback, TrainEvent } from './types';

/** What the two share: `make` begins an average with the values at hand. */
abstract class Averaging implements Callback {
  abstract readonly name: string;
  #average: SettlingAverage | null = null;
  #isInPlace = false;
  /** Of a checkpoint, until the variables are at hand. */
  #restored: WeightAverageState | null = null;

  protected abstract make(variables: readonly Variable[]): SettlingAverage;

  protected current(event: TrainEvent): SettlingAverage | null {
    if (this.#restored === null) return this.#average;
    const average = this.begin(event);
    average.load(this.#restored);
    this.#restored = null;
    return average;
  }
  protected begin(event: TrainEvent): SettlingAverage {
    this.#average?.dispose();
    return (this.#average = this.make(event.module.variables.filter(({ dtype }) => dtype === 'float32')));
  }

  /** Validation judges the averages. */
  onValidationStart(event: TrainEvent): void {
    this.current(event)?.apply();
    this.#isInPlace = this.#average !== null;
  }
  onValidationEnd(): void {
    if (this.#isInPlace) this.#average?.restore();
    this.#isInPlace = false;
  }
  onFitEnd(event: TrainEvent): void {
    this.current(event)?.settle();
    this.#average = null;
  }

  async state(): Promise<unknown> {
    return (await this.#average?.state()) ?? null;
  }
  restore(state: unknown): void {
    this.#restored = state as WeightAverageState;
  }
}

export interface EmaCallbackOptions {
  /** In (0, 1); 0.999 unless told. */
  readonly decay?: number;
  /** Between two updates, which count as that many; 1 unless told. */
  readonly everyNSteps?: number;
}
export interface SwaOptions {
  /** From 0, or a share of all epochs below 1; 0.8 unless told. */
  readonly startEpoch?: number;
}
export interface AverageCallbacks {
  /** An exponential moving average of the weights: average += (weight − average) · (1 − decay) after every step. */
  readonly EMA: new (options?: EmaCallbackOptions) => Callback;
  /** The mean of the weights after each epoch from a certain one on (Izmailov et al., "Averaging weights leads to wider optima and better generalization", 2018). */
  readonly StochasticWeightAveraging: new (options?: SwaOptions) => Callback;
}

export function createAverageCallbacks(tf: TrainOps): AverageCallbacks {
  return {
    EMA: class EMA extends Averaging {
      readonly name = 'EMA';
      readonly #decay: number;
      readonly #every: number;

      constructor({ decay = 0.999, everyNSteps = 1 }: EmaCallbackOptions = {}) {
        super();
        if (!(decay > 0 && decay < 1)) throw new RangeError(`decay of EMA lies between 0 and 1, such as 0.999; here is ${String(decay)}`);
        if (!Number.isInteger(everyNSteps) || everyNSteps < 1) throw new RangeError(`everyNSteps of EMA is a whole number from 1 on; here is ${String(everyNSteps)}`);
        this.#decay = decay ** everyNSteps;
        this.#every = everyNSteps;
      }
      protected make(variables: readonly Variable[]): SettlingAverage {
        return ema(tf, variables, { decay: this.#decay });
      }
      onBatchEnd(event: TrainEvent): void {
        if (event.step % this.#every !== 0) return;
        const average = this.current(event);
        if (average === null) this.begin(event);
        else average.update();
      }
    },

    StochasticWeightAveraging: class StochasticWeightAveraging extends Averaging {
      readonly name = 'StochasticWeightAveraging';
      readonly #start: number;

      constructor({ startEpoch = 0.8 }: SwaOptions = {}) {
        super();
        if (!(startEpoch >= 0) || (startEpoch >= 1 && !Number.isInteger(startEpoch))) throw new RangeError(`startEpoch of StochasticWeightAveraging is an epoch from 0 on or a share below 1; here is ${String(startEpoch)}`);
        this.#start = startEpoch;
      }
      protected make(variables: readonly Variable[]): SettlingAverage {
        return averageWeights(tf, variables);
      }
      onEpochEnd(event: TrainEvent): void {
        const start = this.#start >= 1 || this.#start === 0 ? this.#start : Math.floor(this.#start * event.trainer.maxEpochs);
        if (event.epoch >= start) (this.current(event) ?? this.begin(event)).update();
      }
    },
  };
}
