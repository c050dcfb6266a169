/** How weights and gradients are distributed, epoch by epoch. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainHistogram } from '../drawing';
import type { Looking } from '../trainer/looking';
import { chosen, isChosen, requireWhole, type LayerChoice } from './parameters';
import type { Callback, TrainEvent } from './types';

export interface HistogramLoggerOptions {
  /** Parts of the names of variables, or patterns; all unless told. */
  readonly layers?: LayerChoice;
  /** Epochs between two looks; 1 unless told. */
  readonly every?: number;
  /** Gradients of the first batch of such an epoch, too; true unless told. Its step runs uncompiled. */
  readonly gradients?: boolean;
}

const BINS = 30;
/** More would be no picture. */
const MOST = 16;

let made = 0;

/** Histograms of weights at the end of epochs, and of gradients at their start: strips over time, with a slider. */
export class HistogramLogger implements Callback {
  readonly name = 'HistogramLogger';
  readonly #layers: LayerChoice | undefined;
  readonly #every: number;
  readonly #gradients: boolean;
  readonly #id = `histograms-${++made}`;
  #read: Promise<Record<string, TrainHistogram>> | null = null;

  constructor({ layers, every = 1, gradients = true }: HistogramLoggerOptions = {}) {
    requireWhole('HistogramLogger', 'every', every);
    this.#layers = layers;
    this.#every = every;
    this.#gradients = gradients;
  }

  wantsGradients({ epoch, batchIndex }: TrainEvent): boolean {
    return this.#gradients && batchIndex === 0 && epoch % this.#every === 0;
  }

  onGradients(gradients: Readonly<Record<string, tfjs.Tensor>>, { trainer }: TrainEvent): void {
    const own = Object.entries(gradients).filter(([name]) => isChosen(name, this.#layers));
    this.#read = histograms(trainer.looking, own.slice(0, MOST));
    // Whoever waits for the epoch's end hears of a read that fails.
    this.#read.catch(() => undefined);
  }

  async onEpochEnd({ trainer, module, epoch }: TrainEvent): Promise<void> {
    if (epoch % this.#every !== 0 || trainer.looking.drawing === null) return;
    const variables = chosen(module.trainableVariables, this.#layers, 'HistogramLogger').slice(0, MOST);
    const label = `epoch ${epoch + 1}`;
    trainer.looking.drawing.histograms(`${this.#id}-weights`, 'Weights', label, await histograms(trainer.looking, variables.map((variable) => [variable.name, variable] as const)));
    const gradients = await this.#read;
    this.#read = null;
    if (gradients !== null) trainer.looking.drawing.histograms(`${this.#id}-gradients`, 'Gradients', label, gradients);
  }
}

async function histograms(looking: Looking, named: readonly (readonly [name: string, tensor: tfjs.Tensor])[]): Promise<Record<string, TrainHistogram>> {
  const values = await looking.read(() => named.map(([, tensor]) => tensor));
  return Object.fromEntries(named.map(([name], index) => [name, histogram(values[index] ?? [])]));
}

/** Counts in bins of equal width from the least to the greatest finite value. */
export function histogram(values: ArrayLike<number>): TrainHistogram {
  let [low, high, notFinite] = [Infinity, -Infinity, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (!Number.isFinite(value)) notFinite++;
    else [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (low > high) return { low: 0, high: 0, counts: Array.from({ length: BINS }, () => 0), notFinite };
  const counts = Array.from({ length: BINS }, () => 0);
  const scale = high > low ? BINS / (high - low) : 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(BINS - 1, Math.floor((value - low) * scale));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts, notFinite };
}
