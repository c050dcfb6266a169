/** An optimizer around another that scales losses and skips steps whose gradients are not finite. */
import type { Optimizer, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { NamedTensor, NamedVariableMap } from '@tensorflow/tfjs-core/dist/tensor_types';
import type { LossScaleOptions, LossScaleState } from './loss-scale';
import { LARGEST, SMALLEST, firstLossScale, lossScaleRule } from './loss-scale';
import type { TensorFlow } from './tensorflow';

/** Gradients by the names of their variables. */
type Named = Record<string, Tensor>;

export interface LossScaleOptimizer extends Optimizer {
  /** The optimizer that does the steps. */
  readonly innerOptimizer: Optimizer;
  /** [scale, finite steps since it changed, skipped steps], on the device. */
  readonly lossScaleState: Variable;
  /** The loss times the scale, to be differentiated. */
  getScaledLoss(loss: Scalar): Scalar;
  /** Gradients of the scaled loss, divided by the scale; those of `applyGradients`. */
  getUnscaledGradients<G extends Named>(gradients: G): G;
  /** Reads the scale, the finite steps since it changed and the steps skipped: for charts and checkpoints. */
  readLossScale(): Promise<LossScaleState>;
  /** Goes on from `readLossScale()`. */
  restoreLossScale(state: LossScaleState): void;
}

/**
 * Keras's `LossScaleOptimizer`. `minimize` (and so `fit`) scales the loss, divides its gradients again and gives them to
 * `inner`; a step with a gradient that is not finite leaves variables and the optimizer's memory as they were. All of it
 * is decided on the device: no step waits for a read. In loops of one's own: `tf.variableGrads(() =>
 * optimizer.getScaledLoss(loss()))`, then `optimizer.applyGradients(optimizer.getUnscaledGradients(grads))`.
 *
 * @throws TypeError where `inner` is no optimizer, or one like this; RangeError naming an option that cannot be
 */
export function createLossScaleOptimizer(tf: TensorFlow, inner: Optimizer, options: LossScaleOptions = {}): LossScaleOptimizer {
  if (!(inner instanceof tf.Optimizer)) throw new TypeError('LossScaleOptimizer: its first argument is the optimizer that does the steps, such as tf.train.adam().');
  if ('innerOptimizer' in inner) throw new TypeError('LossScaleOptimizer: its first argument scales losses already; pass the optimizer inside it.');
  const rule = lossScaleRule(options);

  class Scaled extends tf.Optimizer implements LossScaleOptimizer {
    static get className(): string {
      return 'LossScaleOptimizer';
    }

    readonly innerOptimizer = inner;
    readonly lossScaleState: Variable;
    /** What the last step changed of variables that were there before. */
    #changed: ReadonlySet<Variable> = new Set();

    constructor() {
      super();
      const { scale } = firstLossScale(rule);
      this.lossScaleState = tf.tidy(() => tf.variable(tf.tensor1d([scale, 0, 0]), false));
    }

    get learningRate(): number {
      return (inner as unknown as { learningRate: number }).learningRate;
    }

    /** What schedules set. */
    set learningRate(rate: number) {
      const { setLearningRate } = inner as unknown as { setLearningRate?: (rate: number) => void };
      if (setLearningRate === undefined) (inner as unknown as { learningRate: number }).learningRate = rate;
      else setLearningRate.call(inner, rate);
    }

    #scale(): Scalar {
      return this.lossScaleState.slice(0, 1).asScalar();
    }

    getScaledLoss(loss: Scalar): Scalar {
      return loss.mul(this.#scale());
    }

    getUnscaledGradients<G extends Named>(gradients: G): G {
      // Scales are mostly powers of 2, whose reciprocal is exact.
      return tf.tidy(() => {
        const share = tf.div(1, this.#scale());
        return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, gradient.mul(share)]));
      }) as G;
    }

    override computeGradients(f: () => Scalar, varList?: Variable[]): { value: Scalar; grads: Named } {
      const scaled = super.computeGradients(() => this.getScaledLoss(f()), varList);
      const found = Object.fromEntries(Object.entries(scaled.grads).filter(([, gradient]) => (gradient as Tensor | null) !== null)) as Named;
      const value = tf.tidy(() => scaled.value.div<Scalar>(this.#scale()));
      const grads = this.getUnscaledGradients(found);
      tf.dispose([scaled.value, found]);
      return { value, grads };
    }

    applyGradients(given: NamedVariableMap | NamedTensor[]): void {
      tf.tidy(() => {
        // Those without a gradient stay in the list: stock optimizers find a variable's memory by its position.
        const named = Array.isArray(given) ? given : Object.entries(given).map(([name, tensor]) => ({ name, tensor }));
        const gradients = named.map(({ tensor }) => tensor as Tensor | null | undefined).filter((gradient) => gradient != null);
        if (gradients.length === 0) return;
        const isFinite = tf.stack(gradients.map((gradient) => gradient.isFinite().all())).all();
        const choose = chooser(tf, isFinite);
        const step = named.map(({ name, tensor }) => ({ name, tensor: (tensor as Tensor | null) && choose(tensor, tf.zerosLike(tensor)) }));
        this.#changed = undoUnless(tf, choose, () => inner.applyGradients(step as NamedTensor[]), this.#changed);
        this.lossScaleState.assign(nextState(tf, this.lossScaleState, isFinite, rule.growthSteps));
      });
    }

    async readLossScale(): Promise<LossScaleState> {
      const [scale = NaN, goodSteps = NaN, skipped = NaN] = await this.lossScaleState.data();
      return { scale, goodSteps, skipped };
    }

    restoreLossScale({ scale, goodSteps, skipped }: LossScaleState): void {
      tf.tidy(() => this.lossScaleState.assign(tf.tensor1d([scale, goodSteps, skipped])));
    }

    override dispose(): void {
      this.lossScaleState.dispose();
      inner.dispose();
    }

    override getWeights(): Promise<NamedTensor[]> {
      return inner.getWeights();
    }

    override setWeights(weights: NamedTensor[]): Promise<void> {
      return inner.setWeights(weights);
    }

    getConfig(): ReturnType<Optimizer['getConfig']> {
      return { ...inner.getConfig(), innerOptimizer: inner.getClassName(), initialScale: rule.initialScale, growthSteps: rule.growthSteps };
    }
  }
  const scaled = new Scaled();
  inners.set(scaled, { inner, made: Scaled });
  return scaled;
}

/** Of optimizers that are made here, and of no class that extends theirs. */
const inners = new WeakMap<object, { readonly inner: Optimizer; readonly made: unknown }>();

/** What overriding would make another optimizer. */
const SCALING = ['getScaledLoss', 'getUnscaledGradients', 'computeGradients', 'applyGradients', 'minimize'];

/** The optimizer inside of one that scales losses and does nothing else; null for all others. */
export function scaledOptimizer(optimizer: object): Optimizer | null {
  const known = inners.get(optimizer);
  if (known === undefined || optimizer.constructor !== known.made || SCALING.some((name) => Object.hasOwn(optimizer, name))) return null;
  return known.inner;
}

/** `nextLossScale`, of a state on the device. */
function nextState(tf: TensorFlow, state: Tensor, isFinite: Tensor, growthSteps: number | null): Tensor {
  const [scale, good, skipped] = tf.split(state, 3) as [Tensor, Tensor, Tensor];
  const finite = isFinite.toFloat();
  const missed = skipped.add(tf.sub(1, finite));
  if (growthSteps === null) return tf.concat([scale, tf.zerosLike(good), missed]);
  const counted = good.add(1).mul(finite);
  const doubles = counted.greaterEqual(growthSteps).toFloat();
  // Times 1, 2 or a half, all exact.
  const factor = tf.sub(1, tf.sub(1, finite).mul(0.5)).add(doubles);
  return tf.concat([scale.mul(factor).clipByValue(SMALLEST, LARGEST), counted.mul(tf.sub(1, doubles)), missed]);
}

/** The first where a condition holds, else the second; both of one shape. */
type Choose = (one: Tensor, other: Tensor) => Tensor;

/** One condition for each shape: spreading a single truth over a tensor is slow on the CPU, comparing floats is not. */
function chooser(tf: TensorFlow, condition: Tensor): Choose {
  const spread = new Map<string, Tensor>();
  const truth = condition.toFloat();
  return (one, other) => {
    const key = one.shape.join();
    const known = spread.get(key) ?? tf.ones(one.shape).mul(truth).greater(0);
    spread.set(key, known);
    return tf.where(known, one, other);
  };
}

/**
 * Does a step, and takes back what it changed where `choose` takes the old value. What an optimizer changes, its memory
 * included, are variables: each that is there before is held, so that an update must make a new value, and compared.
 * What the step makes anew keeps its first value, as the gradients of a step to be undone are 0.
 * @param before those that the last step changed
 * @returns those that this one changed
 */
function undoUnless(tf: TensorFlow, choose: Choose, step: () => void, before: ReadonlySet<Variable>): ReadonlySet<Variable> {
  const { registeredVariables, state } = tf.engine();
  const held = Object.values(registeredVariables).map((variable) => ({ variable, old: variable.clone() }));
  step();
  // A recorded step asks again what its optimizer does, on stand-ins, of which none tells what changed: the same as before.
  const isAsked = held.some(({ old }) => !state.tensorInfo.has(old.dataId));
  const changed = held.filter(({ variable, old }) => !variable.isDisposed && (isAsked ? before.has(variable) : variable.dataId !== old.dataId));
  for (const { variable, old } of changed) variable.assign(choose(variable, old));
  return isAsked ? before : new Set(changed.map(({ variable }) => variable));
}
