import type { NamedVariable } from '../module/collect';
import type { TrainOps } from '../module/types';
import type { SavedTensor } from '../trainer/checkpoint';
import { tensorOf } from '../trainer/saving';
import { misfit } from './going-on';

/** Gives variables the values of a checkpoint. @throws Error where it is of another model, naming the weight that differs; then nothing is changed */
export function putWeights(tf: TrainOps, variables: readonly NamedVariable[], weights: readonly SavedTensor[]): void {
  const why = misfit({ weights: variables.map(({ path, variable }) => ({ name: path, shape: variable.shape })), optimizers: [] }, { weights, optimizers: {} });
  if (why !== null) throw new Error(`the checkpoint is of another model: ${why}`);
  const byPath = new Map(weights.map((weight) => [weight.name, weight]));
  for (const { path, variable } of variables) {
    if (variable.isDisposed) throw new Error(`'${path}' of the model was disposed`);
    const weight = byPath.get(path);
    if (weight !== undefined) tf.tidy(() => variable.assign(tensorOf(tf, weight)));
  }
}
