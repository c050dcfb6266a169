/** The loop of `fit` over tensors for several steps an execution, and for devices that take steps whole. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import { recorderOf } from '../compiled/runner';
import { callbacksOf } from './callbacks';
import type { Batches, TrainMany } from './executions';
import { execute } from './executions';
import type { Batch, FitLoopArguments, OpenModel } from './model';

export interface FitLoopParts {
  readonly tf: StockTensorFlow;
  readonly model: OpenModel;
  /** TensorFlow.js's own. */
  readonly stock: (...args: FitLoopArguments) => Promise<unknown>;
  /** That an execution does. */
  readonly steps: number;
  readonly many: TrainMany;
}

/** As TensorFlow.js's, but that batches are told apart by indices that are values, and callbacks come after `steps` batches. */
export async function fitLoop({ tf, model, stock, steps, many }: FitLoopParts, args: FitLoopArguments): Promise<unknown> {
  const [train, inputs, labels, batchSize, epochs, , , evaluate, validation, shuffle, , initialEpoch] = args;
  const { list, history } = await callbacksOf(tf, model, () => stock(...args));
  const size = batchSize ?? 32;
  const rows = Int32Array.from({ length: inputs[0]?.shape[0] ?? 0 }, (_, row) => row);
  const parts = { tf, model, list, labels, train, many, loops: steps > 1 && recorderOf(tf)?.replays.canLoop === true };
  await list.onTrainBegin();
  model.stopTraining_ = false;
  for (let epoch = initialEpoch ?? 0; epoch < (epochs ?? 1) && !model.stopTraining_; epoch++) {
    await list.onEpochBegin(epoch);
    const logs: Record<string, Tensor> = {};
    if (shuffle !== false) tf.util.shuffle(rows);
    const batches = Math.ceil(rows.length / size);
    let batch = 0;
    while (batch < batches && !model.stopTraining_) {
      const whole = Math.floor(rows.length / size) - batch;
      const count = whole >= steps ? steps : 1;
      batch += await execute(parts, batch, batchesOf(tf, inputs, rows.subarray(batch * size, (batch + count) * size), count));
    }
    if (batch >= batches && evaluate && validation) {
      const means = tf.tidy(() => model.testLoop(evaluate, validation, size) as never) as Tensor[];
      labels.forEach((label, position) => (logs[`val_${label}`] = means[position] as Tensor));
    }
    await list.onEpochEnd(epoch, logs as never);
  }
  await list.onTrainEnd();
  await history.syncData();
  return history;
}

/** @param rows of all `count` batches, one batch after another */
function batchesOf(tf: StockTensorFlow, inputs: Batch, rows: Int32Array, count: number): Batches {
  const size = rows.length / count;
  const taken = (some: Int32Array): (Tensor | null)[] => {
    const indices = tf.tensor1d(some, 'int32');
    return inputs.map((input) => (input ? tf.gather(input, indices) : null));
  };
  return {
    count,
    size,
    one: (index) => taken(rows.subarray(index * size, (index + 1) * size)),
    all: () => taken(rows).map((input) => input && tf.reshape(input, [count, size, ...input.shape.slice(1)])),
  };
}

