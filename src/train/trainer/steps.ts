/** The training steps of a module: loss, gradients and updates for each optimizer, compiled where they can be. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Module, StepContext, TrainOps } from '../module/types';
import { withAddedLosses } from '../keras/added-losses';
import { logging } from '../module/logging';
import { scaledBackward } from '../precision/plan-scaling';
import type { AnomalyWatch } from './anomaly';
import type { Position } from './context';
import { createContext, lossOf, StepLogs } from './context';
import { mapTensors, sizeOfBatch, tensorsOf } from './data';
import type { CompiledStep, CompileStep } from './environment';
import type { GradientClip } from './gradients';
import { Accumulator, clipped } from './gradients';
import type { OptimizerPlan } from './optimizers';
import { smoothed, type ClassWeight } from './targets';

export type StepHook = Parameters<StepContext['call']>[0];

export interface StepsParts {
  readonly tf: TrainOps;
  readonly module: Module;
  readonly plans: readonly OptimizerPlan[];
  readonly clip: GradientClip | null;
  /** What is done to labels; nothing unless told. */
  readonly targets?: { readonly classWeight: ClassWeight | null; readonly labelSmoothing: number };
  readonly compile: CompileStep;
  readonly say: (message: string) => void;
  readonly position: () => Position;
  readonly call: (hook: StepHook) => void;
  /** Why steps must run as they are; null where they need not. */
  readonly obstacle: string | null;
  readonly anomaly: AnomalyWatch | null;
  readonly onMetric: StepLogs['metrics'];
  /** Asked before each step: what is told its gradients; null where nothing is. */
  readonly gradientWatch: () => ((gradients: Readonly<Record<string, tfjs.Tensor>>) => void) | null;
}

/** Scalars on the device, the caller's to dispose, and numbers. */
export type StepResult = Record<string, tfjs.Tensor | number>;

type Scalars = Record<string, tfjs.Tensor>;
type Trained = { readonly plan: OptimizerPlan; readonly variables: readonly tfjs.Variable[]; readonly groups: readonly { readonly optimizer: tfjs.Optimizer; readonly names: ReadonlySet<string> }[] };

export class TrainingSteps {
  #trained: readonly Trained[] = [];
  #accumulators: Accumulator[] = [];
  #weight = 0;
  #numbers: Record<string, number> = {};
  #obstacle: string | null;
  #watch: ReturnType<StepsParts['gradientWatch']> = null;
  #full: CompiledStep<[unknown], Scalars> | null = null;
  #many: CompiledStep<[unknown], Scalars> | null = null;
  #part: CompiledStep<[unknown, tfjs.Tensor], Scalars> | null = null;
  #apply: CompiledStep<[tfjs.Tensor], Scalars> | null = null;
  #readsWeights = false;
  readonly #optimizers: Readonly<Record<string, tfjs.Optimizer>>;

  constructor(private readonly parts: StepsParts) {
    this.#obstacle = parts.obstacle;
    this.#optimizers = Object.fromEntries(parts.plans.flatMap(({ name, groups }) => groups.slice(0, 1).map(({ optimizer }) => [name, optimizer])));
  }

  /** Why steps run as they are; null where they are compiled. */
  get obstacle(): string | null {
    return this.#obstacle;
  }

  /** Takes what is trainable now for what to train. @throws Error where that is nothing */
  renew(): void {
    const { plans, module } = this.parts;
    const found = plans.map((plan): Trained => {
      const groups = plan.groups.map(({ optimizer, variables }) => ({ optimizer, variables: variables() }));
      return { plan, variables: [...new Set(groups.flatMap(({ variables }) => variables))], groups: groups.map(({ optimizer, variables }) => ({ optimizer, names: new Set(variables.map(({ name }) => name)) })) };
    });
    const empty = found.find(({ variables }) => variables.length === 0);
    if (empty !== undefined && module.step === undefined) {
      throw new Error(`the optimizer '${empty.plan.name}' of '${module.name}' has nothing to train: ${module.variables.length === 0 ? 'the module has no variables, layers or models in its fields' : 'everything it was given is frozen; unfreeze a part'}`);
    }
    if (found.length === this.#trained.length && found.every(({ variables }, index) => sameItems(variables, this.#trained[index]?.variables ?? []))) return;
    this.dispose();
    this.#trained = found;
  }

  /** One step of every optimizer. */
  run(batch: unknown): StepResult {
    this.#watch = this.parts.gradientWatch();
    if (this.#obstacle === null) this.#full ??= this.#compile((given: unknown) => this.#whole(given));
    return this.#withNumbers(() => this.#once((given: unknown) => this.#whole(given), this.#full)(batch));
  }

  /** Steps of batches of equal shapes as one execution; null where they have to run one by one. */
  runMany(batches: readonly unknown[]): StepResult[] | null {
    const { tf } = this.parts;
    // The first run tells whether they can be compiled at all.
    if (this.#obstacle !== null || this.#full === null || this.parts.gradientWatch() !== null) return null;
    const shapes = batches.map((batch) => tensorsOf(tf, batch).map(({ shape }) => shape.join()).join(';'));
    if (shapes.some((shape) => shape !== shapes[0])) return null;
    this.#many ??= this.#compile((given: unknown) => this.#whole(given), batches.length);
    const many = this.#many;
    const stacked = stackBatches(tf, batches);
    const results = many(stacked);
    tf.dispose(tensorsOf(tf, stacked));
    const rows = Object.entries(results).map(([name, values]) => [name, values.unstack()] as const);
    tf.dispose(results);
    return batches.map((_, index) => Object.fromEntries(rows.map(([name, values]) => [name, values[index] as tfjs.Tensor])));
  }

  /** Adds a batch's gradients to those that wait for `apply`. */
  accumulate(batch: unknown): StepResult {
    const { tf } = this.parts;
    if (this.#accumulators.length === 0) this.#accumulators = this.#trained.map(({ variables }) => new Accumulator(tf, variables));
    const size = sizeOfBatch(tf, batch);
    this.#watch = this.parts.gradientWatch();
    this.#weight += size;
    const weight = tf.scalar(size);
    const step = (given: unknown, examples: tfjs.Tensor): Scalars => this.#gradients(given, (index, grads) => this.#accumulators[index]?.add(grads, examples));
    if (this.#obstacle === null) this.#part ??= this.#compile(step);
    const result = this.#withNumbers(() => this.#once(step, this.#part)(batch, weight));
    weight.dispose();
    return result;
  }

  /** Updates with the mean of what was accumulated; nothing where that is nothing. */
  apply(): boolean {
    const { tf } = this.parts;
    if (this.#weight === 0) return false;
    const weight = tf.scalar(this.#weight);
    this.#weight = 0;
    const step = (examples: tfjs.Tensor): Scalars => {
      this.#trained.forEach((trained, index) => this.#update(trained, this.#accumulators[index]?.take(examples) ?? {}, this.#context(null)));
      return {};
    };
    if (this.#obstacle === null) this.#apply ??= this.#compile(step);
    this.#once(step, this.#apply)(weight);
    weight.dispose();
    return true;
  }

  dispose(): void {
    for (const step of [this.#full, this.#many, this.#part, this.#apply]) step?.dispose();
    this.#full = this.#many = this.#part = this.#apply = null;
    for (const accumulator of this.#accumulators) accumulator.dispose();
    this.#accumulators = [];
    this.#weight = 0;
  }

  #whole(batch: unknown): Scalars {
    const { module } = this.parts;
    if (module.step !== undefined) return this.#ownStep(batch);
    return this.#gradients(batch, (index, grads, context) => {
      const trained = this.#trained[index];
      if (trained !== undefined) this.#update(trained, grads, context);
    });
  }

  #gradients(given: unknown, use: (index: number, grads: Record<string, tfjs.Tensor>, context: StepContext) => void): Scalars {
    const { tf, module, call, anomaly } = this.parts;
    const scalars: Scalars = {};
    const batch = this.#smoothed(given);
    this.#trained.forEach(({ plan, variables }, index) => {
      const logs = new StepLogs(tf);
      const context = this.#context(batch, logs);
      context.optimizerName = plan.name;
      const what = plan.loss === null ? `trainingStep of '${module.name}'` : `loss of the optimizer '${plan.name}'`;
      const compute = () => scaledBackward(tf, plan.groups.map(({ optimizer }) => optimizer), (scale) => module.backward(() => scale(withAddedLosses(() => lossOf(tf, plan.loss === null ? module.trainingStep(batch, context) : plan.loss.call(module, batch, context), what, logs)) as tfjs.Scalar), [...variables], context));
      try {
        call('onBeforeBackward');
        const { value, grads } = logging(logs.add, compute);
        call('onAfterBackward');
        this.#requireWeights(what);
        this.#watch?.(grads);
        const name = this.#trained.length === 1 ? 'loss' : `${plan.name}_loss`;
        Object.assign(scalars, { [name]: value.toFloat() }, logs.take());
        this.#note(logs);
        anomaly?.note({ loss: value, grads });
        use(index, grads, context);
      } finally {
        logs.drop();
      }
    });
    return scalars;
  }

  #update({ plan, groups }: Trained, gradients: Record<string, tfjs.Tensor>, context: StepContext): void {
    const { tf, module, clip, call } = this.parts;
    const ready = clipped(tf, gradients, clip);
    call('onOptimizerStep');
    for (const { optimizer, names } of groups) {
      const own = Object.fromEntries(Object.entries(ready).filter(([name]) => names.has(name)));
      if (Object.keys(own).length > 0) module.optimizerStep(optimizer, own, Object.assign(context, { optimizerName: plan.name }));
    }
  }

  #ownStep(given: unknown): Scalars {
    const { tf, module } = this.parts;
    const batch = this.#smoothed(given);
    const logs = new StepLogs(tf);
    const context = this.#context(batch, logs);
    try {
      const output: unknown = logging(logs.add, () => module.step?.(batch, context) as unknown);
      if (output instanceof Promise) lossOf(tf, output, `step of '${module.name}'`, logs);
      this.#requireWeights(`step of '${module.name}'`);
      const losses = context.loss instanceof tf.Tensor ? { loss: context.loss } : Object.fromEntries(Object.entries(context.loss).map(([name, loss]) => [name === 'loss' || name.endsWith('_loss') ? name : `${name}_loss`, loss]));
      for (const [name, loss] of Object.entries(losses)) logs.add(name, loss);
      this.#note(logs);
      return logs.take();
    } finally {
      logs.drop();
    }
  }

  #context(batch: unknown, logs = new StepLogs(this.parts.tf)) {
    const { tf, module, position, call, targets } = this.parts;
    const onRead = (name: string): void => {
      if (name === 'ctx.sampleWeight') this.#readsWeights = true;
      else this.#refuse(`it reads ${name}`);
    };
    return createContext({ tf, module, optimizers: this.#optimizers, logs, training: true, position, call, classWeight: targets?.classWeight ?? null, onRead }, batch);
  }

  #smoothed(batch: unknown): unknown {
    const { tf, targets } = this.parts;
    return targets === undefined ? batch : smoothed(tf, batch, targets.labelSmoothing);
  }

  /** A loss of one's own cannot be weighted from outside. @throws Error where it leaves the weights out */
  #requireWeights(what: string): void {
    if ((this.parts.targets?.classWeight ?? null) !== null && !this.#readsWeights) throw new Error(`classWeight of the Trainer has no effect: ${what} does not use ctx.sampleWeight; multiply each example's loss by it before the mean`);
  }

  #note(logs: StepLogs): void {
    for (const name of Object.keys(logs.numbers)) this.#refuse(`it logs the number '${name}', not a tensor`);
    for (const [name, metric] of logs.metrics) {
      this.#refuse(`it updates the metric '${name}'`);
      this.parts.onMetric.set(name, metric);
    }
    Object.assign(this.#numbers, logs.numbers);
  }

  /** Recordings repeat what depends on nothing but tensors. */
  #refuse(reason: string): void {
    if (this.#obstacle !== null) return;
    this.#obstacle = reason;
    this.parts.say(`The steps of '${this.parts.module.name}' run as they are, uncompiled: ${reason}, which changes from step to step.`);
  }

  /** Runs that are left to the step itself tidy up, too. Reports of compiled steps tell the module's name. */
  #compile<Args extends readonly unknown[]>(step: (...args: Args) => Scalars, stepsPerExecution = 1): CompiledStep<Args, Scalars> {
    const { tf, module, compile } = this.parts;
    const tidied = (...args: Args): Scalars => tf.tidy(() => step(...args));
    return compile(Object.defineProperty(tidied, 'name', { value: module.name }), { stepsPerExecution });
  }

  /** The compiled step where there is one. A first run that turns out to depend on what recordings miss was run as it is, and so are all others. */
  #once<Args extends readonly unknown[]>(eager: (...args: Args) => Scalars, compiled: CompiledStep<Args, Scalars> | null): (...args: Args) => Scalars {
    const { tf, module, anomaly } = this.parts;
    // What is watched cannot be seen from outside of a recording.
    if (this.#obstacle !== null || compiled === null || this.#watch !== null) {
      const step = (...args: Args): Scalars => tf.tidy(() => eager(...args));
      return anomaly === null ? step : (...args) => anomaly.record(() => step(...args));
    }
    return (...args) => {
      const before = primitives(module);
      const result = compiled(...args);
      const changed = Object.entries(primitives(module)).find(([name, value]) => !Object.is(before[name], value));
      if (changed !== undefined) this.#refuse(`it changes this.${changed[0]}`);
      return result;
    };
  }

  #withNumbers(run: () => Scalars): StepResult {
    this.#numbers = {};
    const scalars = run();
    return { ...this.#numbers, ...scalars };
  }
}

const sameItems = (some: readonly unknown[], others: readonly unknown[]): boolean => some.length === others.length && some.every((item, index) => item === others[index]);

/** Fields that JavaScript may count up in. */
const primitives = (module: object): Record<string, unknown> => Object.fromEntries(Object.entries(module).filter(([, value]) => typeof value !== 'object' && typeof value !== 'function'));

function stackBatches(tf: TrainOps, batches: readonly unknown[]): unknown {
  const all = batches.map((batch) => tensorsOf(tf, batch));
  let at = 0;
  return mapTensors(tf, batches[0], () => {
    const index = at++;
    return tf.stack(all.map((tensors) => tensors[index] as tfjs.Tensor));
  });
}
