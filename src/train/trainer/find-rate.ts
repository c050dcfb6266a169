/** The search for a learning rate over a module or a layers model and its data. */
import type * as tfjs from '@tensorflow/tfjs';
import { asModule } from '../module/define';
import type { ModuleClass } from '../module/module';
import type { LearningRateFound, LearningRateSearch } from '../tools/find-learning-rate';
import { findLearningRate } from '../tools/find-learning-rate';
import { buildLayers } from './build';
import { readFeed } from './data';
import type { TrainEnvironment } from './environment';
import { rateOf, readOptimizers, setRate } from './optimizers';
import { restoreOptimizers, saveOptimizers } from './saving';
import { TrainingSteps } from './steps';

export interface FindRateOptions extends Omit<LearningRateSearch, 'step' | 'variables'> {
  /** Of the order of `{x, y}` that is shuffled; any unless told. */
  readonly seed?: number;
}

/**
 * Does the module's own steps with its own optimizers, whose rates grow together, over its data again and again; afterwards
 * weights, optimizers and random numbers are as they were. Of several optimizers the first one's loss is followed.
 * @throws TypeError for what can be no module, or data that is none
 */
export async function findRateOf(env: TrainEnvironment, ModuleOf: ModuleClass, given: unknown, data: unknown, { seed = 0, ...options }: FindRateOptions = {}): Promise<LearningRateFound> {
  const { tf } = env;
  const module = asModule(tf, ModuleOf, given);
  await module.prepareData?.();
  const found: unknown = data ?? module.trainDataLoader?.();
  if (found === undefined || found === null) throw new TypeError(`findLearningRate of '${module.name}' has no data: give it, train.findLearningRate(module, {x, y}), or the module a trainDataLoader()`);
  const feed = readFeed(tf, found, 'training data', { seed, shuffle: true });
  const random = env.randomState();
  const plans = readOptimizers(tf, ModuleOf, module.configureOptimizers(), module);
  await buildLayers({ tf, module, plans, train: feed, seed, optimizers: {} });
  const shares = plans.map(({ groups }) => groups.map(({ share }) => share));
  const rates = plans.map(({ groups }) => groups.map(({ optimizer }) => rateOf(optimizer)));
  const memory = await saveOptimizers(tf, plans);
  const steps = new TrainingSteps({
    tf,
    module,
    plans,
    clip: null,
    compile: env.compile,
    say: env.say,
    position: () => ({ epoch: 0, step: 0, batchIndex: 0 }),
    call: () => undefined,
    obstacle: null,
    anomaly: null,
    onMetric: new Map(),
    gradientWatch: () => null,
  });
  steps.renew();
  let epoch = 0;
  let iterator = await feed.open(epoch);
  const nextBatch = async (): Promise<unknown> => {
    let next = await iterator.next();
    if (next.done === true) {
      await iterator.end();
      iterator = await feed.open(++epoch);
      next = await iterator.next();
      if (next.done === true) throw new Error('the training data gave no batch: check the data set, its take() and its filters');
    }
    return next.value;
  };
  try {
    return await findLearningRate(tf, {
      ...options,
      variables: module.variables,
      async step(learningRate) {
        if (env.currentRun()?.sink.shouldStop() === true) throw new Error('stopped');
        plans.forEach(({ groups }, plan) => groups.forEach(({ optimizer }, group) => setRate(optimizer, learningRate * (shares[plan]?.[group] ?? 1))));
        const batch = await nextBatch();
        const result = steps.run(batch);
        iterator.release(batch);
        const [name = ''] = ['loss', `${plans[0]?.name ?? ''}_loss`, ...Object.keys(result)].filter((one) => one in result);
        const loss = result[name];
        tf.dispose(Object.entries(result).flatMap(([other, value]) => (other !== name && typeof value !== 'number' ? [value] : [])));
        if (loss === undefined) throw new Error(`the step of '${module.name}' tells no loss: return it, or set ctx.loss`);
        return loss as tfjs.Scalar | number;
      },
    });
  } finally {
    await iterator.end();
    steps.dispose();
    plans.forEach(({ groups }, plan) => groups.forEach(({ optimizer }, group) => setRate(optimizer, rates[plan]?.[group] ?? rateOf(optimizer))));
    await restoreOptimizers(tf, plans, memory);
    env.restoreRandom(random);
  }
}
