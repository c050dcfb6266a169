/** Makes layers models train as Keras's do: steps that may be overridden, metrics that accumulate, losses that layers add. */
import type * as tfjs from '@tensorflow/tfjs';
import { newId } from '../../base/ids';
import { standardize } from '../fit';
import type { TrainOps } from '../module/types';
import { PassProgress, type ShowProgress } from '../pass-progress';
import { asOneCall, installAddedLosses } from './added-losses';
import type { CompileArgs, OpenModel, OpenPrototype } from './model';
import { listOf } from './model';
import type { NamedMetric } from './own-metrics';
import { EpochMetrics, namedMetrics, readAndReset, resetMetrics, withStands } from './own-metrics';
import { compiledNames, OwnSteps, stockSteps } from './steps';
import { countsBatches } from '../passes';
import { withStandsForLabels } from './unlabelled';

/** Whom the models of an instance of TensorFlow.js tell. */
const environments = new WeakMap<object, KerasEnvironment>();

export interface KerasEnvironment {
  /** Where lines of progress go now; null for nowhere. */
  progress(): ShowProgress | null;
  /** Milliseconds. */
  now(): number;
}

/** A prediction that takes less, in milliseconds, is not worth a line. */
const BRIEF = 100;

/**
 * From here on `fit`, `fitDataset`, `evaluate`, `evaluateDataset`, `predict` and `trainOnBatch` of layers models ask the
 * model's `trainStep`, `testStep` and `predictStep` where these are overridden, by a class or an assignment; models
 * that override nothing train as before. To be called after others that replace these functions, and before
 * `watchFit`; a second call changes only whom they tell.
 */
export function installKeras(tf: TrainOps, given: KerasEnvironment = { progress: () => null, now: () => performance.now() }): void {
  const isInstalled = environments.has(tf.LayersModel);
  environments.set(tf.LayersModel, given);
  if (isInstalled) return;
  const env: KerasEnvironment = { progress: () => environments.get(tf.LayersModel)?.progress() ?? null, now: () => environments.get(tf.LayersModel)?.now() ?? 0 };
  installAddedLosses(tf);
  const prototype = tf.LayersModel.prototype as unknown as OpenPrototype;
  const steps = stockSteps(tf);
  Object.assign(prototype, steps);
  const own = new OwnSteps(tf, steps);
  const metrics = new WeakMap<OpenModel, EpochMetrics>();
  const stock = { ...pick(prototype) };
  /** Told of each batch of an evaluation. */
  const onTest = new WeakMap<OpenModel, () => void>();
  /** One line for a model in a run: predictions in a loop replace each other's. */
  const lines = new WeakMap<OpenModel, string>();
  const lineOf = (model: OpenModel, label: string): PassProgress | null => {
    const show = env.progress();
    if (show === null) return null;
    const id = lines.get(model) ?? newId();
    lines.set(model, id);
    return new PassProgress(show, `${id}-${label}`, `${label} ${own.owner(model).name}`, null, env.now);
  };
  /** Of several batches: one is over before a line of it could be read. */
  const tell = (line: PassProgress | null, batches: number): void => {
    if (line === null || batches < 2) return;
    line.batch(batches);
    line.end('done');
  };

  const sequential = tf.Sequential.prototype as unknown as { build(this: OpenModel, inputShape?: unknown): void };
  const { build } = sequential;
  sequential.build = function (inputShape) {
    build.call(this, inputShape);
    if (this.model !== undefined) own.hold(this.model, this);
  };

  const accumulating = (model: OpenModel): NamedMetric[] => namedMetrics(compiledNames(model), (model.metricsTensors ?? []).map(([stand]) => stand));

  prototype.compile = function (args: CompileArgs = {}) {
    const needsNothing = own.has(this, 'trainStep');
    const { metrics: given, ...others } = args;
    stock.compile.call(this, {
      ...(needsNothing && { optimizer: 'rmsprop', loss: lossless }),
      ...others,
      ...(given !== undefined && { metrics: withStands(tf, given) }),
    });
  };

  prototype.makeTrainFunction = function () {
    if (own.has(this, 'trainStep')) return own.batchFunction(this, 'trainStep');
    const train = stock.makeTrainFunction.call(this);
    const whole = (batch: Parameters<typeof train>[0]) => asOneCall(this, () => train(batch));
    return own.names(this) ? own.named(this, whole) : whole;
  };

  prototype.makeTestFunction = function () {
    stock.makeTestFunction.call(this);
    const test = own.has(this, 'testStep') ? own.batchFunction(this, 'testStep') : own.names(this) ? own.named(this, this.testFunction) : this.testFunction;
    this.testFunction = (batch) => {
      onTest.get(this)?.();
      metrics.get(this)?.validates();
      return test(batch);
    };
  };

  prototype.getDedupedMetricsNames = function () {
    return own.names(this) ? own.labels(this) : stock.getDedupedMetricsNames.call(this);
  };

  prototype.predictLoop = function (inputs, batchSize = 32, verbose = false) {
    const from = env.now();
    const line = this.isTraining ? null : lineOf(this, 'predict');
    const made = own.has(this, 'predictStep') ? own.predict(this, listOf(inputs), batchSize) : stock.predictLoop.call(this, inputs, batchSize, verbose);
    if (env.now() - from >= BRIEF) tell(line, batchesOf(inputs, batchSize));
    return made;
  };

  prototype.standardizeUserDataXY = function (x, y, ...rest) {
    if (!own.names(this)) return stock.standardizeUserDataXY.call(this, x, y, ...rest);
    const listed = (given: typeof x, names: readonly string[]): tfjs.Tensor[] => {
      const list = given === null || given === undefined || given instanceof tf.Tensor || Array.isArray(given) ? listOf(given) : names.flatMap((name) => listOf((given as Readonly<Record<string, unknown>>)[name]));
      return list.map((tensor) => (tensor.rank === 1 ? tensor.expandDims(1) : tensor));
    };
    // What a step of one's own makes of its batches need not have the shapes of the model's outputs.
    const [features, labels] = [listed(x, this.inputNames), listed(y, this.outputNames)];
    own.setInputs(this, features.length);
    return [features, labels];
  };

  /** Beside the reader's callbacks, and before them: what they are told is whole. */
  const fitted = async (model: OpenModel, args: Parameters<OpenPrototype['fit']>[2], fit: (callbacks: tfjs.ModelFitArgs['callbacks']) => Promise<unknown>): Promise<unknown> => {
    const accumulated = accumulating(model);
    if (accumulated.length === 0 && !own.names(model)) return fit(args?.callbacks);
    const epoch = new EpochMetrics(accumulated);
    resetMetrics(accumulated);
    metrics.set(model, epoch);
    class Keras extends tf.Callback {
      #known: string[] = [];
      override setParams(params: Parameters<tfjs.Callback['setParams']>[0]): void {
        super.setParams(params);
        // Means of an epoch are made of what is listed here, before a step has told its names.
        this.#known = params['metrics'] as unknown as string[];
      }
      override onBatchEnd(_batch: number, logs: Record<string, number> = {}): Promise<void> {
        for (const name of Object.keys(logs)) if (name !== 'batch' && name !== 'size' && !this.#known.includes(name)) this.#known.push(name);
        epoch.leaveOut(tf, logs);
        return Promise.resolve();
      }
      override onEpochEnd(_epoch: number, logs: Record<string, number> = {}): Promise<void> {
        return epoch.end(tf, logs);
      }
    }
    try {
      return await fit([new Keras(), ...standardize(tf, args?.callbacks, args?.yieldEvery)]);
    } finally {
      metrics.delete(model);
    }
  };

  prototype.fit = function (x, y, args) {
    return fitted(this, args, (callbacks) => stock.fit.call(this, x, y, callbacks === args?.callbacks ? args : { ...args, callbacks }));
  };
  prototype.fitDataset = function (dataset, args) {
    const whole = own.has(this, 'trainStep') ? withStandsForLabels(tf, dataset, this.outputs.length) : dataset;
    return fitted(this, args, (callbacks) => stock.fitDataset.call(this, whole, callbacks === args.callbacks ? args : { ...args, callbacks }));
  };

  prototype.evaluate = function (x, y, args) {
    // Within a training the values are put in when its epoch ends.
    const accumulated = this.isTraining ? [] : accumulating(this);
    resetMetrics(accumulated);
    const line = this.isTraining || countsBatches(tf) ? null : lineOf(this, 'evaluate');
    const made = stock.evaluate.call(this, x, y, args) as tfjs.Tensor | tfjs.Tensor[];
    tell(line, batchesOf(x, args?.batchSize));
    return accumulated.length === 0 ? made : withValues(this, made, accumulated);
  };
  prototype.evaluateDataset = async function (dataset, args) {
    const accumulated = this.isTraining ? [] : accumulating(this);
    resetMetrics(accumulated);
    const line = this.isTraining || countsBatches(tf) ? null : lineOf(this, 'evaluate');
    let batches = 0;
    if (line !== null) onTest.set(this, () => line.batch(++batches));
    const whole = own.has(this, 'testStep') ? withStandsForLabels(tf, dataset, this.outputs.length) : dataset;
    const made = await stock.evaluateDataset.call(this, whole, args).finally(() => onTest.delete(this));
    tell(line, batches);
    return accumulated.length === 0 ? made : withValues(this, made, accumulated);
  };

  /** Results in the place of what stood for them. */
  async function withValues(model: OpenModel, made: tfjs.Tensor | tfjs.Tensor[], accumulated: readonly NamedMetric[]): Promise<tfjs.Tensor[]> {
    const values = await readAndReset(accumulated);
    const names = model.metricsNames;
    return listOf(made).map((tensor, index) => {
      const value = values[names[index] ?? ''];
      if (value === undefined) return tensor;
      tensor.dispose();
      return tf.scalar(value);
    });
  }
}

const batchesOf = (x: unknown, batchSize = 32): number => Math.ceil(((listOf(x)[0]?.shape as readonly number[] | undefined)?.[0] ?? 0) / batchSize);

const pick = ({ compile, makeTrainFunction, makeTestFunction, getDedupedMetricsNames, predictLoop, standardizeUserDataXY, fit, fitDataset, evaluate, evaluateDataset }: OpenPrototype) =>
  ({ compile, makeTrainFunction, makeTestFunction, getDedupedMetricsNames, predictLoop, standardizeUserDataXY, fit, fitDataset, evaluate, evaluateDataset }) satisfies Partial<OpenPrototype>;

/** Of a model that computes its loss in its own step. */
function lossless(): never {
  throw new Error('the model was compiled without a loss, which its testStep needs: override testStep as well as trainStep, or compile with a loss');
}
