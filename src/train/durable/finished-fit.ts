/** A `fit` that was over before its cell was cut off: gives what it gave, without training. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Checkpoint } from '../trainer/checkpoint';
import { isThin } from './ends-file';
import { completeHistory, restoreModel, stateOf, type FitEnvironment } from './fit-keeping';

export class FinishedFit {
  constructor(
    private readonly env: FitEnvironment,
    private readonly model: tfjs.LayersModel,
    private readonly callbacks: readonly object[],
    private readonly checkpoint: Checkpoint,
  ) {}

  /** @param run fits no epoch: TensorFlow.js makes the `History` @returns that, with the epochs of then */
  async give<T>(run: () => Promise<T>): Promise<T> {
    const { env, model, callbacks, checkpoint } = this;
    const { random, shuffles, callbacks: numbers } = stateOf(checkpoint);
    const watch = env.watchShuffles();
    try {
      if (!isThin(checkpoint)) await restoreModel(env.tf, model, checkpoint);
      const history = await run();
      completeHistory(history, checkpoint);
      callbacks.forEach((callback, index) => Object.assign(callback, numbers[index]));
      watch.put(shuffles);
      return history;
    } finally {
      watch.end();
      // As it was when the training was over: what the cell draws next is what it drew then.
      env.restoreRandom(random);
    }
  }
}
