/** The steps of a layers model as methods that may be overridden: `trainStep`, `testStep`, `predictStep`. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { asOneCall } from './added-losses';
import type { BatchFunction, KerasContext, KerasSteps, OpenModel, StepData, StepLogs } from './model';
import { listOf, single, stepData } from './model';
import { isLabel } from './unlabelled';

type StepName = 'trainStep' | 'testStep' | 'predictStep';

/** A step is the user's where it is another function than these. */
export function stockSteps(tf: TrainOps): KerasSteps {
  const outputsOf = (model: OpenModel): OpenModel => model.model ?? model;
  return {
    trainStep(this: OpenModel, { x, y }: StepData) {
      return tf.tidy(() => {
        const metrics: Record<string, tfjs.Tensor> = {};
        const loss = this.optimizer?.minimize(
          () => {
            const predicted = this.apply(x as tfjs.Tensor, { training: true });
            for (const [name, value] of Object.entries(this.computeMetrics(y, predicted))) metrics[name] = tf.keep(value);
            return this.computeLoss(y, predicted);
          },
          true,
          this.trainableWeights.map((weight) => weight.read() as tfjs.Variable),
        );
        // Back into this scope, which frees them unless they are returned.
        const read = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value.clone()]));
        tf.dispose(metrics);
        return { loss: loss as tfjs.Tensor, ...read };
      });
    },
    testStep(this: OpenModel, { x, y }: StepData) {
      return tf.tidy(() => {
        const predicted = this.apply(x as tfjs.Tensor, { training: false });
        return { loss: this.computeLoss(y, predicted) as tfjs.Tensor, ...this.computeMetrics(y, predicted) };
      });
    },
    predictStep(this: OpenModel, x: unknown) {
      return this.apply(x as tfjs.Tensor, { training: false });
    },
    computeLoss(this: OpenModel, y: unknown, predicted: unknown): tfjs.Scalar {
      const { lossFunctions } = outputsOf(this);
      if (lossFunctions === undefined) throw new Error(`'${this.name}' has no loss: model.compile({optimizer, loss}) before computeLoss, or compute it in the step`);
      return tf.tidy(() => {
        const [targets, outputs] = sides(this, y, predicted);
        const losses = lossFunctions.map((loss, index) => loss(targets[index] as tfjs.Tensor, outputs[index] as tfjs.Tensor).mean());
        return [...losses, ...this.calculateLosses()].reduce((sum, one) => sum.add(one)) as tfjs.Scalar;
      });
    },
    computeMetrics(this: OpenModel, y: unknown, predicted: unknown) {
      const { metricsTensors = [] } = outputsOf(this);
      const names = compiledNames(outputsOf(this)).slice(-metricsTensors.length);
      const [targets, outputs] = sides(this, y, predicted);
      return Object.fromEntries(metricsTensors.map(([metric, output], index) => [names[index] ?? `metric_${index}`, tf.tidy(() => metric(targets[output] as tfjs.Tensor, outputs[output] as tfjs.Tensor).mean())]));
    },
  } as unknown as KerasSteps;
}

function sides(model: OpenModel, y: unknown, predicted: unknown): readonly [tfjs.Tensor[], tfjs.Tensor[]] {
  const [targets, outputs] = [listOf(y), listOf(predicted)];
  if (targets.length !== outputs.length) throw new Error(`'${model.name}' has ${outputs.length} output${outputs.length === 1 ? '' : 's'} and the batch labels for ${targets.length}: give labels for each, or compute the loss in a trainStep of your own`);
  return [targets, outputs];
}

/** What `compile` called the loss and the metrics. */
const compiled = new WeakMap<object, readonly string[]>();
/** As `compile` named them, however a step of one's own names its values. */
export const compiledNames = (model: OpenModel): readonly string[] => compiled.get(model) ?? model.metricsNames;

export class OwnSteps {
  /** Models by which sequential ones train. */
  readonly #outer = new WeakMap<OpenModel, OpenModel>();
  readonly #labels = new WeakMap<OpenModel, string[]>();
  /** Tensors of features in a batch, where that is not the count of the model's inputs. */
  readonly #inputs = new WeakMap<OpenModel, number>();

  constructor(
    private readonly tf: TrainOps,
    private readonly stock: KerasSteps,
  ) {}

  hold(inner: OpenModel, outer: OpenModel): void {
    this.#outer.set(inner, outer);
  }

  /** The model that the user made. */
  owner(model: OpenModel): OpenModel {
    return this.#outer.get(model) ?? model;
  }

  has(model: OpenModel, step: StepName): boolean {
    return this.owner(model)[step] !== this.stock[step];
  }

  /** Whether a step of the user's names what is logged. */
  names(model: OpenModel): boolean {
    return this.has(model, 'trainStep') || this.has(model, 'testStep');
  }

  setInputs(model: OpenModel, count: number): void {
    this.#inputs.set(model, count);
  }

  /** The list that TensorFlow.js's loops read names from: those of the step that ran last, since only it knows them. */
  labels(model: OpenModel): string[] {
    const known = this.#labels.get(model);
    if (known !== undefined && model.metricsNames === known) return known;
    compiled.set(model, dedupe(model.metricsNames));
    const labels = [...compiledNames(model)];
    this.#labels.set(model, labels);
    model.metricsNames = this.owner(model).metricsNames = labels;
    return labels;
  }

  batchFunction(model: OpenModel, step: 'trainStep' | 'testStep'): BatchFunction {
    const { tf } = this;
    const owner = this.owner(model);
    const training = step === 'trainStep';
    return (batch) => {
      const inputs = this.#inputs.get(model) ?? model.inputs.length;
      const given = batch.filter((tensor) => tensor !== null && tensor !== undefined && isLabel(tensor));
      const targets = given.slice(inputs, inputs + Math.max(model.outputs.length, this.#inputs.has(model) ? given.length : 0));
      const [x, y, weight] = [single(given.slice(0, inputs)), single(targets), single(given.slice(inputs + targets.length))];
      const context = contextOf(owner, x, y, training);
      return tf.tidy(() => {
        const output: unknown = asOneCall(owner, () => owner[step](stepData(x, y, weight), context) as unknown);
        const made = readLogs(tf, output, context, `${step} of '${owner.name}'`);
        this.#rename(model, made.map(({ name }) => name));
        return made.map(({ tensor }) => tensor);
      });
    };
  }

  /** A step of TensorFlow.js's own, beside one of the user's. */
  named(model: OpenModel, step: BatchFunction): BatchFunction {
    return (batch) => {
      const made = step(batch);
      this.#rename(model, compiledNames(model));
      return made;
    };
  }

  #rename(model: OpenModel, names: readonly string[]): void {
    const labels = this.labels(model);
    if (labels.length !== names.length || labels.some((label, index) => label !== names[index])) labels.splice(0, labels.length, ...names);
  }

  /** Batch by batch, joined along the first axis. */
  predict(model: OpenModel, inputs: readonly tfjs.Tensor[], batchSize: number): tfjs.Tensor | tfjs.Tensor[] {
    const { tf } = this;
    const owner = this.owner(model);
    const rows = inputs[0]?.shape[0] ?? 0;
    return tf.tidy(() => {
      const parts: tfjs.Tensor[][] = [];
      for (let from = 0; from < rows; from += batchSize) {
        const size = Math.min(batchSize, rows - from);
        const x = single(inputs.map((input) => input.slice([from], [size])));
        const context = contextOf(owner, x, undefined, false);
        const output: unknown = owner.predictStep(x, context);
        const list = listOf(output);
        if (list.length === 0 || list.some((tensor) => !(tensor instanceof tf.Tensor))) throw new TypeError(`predictStep of '${owner.name}' returned ${output === undefined ? 'nothing' : String(output)}; it returns a tensor whose first axis counts examples, or a list of these`);
        list.forEach((tensor, index) => (parts[index] ??= []).push(tensor));
      }
      const joined = parts.map((part) => tf.concat(part, 0));
      return joined.length === 1 ? (joined[0] as tfjs.Tensor) : joined;
    });
  }
}

function contextOf(model: OpenModel, input: unknown, target: unknown, training: boolean): KerasContext {
  return {
    model: model as unknown as tfjs.LayersModel,
    input,
    target,
    optimizers: model.optimizer === undefined ? {} : { optimizer: model.optimizer },
    optimizerName: 'optimizer',
    training,
    loss: {},
    call(hook) {
      const own: unknown = Reflect.get(model, hook);
      if (typeof own === 'function') Reflect.apply(own, model, [this]);
    },
  };
}

interface Named {
  readonly name: string;
  readonly tensor: tfjs.Tensor;
}

/** @throws TypeError for what is no scalar, with the remedy */
export function readLogs(tf: TrainOps, output: unknown, context: Pick<KerasContext, 'loss'>, what: string): Named[] {
  if (output instanceof Promise) throw new TypeError(`${what} returned a Promise: gradients need its loss at once, so it must not be async; load data in the data set, and read values in callbacks`);
  const told = (output ?? context.loss) as StepLogs;
  const byName: Readonly<Record<string, unknown>> = told instanceof tf.Tensor ? { loss: told } : ((told ?? {}) as Record<string, unknown>);
  const made = Object.entries(byName).map(([name, value]): Named => {
    if (typeof value === 'number') return { name, tensor: tf.scalar(value) };
    if (!(value instanceof tf.Tensor)) throw new TypeError(`${what} gave '${name}' as ${value === null ? 'null' : typeof value}; it returns scalars by name, such as {loss, accuracy}`);
    if (value.size !== 1) throw new TypeError(`${what} gave '${name}' of shape [${value.shape}]; it is charted as a scalar: reduce it, as with .mean()`);
    return { name, tensor: value.toFloat().reshape([]) };
  });
  if (made.length === 0) throw new TypeError(`${what} returned nothing; it returns scalars by name, such as {loss, accuracy}, or sets the loss of its second argument`);
  return made;
}

function dedupe(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}
