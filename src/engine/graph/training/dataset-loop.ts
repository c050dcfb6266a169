/** The loop of `fitDataset` for several steps an execution. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import { recorderOf } from '../compiled/runner';
import { sameSpec } from '../ir';
import type { BatchIterator, BatchSource } from './ahead';
import { callbacksOf } from './callbacks';
import type { Batches, TrainMany } from './executions';
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

type Given = readonly Tensor[];

export async function datasetLoop({ tf, model, stock, steps, many }: DatasetLoopParts, dataset: BatchSource, args: DatasetArguments): Promise<unknown> {
  const { list, history } = await callbacksOf(tf, model, stock);
  const labels = model.getDedupedMetricsNames();
  const loops = steps > 1 && recorderOf(tf)?.replays.canLoop === true;
  const parts = { tf, model, list, labels, train: model.makeTrainFunction(), many, loops };
  const { batchesPerEpoch = Infinity, epochs, initialEpoch = 0 } = args;
  model.isTraining = true;
  model.stopTraining_ = false;
  let reader: Reader | null = null;
  try {
    await list.onTrainBegin();
    for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining_; epoch++) {
      await list.onEpochBegin(epoch);
      if (reader === null || batchesPerEpoch === Infinity) reader = new Reader(tf, model, await dataset.iterator());
      const logs: Record<string, Tensor> = {};
      let batch = 0;
      while (batch < batchesPerEpoch && !model.stopTraining_) {
        const given = await reader.upTo(Math.min(steps, batchesPerEpoch - batch));
        if (given.length === 0) break;
        const done = await execute(parts, batch, batchesOf(tf, given.length === steps ? given : given.slice(0, 1)));
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
    reader?.drop(Infinity);
    model.isTraining = false;
  }
}

async function validate(model: OpenModel, { validationData, validationBatches, validationBatchSize = 32 }: DatasetArguments, logs: Record<string, Tensor>): Promise<void> {
  if (validationData === undefined || validationData === null) return;
  const found = 'iterator' in validationData ? await model.evaluateDataset(validationData, { batches: validationBatches }) : model.evaluate(validationData[0], validationData[1], { batchSize: validationBatchSize, verbose: 0 });
  [found].flat().forEach((value, position) => (logs[`val_${model.metricsNames[position] ?? position}`] = value));
}

/** Batches of a dataset as a model's step takes them. */
class Reader {
  #waiting: Given[] = [];
  #isOver = false;

  constructor(
    private readonly tf: StockTensorFlow,
    private readonly model: OpenModel,
    private readonly iterator: BatchIterator,
  ) {}

  /** The next batches that are alike, at most so many; none where the dataset has ended. */
  async upTo(most: number): Promise<readonly Given[]> {
    while (this.#alike < most && this.#alike === this.#waiting.length && !this.#isOver) {
      const { value, done } = await this.iterator.next();
      if (value !== null && value !== undefined) this.#waiting.push(this.#tensorsOf(value));
      this.#isOver = done;
    }
    return this.#waiting.slice(0, Math.min(most, this.#alike));
  }

  /** Frees the first batches. */
  drop(count: number): void {
    this.tf.dispose(this.#waiting.splice(0, count) as Tensor[][]);
  }

  /** How many of those that wait have the first one's shapes. */
  get #alike(): number {
    const [first] = this.#waiting;
    const other = this.#waiting.findIndex((batch) => batch.some((tensor, index) => !sameSpec(tensor, first?.[index] ?? tensor)));
    return other === -1 ? this.#waiting.length : other;
  }

  #tensorsOf(value: unknown): Given {
    const { xs, ys } = value as { readonly xs?: unknown; readonly ys?: unknown };
    if (xs === undefined || ys === undefined) throw new TypeError('fitDataset takes a dataset of batches {xs, ys}: tensors, lists of tensors, or objects of tensors by name');
    const { inputNames, outputNames, name } = this.model;
    const found = [...this.#listed(xs, inputNames, 'input'), ...this.#listed(ys, outputNames, 'output')];
    if (found.length !== inputNames.length + outputNames.length) throw new TypeError(`'${name}' has ${inputNames.length} inputs and ${outputNames.length} outputs; a batch of the dataset has ${found.length} tensors`);
    return found;
  }

  #listed(value: unknown, names: readonly string[], kind: string): Given {
    if (value instanceof this.tf.Tensor) return [value];
    if (Array.isArray(value)) return value as Tensor[];
    return names.map((name) => {
      const tensor = (value as Readonly<Record<string, Tensor | undefined>>)[name];
      if (tensor === undefined) throw new TypeError(`a batch of the dataset has no ${kind} '${name}'; it has: ${Object.keys(value as object).join(', ')}`);
      return tensor;
    });
  }
}

function batchesOf(tf: StockTensorFlow, given: readonly Given[]): Batches {
  const [first = []] = given;
  return {
    count: given.length,
    size: first[0]?.shape[0] ?? 0,
    one: (index) => given[index] ?? [],
    all: () => first.map((_, input) => tf.stack(given.map((batch) => batch[input] as Tensor))),
  };
}
