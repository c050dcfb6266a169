/** Takes weights and the memory of optimizers from the device, and gives them back. */
import type * as tfjs from '@tensorflow/tfjs';
import { namedVariables } from '../module/collect';
import type { Module, TrainOps } from '../module/types';
import type { SavedTensor } from './checkpoint';
import type { OptimizerPlan } from './optimizers';

export async function saveWeights(module: Module): Promise<SavedTensor[]> {
  return Promise.all(namedVariables(module.parts()).map(({ path, variable }) => saved(path, variable)));
}

/** @throws Error naming what the module has and the checkpoint lacks, or whose shapes differ */
export function restoreWeights(tf: TrainOps, module: Module, weights: readonly SavedTensor[]): void {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const variables = namedVariables(module.parts());
  const missing = variables.filter(({ path }) => !byName.has(path)).map(({ path }) => `'${path}'`);
  if (missing.length > 0) throw new Error(`the checkpoint has no ${listed(missing)} of '${module.name}'; it has ${listed([...byName.keys()].map((name) => `'${name}'`))}: load it into a module made the same way`);
  for (const { path, variable } of variables) {
    const { shape } = byName.get(path) as SavedTensor;
    if (shape.join() !== variable.shape.join()) throw new Error(`'${path}' has shape [${shape}] in the checkpoint and [${variable.shape}] in '${module.name}': make the module with the same hyper-parameters`);
  }
  for (const { path, variable } of variables) tf.tidy(() => variable.assign(tensorOf(tf, byName.get(path) as SavedTensor)));
}

/** By the name of the optimizer and the index of its group. */
export const keyOf = (plan: Pick<OptimizerPlan, 'name'>, group: number): string => `${plan.name}/${group}`;

/** Fields of stock optimizers that hold powers of their betas. */
export const fieldsOf = (optimizer: tfjs.Optimizer, tf: TrainOps): [string, tfjs.Variable][] => Object.entries({ ...('innerOptimizer' in optimizer ? optimizer.innerOptimizer as object : {}), ...optimizer }).filter((entry): entry is [string, tfjs.Variable] => entry[1] instanceof tf.Variable);

export const FIELD = 'field:';

export async function saveOptimizers(tf: TrainOps, plans: readonly OptimizerPlan[]): Promise<Record<string, readonly SavedTensor[]>> {
  const entries = plans.flatMap((plan) => plan.groups.map(async ({ optimizer }, index) => {
    const weights = await optimizer.getWeights();
    const tensors = await Promise.all(weights.map(({ name, tensor }) => saved(name, tensor)));
    // The count of iterations is a tensor made for the occasion.
    for (const { tensor } of weights) if (!(tensor instanceof tf.Variable)) tensor.dispose();
    const fields = await Promise.all(fieldsOf(optimizer, tf).map(([name, variable]) => saved(FIELD + name, variable)));
    return [keyOf(plan, index), [...tensors, ...fields]] as const;
  }));
  return Object.fromEntries(await Promise.all(entries));
}

/** @throws Error for an optimizer that the checkpoint has not */
export async function restoreOptimizers(tf: TrainOps, plans: readonly OptimizerPlan[], stored: Readonly<Record<string, readonly SavedTensor[]>>): Promise<void> {
  for (const plan of plans) {
    for (const [index, { optimizer }] of plan.groups.entries()) {
      const found = stored[keyOf(plan, index)];
      if (found === undefined) throw new Error(`the checkpoint knows no optimizer '${keyOf(plan, index)}', but ${listed(Object.keys(stored).map((key) => `'${key}'`))}: configureOptimizers must return the same ones`);
      const weights = found.filter(({ name }) => !name.startsWith(FIELD)).map((weight) => ({ name: weight.name, tensor: tensorOf(tf, weight) }));
      await optimizer.setWeights(weights);
      // Variables of the optimizer share the tensors' data; the handles go.
      tf.dispose(weights.map(({ tensor }) => tensor));
      const fields = new Map(fieldsOf(optimizer, tf));
      for (const field of found) if (field.name.startsWith(FIELD)) tf.tidy(() => fields.get(field.name.slice(FIELD.length))?.assign(tensorOf(tf, field)));
    }
  }
}

async function saved(name: string, tensor: tfjs.Tensor): Promise<SavedTensor> {
  const { shape, dtype } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new Error(`'${name}' has type ${dtype}; checkpoints keep float32, int32 and bool`);
  // A copy: on the CPU the values are those that the next step changes.
  return { name, shape: [...shape], dtype, values: (await tensor.data()).slice() };
}

export const tensorOf = (tf: TrainOps, { values, shape, dtype }: SavedTensor): tfjs.Tensor => tf.tensor(values, [...shape], dtype);

const listed = (names: readonly string[]): string => (names.length <= 6 ? names.join(', ') || 'nothing' : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`);
