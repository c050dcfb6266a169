/** The optimizers that TensorFlow.js lacks, on the fused kernel: what they have in common. */
import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { NamedTensor, NamedVariableMap } from '@tensorflow/tfjs-core/dist/tensor_types';
import type { TensorFlow } from '../api';
import type { Update } from './apply';
import { applyStep, canApply } from './apply';
import type { Clipping } from './clipping';
import { clippingOf } from './clipping';
import type { RuleName } from './kernel/rules';
import type { OptimizerVariable } from './slots';
import { slotOf } from './slots';
import type { Gradients } from './stock';
import { namedGradients } from './stock';

export type OptimizerConfig = Readonly<Record<string, number | boolean | undefined>>;

/** What makes one optimizer different from another. `C` is its configuration, all set. */
export interface Design<C extends OptimizerConfig> {
  readonly className: string;
  /** Ends of the names of slots. */
  readonly slots: readonly string[];
  /** Names of the betas whose powers are kept, in the order of the rule's state. */
  readonly powers: readonly (keyof C & string)[];
  readonly rule: RuleName;
  /** In the order of the rule; `decay` is the weight decay of the variables at hand. */
  hyper(config: C, decay: number): readonly number[];
  /** Does the step in another way than by one kernel. */
  apply?(tf: TensorFlow, step: DesignStep<C>): void;
}

export interface DesignStep<C extends OptimizerConfig> {
  readonly config: C;
  readonly decay: number;
  readonly updates: readonly Update[];
  readonly state: readonly Variable[];
  readonly clipping: Clipping | null;
}

/** Variables, or parts of their names, that weight decay leaves alone, as in Keras. */
export interface Exclusion {
  readonly varList?: readonly Variable[];
  readonly varNames?: readonly string[];
}

/** An optimizer of ours. */
export interface FusedOptimizer extends Optimizer {
  learningRate: number;
  /** From the next step on. */
  setLearningRate(learningRate: number): void;
  /** Biases and scales are often spared. */
  excludeFromWeightDecay(exclusion: Exclusion): void;
}

export type FusedOptimizerClass<C extends OptimizerConfig> = new (config: C & Clipping) => FusedOptimizer;

/** Makes the class of an optimizer and registers it, so that saved models find it. */
export function fusedOptimizer<C extends OptimizerConfig & { readonly learningRate: number }>(tf: TensorFlow, design: Design<C>): FusedOptimizerClass<C> {
  class Fused extends tf.Optimizer implements FusedOptimizer {
    static get className(): string {
      return design.className;
    }

    learningRate: number;
    readonly #config: C;
    readonly #clipping: Clipping | null;
    readonly #state: Variable[];
    readonly #slots: OptimizerVariable[][] = design.slots.map(() => []);
    #spared: Exclusion[] = [];

    constructor(config: C & Clipping) {
      super();
      this.#clipping = clippingOf({ ...config });
      this.#config = config;
      this.learningRate = config.learningRate;
      this.#state = design.powers.map((beta) => tf.tidy(() => tf.scalar(Number(config[beta])).variable(false)));
    }

    setLearningRate(learningRate: number): void {
      this.learningRate = learningRate;
    }

    excludeFromWeightDecay(exclusion: Exclusion): void {
      this.#spared.push(exclusion);
    }

    applyGradients(given: NamedVariableMap | NamedTensor[]): void {
      const gradients = namedGradients(tf, given as Gradients);
      const updates = gradients.flatMap(({ variable, gradient }, position): Update[] => {
        const slots = design.slots.map((suffix, k) => slotOf(tf, this.#slots[k] as OptimizerVariable[], position, variable, suffix));
        return gradient === null ? [] : [{ variable, gradient, slots }];
      });
      if (!canApply(tf, updates)) throw new Error(`${design.className} trains float32 variables on the CPU, WebGPU and WebGL devices; here are ${describe(tf, updates)}.`);
      const decay = Number(this.#config['weightDecay'] ?? 0);
      const spared = decay === 0 ? [] : updates.filter(({ variable }) => this.#spares(variable));
      const others = updates.filter((update) => !spared.includes(update));
      // The powers of the betas advance once a step, so the first of two parts works on a copy.
      if (spared.length > 0) this.#apply(spared, 0, others.length > 0);
      if (others.length > 0) this.#apply(others, decay, false);
      (this as unknown as { incrementIterations(): void }).incrementIterations();
    }

    #apply(updates: readonly Update[], decay: number, onCopy: boolean): void {
      const config: C = { ...this.#config, learningRate: this.learningRate };
      const state = onCopy ? this.#state.map((power) => tf.tidy(() => power.clone().variable(false))) : this.#state;
      const step = { config, decay, updates, state, clipping: this.#clipping };
      if (design.apply === undefined) applyStep(tf, { ...step, rule: design.rule, hyper: design.hyper(config, decay) });
      else design.apply(tf, step);
      if (onCopy) tf.dispose(state);
    }

    #spares(variable: Variable): boolean {
      return this.#spared.some(({ varList = [], varNames = [] }) => varList.includes(variable) || varNames.some((name) => variable.name.includes(name)));
    }

    override dispose(): void {
      tf.dispose([...this.#state, ...this.#slots.flat().map(({ variable }) => variable)]);
    }

    override async getWeights(): Promise<NamedTensor[]> {
      const slots = this.#slots.flat().map(({ originalName, variable }) => ({ name: originalName, tensor: variable as Tensor }));
      return [await this.saveIterations(), ...slots];
    }

    override async setWeights(given: NamedTensor[]): Promise<void> {
      const weights = await this.extractIterations(given);
      const count = weights.length / design.slots.length;
      if (!Number.isInteger(count)) throw new Error(`${weights.length} weights are no weights of ${design.className}, which keeps ${design.slots.join(' and ')} of each variable.`);
      tf.dispose(this.#slots.flat().map(({ variable }) => variable));
      design.powers.forEach((beta, k) => tf.tidy(() => this.#state[k]?.assign(tf.scalar(Number(this.#config[beta]) ** (this.iterations + 1)))));
      this.#slots.forEach((list, k) => {
        const mine = weights.slice(k * count, (k + 1) * count);
        list.splice(0, list.length, ...mine.map(({ name, tensor }) => ({ originalName: name, variable: tensor.variable(false) })));
      });
    }

    getConfig(): ReturnType<Optimizer['getConfig']> {
      return { ...this.#config, learningRate: this.learningRate } as ReturnType<Optimizer['getConfig']>;
    }

    static override fromConfig: typeof tf.Optimizer.fromConfig = (cls, config) => new cls(config);
  }
  tf.serialization.registerClass(Fused as unknown as Parameters<typeof tf.serialization.registerClass>[0]);
  return Fused;
}

function describe(tf: TensorFlow, updates: readonly Update[]): string {
  const odd = updates.find(({ variable }) => variable.dtype !== 'float32')?.variable;
  return odd === undefined ? `gradients on the backend '${tf.getBackend()}'` : `'${odd.name}' of type ${odd.dtype}`;
}
