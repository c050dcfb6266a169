/** Loops of one's own. */
import type { Optimizer, Scalar } from '@tensorflow/tfjs';
import type { TrainData } from './train';

/** A loop of one's own, with what `accelerate` adds to it. */
export interface Accelerated {
  /**
   * The epochs that are to be trained, from 0. A loop that was cut off, with its tab or its kernel, and is resumed begins at
   * its epoch, and `data` at its batch; the model, the optimizer, the random numbers and the order of the data are as they were.
   */
  readonly epochs: AsyncIterable<number>;
  /** Batches of the next epoch; each is freed when the next is taken. None for an epoch that was done before a cut. */
  readonly data: AsyncIterable<any>;
  /** Adds the loss's gradients to those that wait for `step`; gives the loss, to be disposed. */
  backward(loss: () => Scalar): Scalar;
  /** Scales the gradients that wait to at most an L2 `norm` together, or cuts each value to ± `value`. */
  clipGradients(clip: { readonly norm?: number; readonly value?: number }): void;
  /** Updates with the mean of what waits. @throws Error where `backward` was not called */
  step(): void;
  /** Charts scalars of this batch; tensors stay the caller's. */
  log(values: Readonly<Record<string, number | Scalar>>): void;
  /** What the loop itself counts, such as its best loss: kept with its checkpoints, as JSON, and there again when it goes on. */
  readonly state: Record<string, any>;
  /** The epochs are over: waits for values, ends charts and progress. */
  end(): Promise<void>;
}

/**
 * For loops of one's own: batches, gradients, updates, progress, charts and checkpoints, from which a loop that was cut off
 * goes on. Several in one cell, such as both sides of a GAN, are kept together by the one whose `data` is walked; make all
 * of them before the loop.
 * @throws TypeError for a model with nothing to train, or an optimizer that is none.
 * @example
 * const loop = train.accelerate({ model, optimizer: tf.train.adam(1e-3), data: { x, y }, epochs: 5 });
 * for await (const epoch of loop.epochs) {
 *   for await (const batch of loop.data) {
 *     const loss = loop.backward(() => tf.losses.meanSquaredError(batch.y, model.predict(batch.x)));
 *     loop.step();
 *     loop.log({ loss });
 *     loss.dispose();
 *   }
 * }
 * await loop.end();
 */
export function accelerate(options: {
  /** A module, model, layer or variable, or an array or object of such. */
  readonly model: unknown;
  readonly optimizer: Optimizer;
  readonly data: TrainData;
  /** 1 unless told. */
  readonly epochs?: number;
  /** Of the order of `{x, y}`; any unless told. */
  readonly seed?: number;
  /** Seconds or batches between two checkpoints, or false for none; 30 s, and at the end of epochs, unless told. */
  readonly checkpointEvery?: { readonly seconds: number } | { readonly steps: number } | false;
}): Accelerated;
