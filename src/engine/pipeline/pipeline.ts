/**
 * Training of a model whose layers are cut into stages on devices of their own. A batch is cut into micro-batches; each
 * goes forward through the stages and back, and while one stage is at one micro-batch another is at the next. What a stage
 * does with a micro-batch is one graph on the stage's devices, handed over in the order of the schedule; activations and
 * their gradients move from stage to stage when the next graph wants them. Nothing waits: devices of different stages
 * work at the same time because the executions are under way together.
 *
 * A stage keeps of a micro-batch only what went into it and computes the rest again on the way back (Huang et al.,
 * arXiv:1811.06965, section 2.3), with the random numbers of the first time. Gradients are summed on the stage's devices
 * and its variables updated there once a step, by an optimizer of the stage's own.
 */
import type { Optimizer, Scalar, Sequential, Tensor, Variable, layers } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import type { Random } from '../random/random';
import type { Schedule } from './schedule';
import { isSchedule, orderOf, SCHEDULE_NAMES } from './schedule';
import { cutLayers, groupsOf } from './stages';

export interface PipelineOptions {
  readonly stages: number;
  /** Into how many pieces a batch is cut; as many as there are stages unless told. */
  readonly microBatches?: number;
  readonly schedule?: Schedule;
  /** For each stage, which part of the devices does it: 0 and so on; one each unless told. */
  readonly deviceMapping?: readonly number[];
  /** The mean over the examples of a piece. */
  readonly loss: (labels: Tensor, predictions: Tensor) => Tensor;
  /** Called once for each stage. */
  readonly optimizer: () => Optimizer;
}

export interface Pipeline {
  /** One step of training on a batch. @returns the mean loss, which the caller disposes of */
  step(x: Tensor, y: Tensor): Scalar;
  /** Names of the layers of each stage. */
  readonly stages: readonly (readonly string[])[];
}

export interface PipelineParts {
  readonly tf: TensorFlow;
  readonly random: Pick<Random, 'drawn' | 'replay'>;
  /** How many devices part a batch. */
  readonly devices: () => number;
  /** Has what `work` computes, and that only, done by a part of the devices; `batches` are parted among them. */
  readonly within: <T>(group: readonly [index: number, of: number] | null, batches: readonly Tensor[], work: () => T) => T;
}

interface Stage {
  readonly layers: readonly layers.Layer[];
  readonly variables: readonly Variable[];
  readonly optimizer: Optimizer;
}

/** @throws Error for a model or options that cannot be, naming what can */
export function pipeline(parts: PipelineParts, model: Sequential, options: PipelineOptions): Pipeline {
  const { schedule = 'grouped', microBatches = options.stages, optimizer } = options;
  if (!isSchedule(schedule)) throw new RangeError(`schedule '${String(schedule)}' not found; schedules are: ${SCHEDULE_NAMES.join(', ')}`);
  if (!Number.isInteger(microBatches) || microBatches < 1) throw new RangeError(`microBatches is a whole number from 1 on; here is ${String(microBatches)}`);
  if (!(model instanceof parts.tf.Sequential)) throw new TypeError('a pipeline takes a tf.sequential model, whose layers follow one another');
  // Its declaration says that it always has some.
  if (((model.outputs as readonly unknown[] | undefined)?.length ?? 0) === 0) throw new Error('the model has no weights yet: give its first layer an inputShape');
  for (const layer of model.layers) refuse(layer);
  const stages = cutLayers(model.layers, options.stages).map((own): Stage => ({ layers: own, variables: own.flatMap(variablesOf), optimizer: optimizer() }));
  groupsOf(stages.length, 1, options.deviceMapping);
  const order = orderOf(schedule, stages.length, microBatches);
  return {
    stages: stages.map(({ layers: own }) => own.map(({ name }) => name)),
    step(x, y) {
      const rows = x.shape[0] ?? 0;
      if (rows === 0 || rows % microBatches !== 0) throw new RangeError(`a batch of ${rows} rows does not divide into ${microBatches} micro-batches: use a batch size that is a multiple of ${microBatches}`);
      const groups = groupsOf(stages.length, parts.devices(), options.deviceMapping);
      return new Step(parts, stages, groups, microBatches, options.loss).run(order, x, y);
    },
  };
}

class Step {
  /** Activations that go into a stage, by stage and micro-batch, and where the stream of random numbers was. */
  readonly #inputs = new Map<string, { readonly input: Tensor; readonly drawn: number }>();
  readonly #slopes = new Map<string, Tensor>();
  readonly #sums: (readonly Tensor[] | null)[];
  readonly #losses: Tensor[] = [];

  constructor(
    private readonly parts: PipelineParts,
    private readonly stages: readonly Stage[],
    private readonly groups: readonly (readonly [index: number, of: number])[] | null,
    private readonly count: number,
    private readonly loss: PipelineOptions['loss'],
  ) {
    this.#sums = stages.map(() => null);
  }

  run(order: ReturnType<typeof orderOf>, x: Tensor, y: Tensor): Scalar {
    const { tf, within } = this.parts;
    const [xs, ys] = [within(null, [], () => tf.split(x, this.count)), within(null, [], () => tf.split(y, this.count))];
    for (const { stage, microBatch, direction } of order) {
      if (direction === 'forward') this.#forward(stage, microBatch, xs[microBatch] as Tensor);
      else this.#backward(stage, microBatch, ys[microBatch] as Tensor);
    }
    this.stages.forEach((_, stage) => this.#update(stage));
    const mean = within(null, [], () => tf.tidy(() => tf.div<Scalar>(tf.addN(this.#losses), this.count)));
    tf.dispose([xs, ys, this.#losses]);
    return mean;
  }

  #forward(stage: number, microBatch: number, x: Tensor): void {
    const { tf, random } = this.parts;
    const key = `${stage} ${microBatch}`;
    const input = stage === 0 ? x : (this.#inputs.get(key)?.input as Tensor);
    this.#inputs.set(key, { input, drawn: random.drawn });
    // The last stage goes forward when it goes back.
    if (stage === this.stages.length - 1) return;
    const made = this.#within(stage, [input], () => tf.tidy(() => this.#apply(stage, input)));
    this.#inputs.set(`${stage + 1} ${microBatch}`, { input: made, drawn: 0 });
  }

  #backward(stage: number, microBatch: number, y: Tensor): void {
    const { tf, random } = this.parts;
    const key = `${stage} ${microBatch}`;
    const { input, drawn } = this.#inputs.get(key) as { readonly input: Tensor; readonly drawn: number };
    const isLast = stage === this.stages.length - 1;
    const slope = this.#slopes.get(key);
    const { variables } = this.stages[stage] as Stage;
    const before = this.#sums[stage] ?? null;
    const batch = [input, ...(isLast ? [y] : []), ...(slope === undefined ? [] : [slope])];
    const [value, ...made] = this.#within(stage, batch, () =>
      tf.tidy((): Tensor[] => {
        const forward = (): Tensor => (isLast ? this.loss(y, this.#apply(stage, input)) : this.#apply(stage, input));
        const again = (): Tensor => (isLast ? forward() : random.replay(drawn, forward));
        const of = [...(stage === 0 ? [] : [input]), ...variables];
        const made = tf.engine().gradients(again, of, slope, true);
        const down = stage === 0 ? [] : made.grads.slice(0, 1);
        const sums = made.grads.slice(down.length).map((grad, index) => (before === null ? grad : grad.add(before[index] as Tensor)));
        return [made.value, ...down, ...sums];
      }),
    );
    const down = stage === 0 ? undefined : made.shift();
    if (down !== undefined) this.#slopes.set(`${stage - 1} ${microBatch}`, down);
    if (isLast) this.#losses.push(value as Tensor);
    else value?.dispose();
    tf.dispose([...(before ?? []), ...(slope === undefined ? [] : [slope]), ...(stage === 0 ? [] : [input])]);
    this.#sums[stage] = made;
    this.#inputs.delete(key);
    this.#slopes.delete(key);
  }

  #update(stage: number): void {
    const { tf } = this.parts;
    const { variables, optimizer } = this.stages[stage] as Stage;
    const sums = this.#sums[stage] ?? [];
    if (variables.length === 0) return;
    this.#within(stage, [], () =>
      tf.tidy(() => optimizer.applyGradients(Object.fromEntries(variables.map(({ name }, index) => [name, (sums[index] as Tensor).div(this.count)])))),
    );
    tf.dispose(sums as Tensor[]);
  }

  #apply(stage: number, input: Tensor): Tensor {
    return (this.stages[stage]?.layers ?? []).reduce((made, layer) => layer.apply(made, { training: layer.trainable }) as Tensor, input);
  }

  #within<T>(stage: number, batches: readonly Tensor[], work: () => T): T {
    return this.parts.within(this.groups?.[stage] ?? null, batches, work);
  }
}

/** What a stage would compute otherwise than the whole model does. */
function refuse(layer: layers.Layer): void {
  const { name, trainable, nonTrainableWeights } = layer;
  if (trainable && nonTrainableWeights.length > 0) {
    throw new Error(`layer '${name}' has weights that its forward pass changes, as batch normalisation has, and a stage computes that pass twice: use layer normalisation`);
  }
  const { _losses } = layer as unknown as { readonly _losses?: readonly unknown[] };
  if ((_losses?.length ?? 0) > 0) throw new Error(`layer '${name}' has a regularizer, whose loss a pipeline does not add: use weight decay, as tf.train.adamw has`);
}

/** Members of layers' weights that TensorFlow.js's declarations keep private. */
const variablesOf = (layer: layers.Layer): readonly Variable[] => layer.trainableWeights.map((weight) => (weight as unknown as { readonly val: Variable }).val);
