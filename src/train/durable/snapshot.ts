/** Values of tensors as they are at one moment, read while training goes on. */
import type * as tfjs from '@tensorflow/tfjs';
import type { NamedVariable } from '../module/collect';
import type { TrainOps } from '../module/types';
import type { SavedTensor } from '../trainer/checkpoint';
import type { OptimizerPlan } from '../trainer/optimizers';
import { fieldsOf, FIELD, keyOf } from '../trainer/saving';

type Values = SavedTensor['values'];
/** A tensor whose values are on their way. */
export type Taken = Promise<SavedTensor>;

/** @throws Error for a type that checkpoints do not keep */
export function take(tf: TrainOps, name: string, tensor: tfjs.Tensor): Taken {
  const { shape, dtype } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new Error(`'${name}' has type ${dtype}; checkpoints keep float32, int32 and bool`);
  const taken = valuesOf(tf, tensor).then((values) => ({ name, shape: [...shape], dtype, values }));
  // Whoever waits for all of them hears of it.
  taken.catch(() => undefined);
  return taken;
}

/** Begins to read at once: what is asked of the device later changes nothing of it. */
async function valuesOf(tf: TrainOps, tensor: tfjs.Tensor): Promise<Values> {
  const backend = tf.getBackend();
  // Steps on the CPU change variables in place, so that their memory is copied now; wasm's reading is a copy already.
  if (backend === 'wasm') return tensor.dataSync();
  if (backend === 'cpu') return tensor.dataSync().slice();
  const copy = tf.keep(tensor.clone());
  try {
    return (await copy.data()).slice();
  } finally {
    copy.dispose();
  }
}

export const takeVariables = (tf: TrainOps, variables: readonly NamedVariable[]): Taken[] => variables.map(({ path, variable }) => take(tf, path, variable));

/** What optimizers remember. Resolves when all of it is being read, nothing of which waits for the device. */
export async function takeOptimizers(tf: TrainOps, plans: readonly Pick<OptimizerPlan, 'name' | 'groups'>[]): Promise<Record<string, Taken[]>> {
  const taken: Record<string, Taken[]> = {};
  for (const plan of plans) {
    for (const [index, { optimizer }] of plan.groups.entries()) {
      const weights = await optimizer.getWeights();
      taken[keyOf(plan, index)] = [...weights.map(({ name, tensor }) => take(tf, name, tensor)), ...fieldsOf(optimizer, tf).map(([name, variable]) => take(tf, FIELD + name, variable))];
      // The count of iterations is a tensor made for the occasion.
      for (const { tensor } of weights) if (!(tensor instanceof tf.Variable)) tensor.dispose();
    }
  }
  return taken;
}

export async function arrived(taken: Readonly<Record<string, readonly Taken[]>>): Promise<Record<string, readonly SavedTensor[]>> {
  return Object.fromEntries(await Promise.all(Object.entries(taken).map(async ([key, list]) => [key, await Promise.all(list)] as const)));
}
