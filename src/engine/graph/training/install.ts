/** Makes layers models train by compiled steps wherever all their steps are the same. */
import type { StockTensorFlow } from '../../api';
import type { CompiledParts } from '../compiled/compiled';
import type { OpenModel, OpenPrototype, TrainFunction } from './model';
import { KnownParts } from './parts';
import { TrainingStep } from './training-step';

const installed = new WeakSet<object>();

/**
 * From here on `fit`, `fitDataset` and `trainOnBatch` record a model's step and run the recording. `runEagerly: true`
 * among the options of `compile`, `fit` or `fitDataset` turns it off. To be called before the reader's code runs; a second
 * call does nothing.
 */
export function compileTraining(tf: StockTensorFlow, compile: Pick<CompiledParts, 'lineOf' | 'say'>): void {
  if (installed.has(tf.LayersModel)) return;
  installed.add(tf.LayersModel);
  const prototype = tf.LayersModel.prototype as unknown as OpenPrototype;
  const stock = { makeTrainFunction: prototype.makeTrainFunction, compile: prototype.compile, fit: prototype.fit, fitDataset: prototype.fitDataset, dispose: prototype.dispose };
  const known = new KnownParts(tf);
  const steps = new WeakMap<OpenModel, TrainingStep>();
  /** Models that were compiled to run eagerly, and those that are fitted so. */
  const eager = new WeakSet<OpenModel>();
  const eagerFits = new WeakSet<OpenModel>();

  prototype.makeTrainFunction = function (): TrainFunction {
    if (eager.has(this) || eagerFits.has(this)) return stock.makeTrainFunction.call(this);
    let step = steps.get(this);
    if (step === undefined) steps.set(this, (step = new TrainingStep(this, stock.makeTrainFunction.call(this), { tf, known, compile })));
    return (batch) => step.run(batch);
  };

  prototype.compile = function (args) {
    stock.compile.call(this, args);
    if (args.runEagerly === true) eager.add(this);
    else eager.delete(this);
  };

  /** Between trainings a model keeps its recordings, but no tensors for them. */
  const training = async (model: OpenModel, runEagerly: boolean | undefined, train: () => Promise<unknown>): Promise<unknown> => {
    if (runEagerly === true) eagerFits.add(model);
    try {
      return await train();
    } finally {
      eagerFits.delete(model);
      steps.get(model)?.release();
    }
  };
  prototype.fit = function (x, y, args) {
    return training(this, args?.runEagerly, () => stock.fit.call(this, x, y, args));
  };
  prototype.fitDataset = function (dataset, args) {
    return training(this, args?.runEagerly, () => stock.fitDataset.call(this, dataset, args));
  };

  prototype.dispose = function () {
    const result = stock.dispose.call(this);
    for (const model of [this, this.model]) if (model !== undefined) steps.get(model)?.release();
    return result;
  };
}
