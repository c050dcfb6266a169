/** How large gradients and weights are, layer by layer. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainLines } from '../drawing';
import { isChosen, layerOf, requireWhole, type LayerChoice } from './parameters';
import type { Callback, TrainEvent } from './types';

export interface NormLoggerOptions {
  /** Parts of the names of variables, or patterns; all unless told. */
  readonly layers?: LayerChoice;
  /** Steps between two looks, 10 unless told; the steps that are looked at run uncompiled. */
  readonly every?: number;
}

/** L2 norms of the gradients, and of the weights that they belong to, by layer and of all together: a chart of lines each, on a logarithmic axis. */
export class NormLogger implements Callback {
  readonly name = 'NormLogger';
  readonly #layers: LayerChoice | undefined;
  readonly #every: number;
  #lines: { readonly gradients: TrainLines; readonly weights: TrainLines } | null = null;
  #reading: Promise<void> = Promise.resolve();

  constructor({ layers, every = 10 }: NormLoggerOptions = {}) {
    requireWhole('NormLogger', 'every', every);
    this.#layers = layers;
    this.#every = every;
  }

  onFitStart({ trainer }: TrainEvent): void {
    const { drawing } = trainer.looking;
    this.#lines = drawing && { gradients: drawing.lines({ title: 'Gradient norms', x: 'step', log: true }), weights: drawing.lines({ title: 'Weight norms', x: 'step', log: true }) };
  }

  wantsGradients({ step }: TrainEvent): boolean {
    return step % this.#every === 0;
  }

  onGradients(gradients: Readonly<Record<string, tfjs.Tensor>>, { trainer, module, step }: TrainEvent): void {
    const lines = this.#lines;
    if (lines === null) return;
    const own = Object.entries(gradients).filter(([name]) => isChosen(name, this.#layers));
    const weights = module.trainableVariables.filter(({ name }) => gradients[name] !== undefined && isChosen(name, this.#layers));
    const values = trainer.looking.read(() => [...own.map(([, gradient]) => gradient), ...weights].map((tensor) => tensor.square().sum()));
    this.#reading = Promise.all([values, this.#reading]).then(([squares]) => {
      const of = (names: readonly string[], from: number): Record<string, number> => byLayer(names, squares.slice(from, from + names.length).map(([value]) => value ?? NaN));
      lines.gradients.push(step + 1, of(own.map(([name]) => name), 0));
      lines.weights.push(step + 1, of(weights.map(({ name }) => name), own.length));
    });
    // Whoever waits for the end hears of a read that fails.
    this.#reading.catch(() => undefined);
  }

  async onFitEnd(): Promise<void> {
    await this.#reading;
    this.#lines?.gradients.end();
    this.#lines?.weights.end();
  }
}

/** Roots of the sums of squares: of each layer, and of all. */
function byLayer(names: readonly string[], squares: readonly number[]): Record<string, number> {
  const sums = new Map<string, number>();
  names.forEach((name, index) => sums.set(layerOf(name), (sums.get(layerOf(name)) ?? 0) + (squares[index] ?? NaN)));
  const all = squares.reduce((sum, square) => sum + square, 0);
  return { ...Object.fromEntries([...sums].map(([layer, square]) => [layer, Math.sqrt(square)])), ...(sums.size > 1 && { all: Math.sqrt(all) }) };
}
