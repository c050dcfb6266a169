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

/** Takes a copy at once: what is asked of the device later changes nothing of it. */
async function valuesOf(tf: TrainOps, tensor: tfjs.Tensor): Promise<Values> {
  const backend = tf.getBackend();
  if (backend === 'cpu') return tensor.dataSync().slice();
  // Steps in wasm change variables in place, elsewhere they make new ones. Multiplied by 1 every float32 stays what it is,
  // and the copy in wasm's own memory takes a quarter of the time that one outside of it does.
  const copy = tf.keep(backend === 'wasm' ? tf.tidy(() => copyIn(tf, tensor)) : tensor.clone());
  try {
    return backend === 'wasm' ? await readInTurn(tf, copy) : (await copy.data()).slice();
  } finally {
    copy.dispose();
  }
}

const copyIn = (tf: TrainOps, tensor: tfjs.Tensor): tfjs.Tensor => (tensor.dtype === 'bool' ? tf.logicalOr(tensor, tensor) : tf.mul(tensor, tf.scalar(1, tensor.dtype)));

let lastRead: Promise<unknown> = Promise.resolve();

/** One after another, each in a task of its own, so that a step of training comes in between. */
function readInTurn(tf: TrainOps, copy: tfjs.Tensor): Promise<Values> {
  const read = lastRead.then(() => tf.nextFrame()).then(() => copy.dataSync());
  lastRead = read.catch(() => undefined);
  return read;
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
