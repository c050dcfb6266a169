/** How long a device takes for a batch, in a time that is limited: a graphics device in software may take minutes. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import type { EvaluationData } from './score';

export interface LatencyLimits {
  /** Milliseconds in which batches are timed; at least one is. */
  readonly budget: number;
  /** Milliseconds that a batch may take; a device that is slower is not measured. */
  readonly patience: number;
}

/** For each of the two models of an export: 3 s on a device for both. */
export const LATENCY_LIMITS: LatencyLimits = { budget: 1500, patience: 20_000 };

export interface Latency {
  /** The median, until the outputs were read. */
  readonly milliseconds: number;
  /** How many it is the median of. */
  readonly runs: number;
}

const MOST_RUNS = 5;

/** How many times as large each batch is that is tried before the whole one. */
const GROWTH = 4;

/** @throws Error "not measured: …" where a batch takes longer than it may; what is under way then is not waited for */
export async function latency(tf: TrainOps, model: tfjs.LayersModel, { x, batchSize = 32 }: EvaluationData, now: () => number, { budget, patience }: LatencyLimits): Promise<Latency> {
  const rows = Math.min(batchSize, (Array.isArray(x) ? (x as readonly tfjs.Tensor[])[0] : (x as tfjs.Tensor))?.shape[0] ?? 1);
  const limit = `${patience / 1000} s`;
  const timed = async (count: number): Promise<number> => {
    const batch = tf.tidy(() => firstRows(tf, x, count) as tfjs.TensorContainer) as Batch;
    try {
      const started = now();
      const isDone = await within(patience, predicted(model, batch));
      const time = now() - started;
      if (!isDone || time > patience) throw new Error(`not measured: slower than ${limit} for ${examples(count)}`);
      return time;
    } finally {
      tf.dispose(batch as tfjs.TensorContainer);
    }
  };
  // The first also compiles. A device that is busy with a batch can do nothing else, not even hand back its tensors, so
  // that what would keep it busy for too long is not begun.
  await timed(1);
  for (let count = 1; count < rows; count *= GROWTH) {
    const time = await timed(count);
    if (time * GROWTH > patience) throw new Error(`not measured: a batch of ${rows} may take longer than ${limit}; ${examples(count)} took ${(time / 1000).toPrecision(2)} s`);
  }
  await timed(rows);
  const times: number[] = [];
  const started = now();
  do times.push(await timed(rows));
  while (times.length < MOST_RUNS && now() - started < budget);
  return { milliseconds: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN, runs: times.length };
}

const examples = (count: number): string => (count === 1 ? 'one example' : `${count} examples`);

type Batch = tfjs.Tensor | tfjs.Tensor[];

async function predicted(model: tfjs.LayersModel, input: Batch): Promise<void> {
  const output = model.predictOnBatch(input);
  for (const tensor of Array.isArray(output) ? output : [output]) {
    try {
      await tensor.data();
    } finally {
      tensor.dispose();
    }
  }
}

/** Whether work was done in so many milliseconds. */
async function within(milliseconds: number, work: Promise<void>): Promise<boolean> {
  // Nobody hears of its failure once it is given up.
  work.catch(() => undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function firstRows(tf: TrainOps, x: EvaluationData['x'], count: number): Batch {
  const cut = (tensor: tfjs.Tensor): tfjs.Tensor => tf.slice(tensor, [0], [Math.min(count, tensor.shape[0] ?? 1)]);
  return Array.isArray(x) ? (x as readonly tfjs.Tensor[]).map(cut) : cut(x as tfjs.Tensor);
}
