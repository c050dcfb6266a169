/** Makes layers models train by compiled steps wherever all their steps are the same. */
import type { StockTensorFlow } from '../../api';
import type { CompiledParts } from '../compiled/compiled';
import { recorderOf } from '../compiled/runner';
import { requireSteps } from '../compiled/stacked';
import { Ahead, type BatchSource } from './ahead';
import { datasetLoop } from './dataset-loop';
import { evaluateBatches, predictBatches } from './evaluation';
import type { TrainMany } from './executions';
import { fitLoop } from './fit-loop';
import type { OpenModel, OpenPrototype, TrainFunction } from './model';
import { KnownParts } from './parts';
import { TrainingStep } from './training-step';

const installed = new WeakSet<object>();

/**
 * From here on `fit`, `fitDataset` and `trainOnBatch` record a model's step and run the recording. `runEagerly: true`
 * among the options of `compile`, `fit` or `fitDataset` turns it off; `stepsPerExecution` of `compile` has a device that
 * can do so do many steps as one. To be called before the reader's code runs; a second
 * call does nothing.
 * @param innerOptimizer the one inside an optimizer that only calls operations around it, as those that scale losses do
 */
export function compileTraining(tf: StockTensorFlow, compile: Pick<CompiledParts, 'lineOf' | 'say'>, innerOptimizer: (optimizer: object) => object | null = () => null): void {
  if (installed.has(tf.LayersModel)) return;
  installed.add(tf.LayersModel);
  const prototype = tf.LayersModel.prototype as unknown as OpenPrototype;
  const stock = { makeTrainFunction: prototype.makeTrainFunction, compile: prototype.compile, fitLoop: prototype.fitLoop, testLoop: prototype.testLoop, predictLoop: prototype.predictLoop, fit: prototype.fit, fitDataset: prototype.fitDataset, evaluateDataset: prototype.evaluateDataset, dispose: prototype.dispose };
  const known = new KnownParts(tf, innerOptimizer);
  const trainings = new WeakMap<OpenModel, TrainingStep>();
  /** How many steps an execution does. */
  const stepsAtOnce = new WeakMap<OpenModel, number>();
  /** Models that were compiled to run eagerly, and those that are fitted so. */
  const eager = new WeakSet<OpenModel>();
  const eagerFits = new WeakSet<OpenModel>();

  const manyOf =
    (model: OpenModel): TrainMany =>
    (batch, steps, onValues) =>
      trainings.get(model)?.many(batch, steps, onValues) ?? null;

  prototype.makeTrainFunction = function (): TrainFunction {
    if (eager.has(this) || eagerFits.has(this)) return stock.makeTrainFunction.call(this);
    let step = trainings.get(this);
    if (step === undefined) trainings.set(this, (step = new TrainingStep(this, stock.makeTrainFunction.call(this), { tf, known, compile })));
    return (batch) => step.run(batch);
  };

  prototype.compile = function (args) {
    const { stepsPerExecution = 1 } = args;
    requireSteps('model.compile', stepsPerExecution);
    stock.compile.call(this, args);
    if (args.runEagerly === true) eager.add(this);
    else eager.delete(this);
    stepsAtOnce.set(this, stepsPerExecution);
  };

  prototype.fitLoop = function (...args) {
    const steps = stepsAtOnce.get(this) ?? 1;
    // Batches that are cut out where they begin would be a graph each for an executor.
    if (steps === 1 && recorderOf(tf) === null) return stock.fitLoop.apply(this, [...args]);
    return fitLoop(
      { tf, model: this, stock: (...given) => stock.fitLoop.apply(this, [...given]), steps, many: manyOf(this) },
      args,
    );
  };

  prototype.testLoop = function (evaluate, inputs, batchSize, verbose = 0, steps = null) {
    const recorder = recorderOf(tf);
    if (recorder === null || verbose > 0 || steps !== null) return stock.testLoop.call(this, evaluate, inputs, batchSize, verbose, steps);
    return evaluateBatches(tf, recorder, evaluate, inputs, batchSize);
  };

  prototype.predictLoop = function (inputs, batchSize = 32, verbose = false) {
    const recorder = recorderOf(tf);
    const list = [inputs].flat();
    if (recorder === null || verbose || (list[0]?.shape[0] ?? 0) <= batchSize) return stock.predictLoop.call(this, inputs, batchSize, verbose);
    return predictBatches(tf, recorder, (batch, size) => stock.predictLoop.call(this, batch, size), list, batchSize);
  };

  /** Between trainings a model keeps its recordings, but no tensors for them. */
  const training = async (model: OpenModel, runEagerly: boolean | undefined, train: () => Promise<unknown>): Promise<unknown> => {
    if (runEagerly === true) eagerFits.add(model);
    try {
      return await train();
    } finally {
      eagerFits.delete(model);
      trainings.get(model)?.release();
    }
  };
  prototype.fit = function (x, y, args) {
    if (isDataset(x)) {
      if (y !== undefined && y !== null) throw new TypeError('fit takes a dataset of batches {xs, ys} alone, as fit(dataset, null, {epochs: 3}): the targets are in it');
      return this.fitDataset(x, { epochs: 1, ...args });
    }
    return training(this, args?.runEagerly, () => stock.fit.call(this, x, y, args));
  };
  prototype.fitDataset = function (given, args) {
    const dataset = given?.forLayers?.() ?? given;
    return training(this, args.runEagerly, async () => {
      const isAway = recorderOf(tf) !== null && typeof dataset?.iterator === 'function' && dataset.isOnDevice !== true;
      const ahead = isAway ? new Ahead(tf, dataset) : null;
      const source = ahead ?? dataset;
      const steps = stepsAtOnce.get(this) ?? 1;
      const train = () => stock.fitDataset.call(this, source, args);
      try {
        return await (steps === 1 || (args.classWeight ?? null) !== null ? train() : datasetLoop({ tf, model: this, stock: train, steps, many: manyOf(this) }, source, args));
      } finally {
        await ahead?.close();
      }
    });
  };

  prototype.evaluateDataset = function (dataset, args) {
    return stock.evaluateDataset.call(this, dataset.forLayers?.() ?? dataset, args);
  };

  prototype.dispose = function () {
    const result = stock.dispose.call(this);
    for (const model of [this, this.model]) if (model !== undefined) trainings.get(model)?.release();
    return result;
  };
}

const isDataset = (value: unknown): value is BatchSource => typeof (value as Partial<BatchSource> | null | undefined)?.iterator === 'function';
