/** Decides whether a model's `fit` is kept, and where it goes on. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Checkpoint } from '../trainer/checkpoint';
import type { TrainRun } from '../trainer/environment';
import { FitKeeping, plansOf, variablesOf, type FitEnvironment } from './fit-keeping';
import { factsOf, isThin } from './ends-file';
import { FinishedFit } from './finished-fit';
import { beginAgain, goingOn, misfit, requireAfresh } from './going-on';
import { putWeights } from './put-weights';
import { Rolling } from './rolling';
import type { CheckpointEvery } from './types';
import { keyOf } from '../trainer/saving';

export interface FitPlan {
  readonly epochs: number;
  readonly initialEpoch: number;
  /** Rows that epochs shuffle; null for datasets. */
  readonly rows: number | null;
  /** The reader's own, as instances. */
  readonly callbacks: readonly object[];
  readonly checkpointEvery: CheckpointEvery | undefined;
}

export type KeepFit = (model: tfjs.LayersModel, plan: FitPlan) => Promise<FitKeeping | FinishedFit | null>;

export interface KeepFitParts extends FitEnvironment {
  readonly currentRun: () => Pick<TrainRun, 'durable'> | null;
  /** Milliseconds. */
  readonly now: () => number;
  readonly say: (message: string) => void;
}

/** @returns what gives null where nothing can be kept: outside of a run, without storage, or if told so */
export function createKeepFit(env: KeepFitParts): KeepFit {
  return async (model, { epochs, initialEpoch, rows, callbacks, checkpointEvery }) => {
    const run = env.currentRun()?.durable ?? null;
    // A model that was not compiled is refused by TensorFlow.js, in its own words.
    if (run === null || (model.optimizer as unknown) === undefined) return null;
    // A sequential model trains through one of its own, which TensorFlow.js names after it.
    const identity = { ordinal: run.nextOrdinal(), kind: 'fit', name: model.name.replace(/_model$/, '') } as const;
    const misfitOf = (checkpoint: Checkpoint): string | null => {
      const weights = variablesOf(env.tf, model).map(({ path, variable }) => ({ name: path, shape: variable.shape }));
      return misfit({ weights, optimizers: plansOf(model).map((plan) => keyOf(plan, 0)) }, checkpoint);
    };
    const found = await goingOn(run, identity, false, env.say);
    if (found !== null && 'ended' in found) {
      const { ended } = found;
      const why = isThin(ended) ? null : misfitOf(ended);
      if (why === null) {
        const { track } = factsOf(ended);
        if (track !== null) run.adopt(model, track);
        return new FinishedFit(env, model, callbacks, ended);
      }
      await beginAgain(run, why);
    }
    let from = found === null || 'ended' in found ? null : found;
    if (from !== null) {
      const why = misfitOf(from.checkpoint);
      if (why !== null) {
        from = null;
        await requireAfresh(run, why);
      }
    }
    if (checkpointEvery === false && from === null) return null;
    const rolling = checkpointEvery === false ? null : new Rolling({ run, facts: { ...identity, epochs }, every: checkpointEvery ?? null, now: env.now, turn: () => env.tf.nextFrame(), say: env.say });
    if (from !== null) rolling?.continue(from.record);
    if (rolling !== null) run.remember(rolling.id, ({ weights }) => putWeights(env.tf, variablesOf(env.tf, model), weights));
    return new FitKeeping({ env, model, callbacks, rolling, rows, initialEpoch, isLoss: (failure) => run.isLoss(failure), keepEnd: (bytes, checkpoint) => rolling !== null && run.finished.keep({ ...identity, epochs, track: run.placeOf(rolling.id), result: null }, bytes, checkpoint) }, from);
  };
}
