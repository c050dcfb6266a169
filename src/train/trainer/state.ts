/** What a checkpoint takes of a training under way, and gives to another. */
import type { Callback } from '../callbacks/types';
import type { Module } from '../module/types';
import type { Checkpoint } from './checkpoint';
import type { TrainEnvironment } from './environment';
import type { OptimizerPlan } from './optimizers';
import type { Rates } from './rates';
import { restoreOptimizers, restoreWeights, saveOptimizers, saveWeights } from './saving';

interface StateParts {
  readonly env: TrainEnvironment;
  readonly module: Module;
  readonly plans: readonly OptimizerPlan[];
  readonly callbacks: readonly Callback[];
}

export async function takeState({ env, module, plans, callbacks }: StateParts, rates: Rates): Promise<Pick<Checkpoint, 'weights' | 'optimizers' | 'state'>> {
  return {
    weights: await saveWeights(module),
    optimizers: await saveOptimizers(env.tf, plans),
    state: { rates: rates.state(), random: env.randomState(), callbacks: await callbackStates(callbacks) },
  };
}

export const callbackStates = (callbacks: readonly Callback[]): Promise<unknown[]> => Promise.all(callbacks.map(async (callback) => (await callback.state?.()) ?? null));

/** @throws Error where the checkpoint is of another module, or of other optimizers */
export async function giveState({ env, module, plans, callbacks }: StateParts, rates: Rates, { weights, optimizers, state }: Checkpoint): Promise<void> {
  restoreWeights(env.tf, module, weights);
  await restoreOptimizers(env.tf, plans, optimizers);
  const { rates: ratesThen, callbacks: kept } = state as { readonly rates: unknown; readonly callbacks: readonly unknown[] };
  rates.restore(ratesThen);
  callbacks.forEach((callback, index) => {
    if (kept[index] !== null && kept[index] !== undefined) callback.restore?.(kept[index]);
  });
}
