/** Loops of one's own. */
import type { Optimizer, Scalar } from '@tensorflow/tfjs';
import type { TrainData } from './train';

export interface Accelerated {
  /** Batches of the next epoch; each is freed when the next is taken. */
  readonly data: AsyncIterable<any>;
  /** Adds the loss's gradients to those that wait for `step`; gives the loss. */
  backward(loss: () => Scalar): Scalar;
  clipGradients(clip: { readonly norm?: number; readonly value?: number }): void;
  /** Updates with the mean of what waits. */
  step(): void;
  log(values: Readonly<Record<string, number | Scalar>>): void;
  end(): Promise<void>;
}
/** For loops of one's own: batches, gradients, updates, progress and charts. */
export function accelerate(options: { readonly model: unknown; readonly optimizer: Optimizer; readonly data: TrainData; readonly epochs?: number; readonly seed?: number }): Accelerated;
