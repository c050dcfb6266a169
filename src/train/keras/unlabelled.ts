/** Datasets of features alone, for steps that need no labels: TensorFlow.js's loops take none without. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { instead } from '../runs/watched-data';

/** What a loop asks of a dataset. */
interface Batches {
  iterator(): Promise<{ next(): Promise<IteratorResult<unknown, unknown>> }>;
}

/** What stands where labels would be. */
const stands = new WeakSet<tfjs.Tensor>();
export const isLabel = (tensor: tfjs.Tensor): boolean => !stands.has(tensor);

/** The same dataset, whose batches without labels, `features` or `{xs: features}`, have stands for those of each output. */
export function withStandsForLabels(tf: TrainOps, dataset: unknown, outputs: number): unknown {
  if (typeof dataset !== 'object' || dataset === null || !('iterator' in dataset) || 'forLayers' in dataset || 'isOnDevice' in dataset) return dataset;
  const whole = (value: unknown): unknown => {
    const batch = value instanceof tf.Tensor ? { xs: value } : (value as { readonly xs?: unknown; readonly ys?: unknown } | null);
    if (batch?.xs === undefined || (batch as { readonly ys?: unknown }).ys != null) return value;
    const [first] = [batch.xs instanceof tf.Tensor ? batch.xs : Object.values(batch.xs as Readonly<Record<string, tfjs.Tensor>>)].flat();
    const ys = Array.from({ length: outputs }, () => tf.zeros([first?.shape[0] ?? 0]));
    for (const stand of ys) stands.add(stand);
    return { ...batch, ys };
  };
  return instead(dataset, 'iterator', async () => {
    const iterator = await (dataset as unknown as Batches).iterator();
    return instead(iterator, 'next', async () => {
      const next = await iterator.next();
      return next.done === true ? next : { ...next, value: whole(next.value) };
    });
  });
}
