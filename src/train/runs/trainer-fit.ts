/** What the training of a Trainer tells of itself. */
import type * as tfjs from '@tensorflow/tfjs';
import type { JsonObject } from '../../base/json';
import type { Module, TrainOps } from '../module/types';
import type { Feed } from '../trainer/data';
import type { OptimizerPlan } from '../trainer/optimizers';
import type { Settings } from '../trainer/options';
import { fingerprintBatches, fingerprintTensors } from './fingerprint';
import { asSettings } from './json';
import { tensorsByRole } from './layers-fit';
import { optimizerSettings } from './optimizer-settings';
import type { DataFacts, TrackedFit } from './types';
import type { WatchedData } from './watched-data';

export interface TrainerFitParts {
  readonly tf: TrainOps;
  readonly settings: Settings;
  readonly module: Module;
  readonly plans: readonly OptimizerPlan[];
  readonly train: Feed;
  readonly watched: WatchedData;
  /** Learning rates by optimizer. */
  readonly rates: () => Readonly<Record<string, number>>;
}

export function trainerFit({ tf, settings, module, plans, train, watched, rates }: TrainerFitParts, stepsPerEpoch: number | null): TrackedFit {
  return {
    kind: 'trainer',
    name: /^module$/i.test(module.name) ? '' : module.name,
    settings: { ...asSettings(module.hparams), ...optimizersOf(plans), ...optionsOf(settings, train, stepsPerEpoch) },
    seed: settings.seed,
    parameters: module.countParams(),
    rates: () => Object.fromEntries(Object.entries(rates()).map(([name, rate]) => [name === 'optimizer' ? 'learning_rate' : `learning_rate_${name}`, rate])),
    data: () => factsOf(tf, train, watched),
    waited: () => watched.waited,
  };
}

function optimizersOf(plans: readonly OptimizerPlan[]): JsonObject {
  const all = plans.map(({ name, groups, schedule }) => {
    const suffix = plans.length === 1 ? '' : `.${name}`;
    const [first] = groups;
    return { ...(first && optimizerSettings(first.optimizer, suffix)), ...(schedule !== null && asSettings({ [`schedule${suffix}`]: 'name' in schedule ? schedule.name : schedule })) };
  });
  return Object.assign({}, ...all) as JsonObject;
}

/** What a reader would set; options that are as they come would only fill tables. */
function optionsOf(settings: Settings, { source }: Feed, stepsPerEpoch: number | null): JsonObject {
  const { maxEpochs, maxSteps, accumulateGradBatches, gradientClip, precision, stepsPerExecution, overfitBatches, valCheckInterval, limits, callbacks } = settings;
  return asSettings({
    maxEpochs: maxEpochs === Number.MAX_SAFE_INTEGER ? undefined : maxEpochs,
    maxSteps: finite(maxSteps),
    batchSize: source?.batchSize,
    stepsPerEpoch: stepsPerEpoch ?? undefined,
    accumulateGradBatches: accumulateGradBatches === 1 ? undefined : accumulateGradBatches,
    gradientClip: gradientClip ?? undefined,
    precision: precision ?? undefined,
    stepsPerExecution: stepsPerExecution === 1 ? undefined : stepsPerExecution,
    overfitBatches: overfitBatches === 0 ? undefined : overfitBatches,
    valCheckInterval: finite(valCheckInterval),
    limitBatches: finite(limits.train),
    callbacks: callbacks.length === 0 ? undefined : callbacks.map((callback) => callback.name ?? 'callback'),
  });
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

async function factsOf(tf: TrainOps, { source, length }: Feed, { first }: WatchedData): Promise<DataFacts | null> {
  if (source === undefined) return first && fingerprintBatches(first, length);
  const own: tfjs.Tensor[] = [];
  /** Arrays become tensors for as long as they are read. */
  const tensor = (given: unknown): unknown => {
    if (!ArrayBuffer.isView(given) && !(Array.isArray(given) && !(given[0] instanceof tf.Tensor))) return given;
    const made = tf.tensor(given as tfjs.TensorLike);
    own.push(made);
    return made;
  };
  try {
    return await fingerprintTensors(tf, { ...tensorsByRole('x', tensor(source.x)), ...tensorsByRole('y', tensor(source.y)) });
  } finally {
    tf.dispose(own);
  }
}
