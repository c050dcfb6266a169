/** Layers make their variables when they are first called; one step without gradients sees to it. */
import type * as tfjs from '@tensorflow/tfjs';
import { unbuiltLayers } from '../module/collect';
import { logging } from '../module/logging';
import type { Module, StepContext, TrainOps } from '../module/types';
import { createContext, StepLogs } from './context';
import type { Feed } from './data';
import type { OptimizerPlan } from './optimizers';

export interface BuildParts {
  readonly tf: TrainOps;
  readonly module: Module;
  readonly plans: readonly OptimizerPlan[];
  readonly train: Feed;
  readonly seed: number;
  readonly optimizers: Readonly<Record<string, tfjs.Optimizer>>;
}

export async function buildLayers({ tf, module, plans, train, seed, optimizers }: BuildParts): Promise<void> {
  if (unbuiltLayers(module.parts()).length === 0) return;
  const iterator = await train.open(seed);
  const first = await iterator.next();
  if (!first.done) {
    const logs = new StepLogs(tf);
    const context = createContext({ tf, module, optimizers, logs, training: false, position: () => ({ epoch: 0, step: 0, batchIndex: 0 }), call: () => undefined }, first.value);
    tf.tidy(() => logging(logs.add, () => void touch(module, plans, first.value, context)));
    logs.drop();
    iterator.release(first.value);
  }
  await iterator.end();
}

function touch(module: Module, plans: readonly OptimizerPlan[], batch: unknown, context: StepContext): void {
  if (module.forward !== undefined) module.forward(context.input, false);
  else if (module.step === undefined) for (const { loss } of plans) void (loss === null ? module.trainingStep(batch, context) : loss.call(module, batch, context));
}
