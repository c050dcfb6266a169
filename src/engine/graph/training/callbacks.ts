/** The callbacks of a training, made as TensorFlow.js makes them: its own first, then those of the reader. */
import type { CallbackList, History } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import type { OpenModel } from './model';

/** Ends a training of TensorFlow.js's own before it begins. */
class Caught extends Error {}

export interface TrainingCallbacks {
  readonly list: CallbackList;
  readonly history: History;
}

/**
 * TensorFlow.js makes the list inside of its loops and exports nothing that does: so one of them is begun, and ended
 * when it has made it.
 * @param begin calls the loop, which checks what it was given before it makes the list
 * @throws what the loop does not take
 */
export async function callbacksOf(tf: StockTensorFlow, model: OpenModel, begin: () => Promise<unknown>): Promise<TrainingCallbacks> {
  const { prototype } = tf.CallbackList;
  const { setModel } = prototype;
  const found: CallbackList[] = [];
  prototype.setModel = function () {
    found.push(this);
    throw new Caught();
  };
  let begun: Promise<unknown>;
  try {
    begun = begin();
  } finally {
    prototype.setModel = setModel;
  }
  await begun.catch((failure: unknown) => {
    if (!(failure instanceof Caught)) throw failure;
  });
  const [list] = found;
  const history = list?.callbacks.find((callback) => callback instanceof tf.History);
  if (list === undefined || history === undefined) throw new Error('TensorFlow.js trains in another way than it did');
  list.setModel(model as never);
  model.history = history;
  return { list, history };
}
