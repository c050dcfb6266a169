/** Makes the optimizers that TensorFlow.js has take their steps by the fused kernel, and clip gradients if asked. */
import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { NamedTensor } from '@tensorflow/tfjs-core/dist/tensor_types';
import type { TensorFlow } from '../api';
import type { Update } from './apply';
import { applyStep, canApply } from './apply';
import type { Clipping } from './clipping';
import { clipGradients, clippingOf } from './clipping';
import type { RuleName } from './kernel/rules';
import type { OptimizerVariable } from './slots';
import { slotOf } from './slots';

/** What `minimize` gives an optimizer: gradients by the name of their variable. */
export type Gradients = Readonly<Record<string, Tensor | null | undefined>> | readonly (Omit<NamedTensor, 'tensor'> & { readonly tensor?: Tensor | null })[];

/** One slot: the list that holds it for every variable, the end of its name, and the value it starts with. */
interface SlotList {
  readonly list: OptimizerVariable[];
  readonly suffix: string;
  readonly initial?: number;
}

interface Plan {
  readonly rule: RuleName;
  readonly hyper: readonly number[];
  readonly slots: readonly SlotList[];
  readonly state: readonly Variable[];
}

/** Fields that the optimizers' declarations keep private. */
interface Fields {
  readonly learningRate: number;
  readonly momentum: number;
  readonly useNesterov: boolean;
  readonly beta1: number;
  readonly beta2: number;
  readonly rho: number;
  readonly decay: number;
  readonly centered: boolean;
  readonly epsilon: number;
  readonly initialAccumulatorValue: number;
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
  readonly iteration: Variable;
  readonly accumulations: OptimizerVariable[];
  readonly accumulatedFirstMoment: OptimizerVariable[];
  readonly accumulatedSecondMoment: OptimizerVariable[];
  readonly accumulatedWeightedInfNorm: OptimizerVariable[];
  readonly accumulatedMeanSquares: OptimizerVariable[];
  readonly accumulatedMoments: OptimizerVariable[];
  readonly accumulatedMeanGrads: OptimizerVariable[];
  readonly accumulatedGrads: OptimizerVariable[];
  readonly accumulatedUpdates: OptimizerVariable[];
}

type StockOptimizer = Optimizer & Fields & { incrementIterations(): void };
type StockName = 'SGD' | 'Momentum' | 'Adam' | 'Adamax' | 'RMSProp' | 'Adagrad' | 'Adadelta';

const PLANS: Readonly<Record<StockName, (fields: Fields, epsilon: number) => Plan>> = {
  SGD: ({ learningRate }) => ({ rule: 'sgd', hyper: [learningRate], slots: [], state: [] }),
  Momentum: ({ learningRate, momentum, useNesterov, accumulations }) => ({
    rule: useNesterov ? 'nesterov' : 'momentum',
    hyper: [learningRate, momentum],
    slots: [{ list: accumulations, suffix: 'momentum' }],
    state: [],
  }),
  Adam: ({ learningRate, beta1, beta2, epsilon, accBeta1, accBeta2, accumulatedFirstMoment, accumulatedSecondMoment }) => ({
    rule: 'adam',
    hyper: [learningRate, beta1, beta2, 1 - beta1, 1 - beta2, epsilon, 0],
    slots: [{ list: accumulatedFirstMoment, suffix: 'm' }, { list: accumulatedSecondMoment, suffix: 'v' }],
    state: [accBeta1, accBeta2],
  }),
  Adamax: ({ learningRate, beta1, beta2, epsilon, decay, iteration, accBeta1, accumulatedFirstMoment, accumulatedWeightedInfNorm }) => ({
    rule: 'adamax',
    hyper: [learningRate, beta1, beta2, 1 - beta1, epsilon, decay],
    slots: [{ list: accumulatedFirstMoment, suffix: 'm' }, { list: accumulatedWeightedInfNorm, suffix: 'v' }],
    state: [iteration, accBeta1],
  }),
  RMSProp: ({ learningRate, decay, momentum, epsilon, centered, accumulatedMeanSquares, accumulatedMoments, accumulatedMeanGrads }) => ({
    rule: centered ? 'rmspropCentered' : 'rmsprop',
    hyper: [learningRate, decay, 1 - decay, momentum, epsilon],
    slots: [
      { list: accumulatedMeanSquares, suffix: 'rms' },
      { list: accumulatedMoments, suffix: 'momentum' },
      ...(centered ? [{ list: accumulatedMeanGrads, suffix: 'mg' }] : []),
    ],
    state: [],
  }),
  Adagrad: ({ learningRate, initialAccumulatorValue, accumulatedGrads }, epsilon) => ({
    rule: 'adagrad',
    hyper: [learningRate, epsilon],
    slots: [{ list: accumulatedGrads, suffix: 'accumulator', initial: initialAccumulatorValue }],
    state: [],
  }),
  Adadelta: ({ learningRate, rho, epsilon, accumulatedGrads, accumulatedUpdates }) => ({
    rule: 'adadelta',
    hyper: [learningRate, rho, 1 - rho, epsilon],
    slots: [{ list: accumulatedGrads, suffix: 'accum_grad' }, { list: accumulatedUpdates, suffix: 'accum_var' }],
    state: [],
  }),
};

const clippings = new WeakMap<object, Clipping>();

/** @throws Error if the options contradict each other. */
export function setClipping(optimizer: Optimizer, options: Readonly<Record<string, unknown>>): void {
  const clipping = clippingOf(options);
  if (clipping !== null) clippings.set(optimizer, clipping);
}

/** Changes the optimizers' classes in place, so that models compiled with a name such as 'adam' profit too. */
export function fuseStockOptimizers(tf: TensorFlow): void {
  const classes: Readonly<Record<StockName, OptimizerClass>> = {
    SGD: tf.SGDOptimizer as unknown as OptimizerClass,
    Momentum: tf.MomentumOptimizer as unknown as OptimizerClass,
    Adam: tf.AdamOptimizer as unknown as OptimizerClass,
    Adamax: tf.AdamaxOptimizer as unknown as OptimizerClass,
    RMSProp: tf.RMSPropOptimizer as unknown as OptimizerClass,
    Adagrad: tf.AdagradOptimizer as unknown as OptimizerClass,
    Adadelta: tf.AdadeltaOptimizer as unknown as OptimizerClass,
  };
  for (const [name, owner] of Object.entries(classes)) {
    fuse(tf, owner.prototype, PLANS[name as StockName]);
    saveClipping(owner);
  }
  disposeAllOfMomentum(tf.MomentumOptimizer.prototype);
}

type Config = Readonly<Record<string, unknown>>;

interface OptimizerClass {
  readonly prototype: StockOptimizer;
  fromConfig(cls: unknown, config: Config): Optimizer;
}

function saveClipping(owner: OptimizerClass): void {
  const { prototype } = owner;
  const { getConfig } = prototype;
  const fromConfig = owner.fromConfig.bind(owner);
  prototype.getConfig = function (this: Optimizer) {
    return { ...getConfig.call(this), ...clippings.get(this) } as ReturnType<typeof getConfig>;
  };
  owner.fromConfig = (cls, config) => {
    const made = fromConfig(cls, config);
    setClipping(made, config);
    return made;
  };
}

function fuse(tf: TensorFlow, prototype: StockOptimizer, plan: (fields: Fields, epsilon: number) => Plan): void {
  const stock = prototype.applyGradients as (this: StockOptimizer, gradients: unknown) => void;
  prototype.applyGradients = function (this: StockOptimizer, given: Gradients): void {
    const gradients = namedGradients(tf, given);
    const clipping = clippings.get(this) ?? null;
    if (!canApply(tf, gradients.flatMap(present))) {
      tf.tidy(() => stock.call(this, clipping === null ? given : clipAll(tf, clipping, gradients)));
      return;
    }
    const { rule, hyper, slots, state } = plan(this, tf.backend().epsilon());
    const updates = gradients.flatMap(({ variable, gradient }, position): Update[] => {
      const own = slots.map(({ list, suffix, initial }) => slotOf(tf, list, position, variable, suffix, initial));
      return gradient === null ? [] : [{ variable, gradient, slots: own }];
    });
    applyStep(tf, { rule, hyper, updates, state, clipping });
    this.incrementIterations();
  } as StockOptimizer['applyGradients'];
}

interface NamedGradient {
  readonly variable: Variable;
  readonly gradient: Tensor | null;
}

/** In the order given. @throws Error naming a variable that is not there any more. */
export function namedGradients(tf: TensorFlow, given: Gradients): NamedGradient[] {
  const pairs = Array.isArray(given)
    ? given.map(({ name, tensor }: NamedTensor) => [name, tensor] as const)
    : Object.entries(given as Readonly<Record<string, Tensor | null | undefined>>);
  return pairs.map(([name, gradient]) => {
    const variable = tf.engine().registeredVariables[name];
    if (variable === undefined) throw new Error(`The variable '${name}' was disposed or never made, so the optimizer cannot update it.`);
    return { variable, gradient: gradient ?? null };
  });
}

const present = ({ variable, gradient }: NamedGradient) => (gradient === null ? [] : [{ variable, gradient }]);

/** Those without a gradient stay in the list, whose order means something to the stock optimizers. */
function clipAll(tf: TensorFlow, clipping: Clipping, gradients: readonly NamedGradient[]): { name: string; tensor: Tensor | null }[] {
  const clipped = clipGradients(tf, clipping, gradients.flatMap(present).map(({ gradient }) => gradient));
  return gradients.map(({ variable: { name }, gradient }) => ({ name, tensor: gradient === null ? null : (clipped.shift() ?? null) }));
}

/** The stock class forgets the learning rate's tensor. */
function disposeAllOfMomentum(prototype: Optimizer): void {
  const dispose = prototype.dispose;
  prototype.dispose = function (this: Optimizer & { readonly c?: Tensor }) {
    dispose.call(this);
    this.c?.dispose();
  };
}
