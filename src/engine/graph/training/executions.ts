/** Steps of one epoch of a training, several an execution, with a call of the callbacks for each. */
import type { CallbackList, Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import type { Values } from '../../tensors';
import type { Batch, OpenModel, TrainFunction } from './model';

/** Does steps as one, of batches along an axis of steps; null where they have to be done one by one. Resolves with how many were done. */
export type TrainMany = (batch: Batch, steps: number, onValues: (values: readonly Values[], from: number) => void) => Promise<number> | null;

export interface ExecutionParts {
  readonly tf: StockTensorFlow;
  readonly model: OpenModel;
  readonly list: CallbackList;
  /** Of the loss and the metrics, in the order in which a step returns them. */
  readonly labels: readonly string[];
  readonly train: TrainFunction;
  readonly many: TrainMany;
  /** Whether the device may do steps as one: then logs are numbers, all of them, since those of an epoch have to be alike. */
  readonly loops: boolean;
}

/** What an execution trains on. Tensors are made when they are asked for, inside of a `tidy`. */
export interface Batches {
  readonly count: number;
  /** Examples in each. */
  readonly size: number;
  one(index: number): Batch;
  /** All of them along an axis of steps. */
  all(): Batch;
}

type Logs = Record<string, number | Tensor>;

/**
 * @param first the number of the first batch in its epoch
 * @returns how many batches were trained on: fewer where the device has yet to see a step by itself
 */
export async function execute(parts: ExecutionParts, first: number, batches: Batches): Promise<number> {
  const { tf, model, list, labels, train, loops } = parts;
  await list.onBatchBegin(first, {});
  if (loops && batches.count > 1 && (await executeAtOnce(parts, first, batches))) return batches.count;
  const count = loops ? 1 : batches.count;
  const all: Logs[] = [];
  for (let index = 0; index < count; index++) {
    all.push(
      tf.tidy(() => {
        const made = train(batches.one(index));
        const logs: Logs = { batch: first + index, size: batches.size };
        labels.forEach((label, position) => (logs[label] = tf.keep(made[position] as Tensor)));
        return logs as never;
      }),
    );
  }
  if (loops) await Promise.all(all.map((logs) => read(tf, logs)));
  for (const [index, logs] of all.entries()) {
    if (index > 0 && !model.stopTraining_) await list.onBatchBegin(first + index, {});
    if (index === 0 || !model.stopTraining_) await list.onBatchEnd(first + index, logs as never);
    tf.dispose(Object.values(logs).filter((value) => typeof value !== 'number'));
  }
  return count;
}

/** Whether the device does the steps as one. Callbacks hear of each step while the later ones are under way. */
async function executeAtOnce({ tf, model, list, labels, many }: ExecutionParts, first: number, { count, size, all }: Batches): Promise<boolean> {
  let told: Promise<void> = Promise.resolve();
  let next = 0;
  const onValues = (values: readonly Values[]): void => {
    told = told.then(async () => {
      for (let row = 0; row < (values[0]?.length ?? 0); row++, next++) {
        if (next > 0) await list.onBatchBegin(first + next, {});
        const logs: Logs = { batch: first + next, size };
        labels.forEach((label, position) => (logs[label] = values[position]?.[row] as number));
        await list.onBatchEnd(first + next, logs as never);
      }
    });
    // It is waited for below, perhaps much later.
    told.catch(() => undefined);
  };
  const batch = tf.tidy(() => all() as never) as Batch;
  let run: Promise<number> | null;
  try {
    run = many(batch, count, onValues);
  } finally {
    tf.dispose(batch as never);
  }
  if (run === null) return false;
  const done = await run;
  await told;
  // Where it was stopped the epoch is over.
  if (done < count) model.stopTraining_ = true;
  return true;
}

async function read(tf: StockTensorFlow, logs: Logs): Promise<void> {
  await Promise.all(
    Object.entries(logs).map(async ([name, value]) => {
      if (typeof value === 'number') return;
      logs[name] = (await value.data())[0] ?? NaN;
      tf.dispose(value);
    }),
  );
}
