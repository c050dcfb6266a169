/** The loop of `fitDataset` for several steps an execution. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import { recorderOf } from '../compiled/runner';
import type { BatchSource } from './ahead';
import { readBatches, type BatchReader } from './batch-reader';
import { callbacksOf } from './callbacks';
import type { TrainMany } from './executions';
import { execute } from './executions';
import type { DatasetArguments, OpenModel } from './model';

export interface DatasetLoopParts {
  readonly tf: StockTensorFlow;
  readonly model: OpenModel;
  /** TensorFlow.js's own. */
  readonly stock: () => Promise<unknown>;
  /** That an execution does. */
  readonly steps: number;
  readonly many: TrainMany;
}

export async function datasetLoop({ tf, model, stock, steps, many }: DatasetLoopParts, dataset: BatchSource, args: DatasetArguments): Promise<unknown> {
  const { list, history } = await callbacksOf(tf, model, stock);
  const labels = model.getDedupedMetricsNames();
  const loops = steps > 1 && recorderOf(tf)?.replays.canLoop === true;
  const parts = { tf, model, list, labels, train: model.makeTrainFunction(), many, loops };
  const { batchesPerEpoch = Infinity, epochs, initialEpoch = 0 } = args;
  model.isTraining = true;
  model.stopTraining_ = false;
  let reader: BatchReader | null = null;
  try {
    await list.onTrainBegin();
    for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining_; epoch++) {
      await list.onEpochBegin(epoch);
      if (reader === null || batchesPerEpoch === Infinity) reader = readBatches(tf, model, await dataset.iterator());
      const logs: Record<string, Tensor> = {};
      let batch = 0;
      while (batch < batchesPerEpoch && !model.stopTraining_) {
        const batches = await reader.next(Math.min(steps, batchesPerEpoch - batch), steps);
        if (batches === null) break;
        const done = await execute(parts, batch, batches);
        reader.drop(done);
        batch += done;
      }
      if (batchesPerEpoch !== Infinity && batch < batchesPerEpoch && !model.stopTraining_) {
        console.warn(`The dataset ended after ${batch} batches, before the ${batchesPerEpoch} of batchesPerEpoch: it has to yield batchesPerEpoch * epochs of them, as by dataset.repeat().`);
      }
      if (!model.stopTraining_) await validate(model, args, logs);
      await list.onEpochEnd(epoch, logs as never);
    }
    await list.onTrainEnd();
    await history.syncData();
    return history;
  } finally {
    reader?.close();
    model.isTraining = false;
  }
}

async function validate(model: OpenModel, { validationData, validationBatches, validationBatchSize = 32 }: DatasetArguments, logs: Record<string, Tensor>): Promise<void> {
  if (validationData === undefined || validationData === null) return;
  const found = 'iterator' in validationData ? await model.evaluateDataset(validationData, { batches: validationBatches }) : model.evaluate(validationData[0], validationData[1], { batchSize: validationBatchSize, verbose: 0 });
  [found].flat().forEach((value, position) => (logs[`val_${model.metricsNames[position] ?? position}`] = value));
}
