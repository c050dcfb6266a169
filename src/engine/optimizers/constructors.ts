/** The constructors in `tf.train`: those that TensorFlow.js lacks, and options for all of them. */
import type { AdadeltaOptimizer, AdagradOptimizer, AdamOptimizer, AdamaxOptimizer, MomentumOptimizer, Optimizer, RMSPropOptimizer, SGDOptimizer } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import type { Clipping } from './clipping';
import { clippingOf } from './clipping';
import type { AdamWConfig, LambConfig, LarsConfig, LionConfig } from './designs';
import { ADAMW, LAMB, LARS, LION } from './designs';
import type { Design, FusedOptimizer, OptimizerConfig } from './fused-optimizer';
import { fusedOptimizer } from './fused-optimizer';
import { setClipping } from './stock';

type Options<C> = Partial<C> & Clipping;

/** What the engine adds to `tf.train`; an object of options may stand in place of the numbers, or come after them. */
export interface TrainAdditions {
  adamw(learningRate?: number, weightDecay?: number, beta1?: number, beta2?: number, epsilon?: number, options?: Clipping): FusedOptimizer;
  adamw(options: Options<AdamWConfig>): FusedOptimizer;
  lion(learningRate?: number, beta1?: number, beta2?: number, weightDecay?: number, options?: Clipping): FusedOptimizer;
  lion(options: Options<LionConfig>): FusedOptimizer;
  lamb(learningRate?: number, beta1?: number, beta2?: number, epsilon?: number, weightDecay?: number, options?: Clipping): FusedOptimizer;
  lamb(options: Options<LambConfig>): FusedOptimizer;
  lars(learningRate?: number, momentum?: number, weightDecay?: number, trustCoefficient?: number, epsilon?: number, options?: Clipping): FusedOptimizer;
  lars(options: Options<LarsConfig>): FusedOptimizer;
}

/** Options of the constructors that TensorFlow.js has. */
export interface StockOptions {
  sgd(learningRate: number, options: Clipping): SGDOptimizer;
  sgd(options: { readonly learningRate: number } & Clipping): SGDOptimizer;
  momentum(learningRate: number, momentum: number, options: Clipping): MomentumOptimizer;
  momentum(learningRate: number, momentum: number, useNesterov: boolean, options: Clipping): MomentumOptimizer;
  momentum(options: { readonly learningRate: number; readonly momentum: number; readonly useNesterov?: boolean } & Clipping): MomentumOptimizer;
  rmsprop(options: { readonly learningRate: number; readonly decay?: number; readonly momentum?: number; readonly epsilon?: number; readonly centered?: boolean } & Clipping): RMSPropOptimizer;
  adam(learningRate: number, options: Clipping): AdamOptimizer;
  adam(options: { readonly learningRate?: number; readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number } & Clipping): AdamOptimizer;
  adadelta(options: { readonly learningRate?: number; readonly rho?: number; readonly epsilon?: number } & Clipping): AdadeltaOptimizer;
  adamax(options: { readonly learningRate?: number; readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number; readonly decay?: number } & Clipping): AdamaxOptimizer;
  adagrad(options: { readonly learningRate: number; readonly initialAccumulatorValue?: number } & Clipping): AdagradOptimizer;
}

/** Defaults are Keras's, in the order of its arguments. LARS is not in Keras; its defaults are those of its paper. */
const ADAMW_DEFAULTS: AdamWConfig = { learningRate: 0.001, weightDecay: 0.004, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const LION_DEFAULTS: LionConfig = { learningRate: 0.001, beta1: 0.9, beta2: 0.99, weightDecay: 0 };
const LAMB_DEFAULTS: LambConfig = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 };
const LARS_DEFAULTS: LarsConfig = { learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005, trustCoefficient: 0.001, epsilon: 1e-9 };

/** The parameters of TensorFlow.js's own constructors, in order. */
const STOCK: Readonly<Record<string, readonly string[]>> = {
  sgd: ['learningRate'],
  momentum: ['learningRate', 'momentum', 'useNesterov'],
  rmsprop: ['learningRate', 'decay', 'momentum', 'epsilon', 'centered'],
  adam: ['learningRate', 'beta1', 'beta2', 'epsilon'],
  adadelta: ['learningRate', 'rho', 'epsilon'],
  adamax: ['learningRate', 'beta1', 'beta2', 'epsilon', 'decay'],
  adagrad: ['learningRate', 'initialAccumulatorValue'],
};

const CLIPPING = ['clipNorm', 'globalClipNorm', 'clipValue'];

type Constructor = (...args: unknown[]) => Optimizer;

/** Puts the constructors into `tf.train`. @returns those of ours by the names that `compile` takes. */
export function addConstructors(tf: TensorFlow): Readonly<Record<string, () => Optimizer>> {
  const train = tf.train as unknown as Record<string, Constructor>;
  for (const [name, parameters] of Object.entries(STOCK)) {
    const stock = train[name];
    if (stock === undefined) throw new Error(`tf.train.${name} is not there`);
    train[name] = (...args) => {
      const options = optionsOf(name, parameters, args);
      if (options === null) return stock(...args);
      // Before anything is made, as what is made must be disposed.
      clippingOf(options);
      const made = stock(...parameters.map((parameter) => options[parameter]));
      setClipping(made, options);
      return made;
    };
  }
  const ours = {
    adamw: constructor(tf, 'adamw', ADAMW, ADAMW_DEFAULTS),
    lion: constructor(tf, 'lion', LION, LION_DEFAULTS),
    lamb: constructor(tf, 'lamb', LAMB, LAMB_DEFAULTS),
    lars: constructor(tf, 'lars', LARS, LARS_DEFAULTS),
  };
  Object.assign(train, ours);
  return { ...ours, AdamW: ours.adamw, Lion: ours.lion, Lamb: ours.lamb, LARS: ours.lars };
}

function constructor<C extends OptimizerConfig & { readonly learningRate: number }>(tf: TensorFlow, name: string, design: Design<C>, defaults: C): Constructor {
  const Fused = fusedOptimizer(tf, design);
  const parameters = Object.keys(defaults);
  return (...args) => {
    const given = optionsOf(name, parameters, args) ?? byName(parameters, args);
    const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
    return new Fused({ ...defaults, ...Object.fromEntries(set) });
  };
}

type Given = Readonly<Record<string, unknown>>;

const byName = (parameters: readonly string[], args: readonly unknown[]): Given => Object.fromEntries(parameters.map((parameter, index) => [parameter, args[index]]));

/** Arguments by name if the last of them is an object of options, else null. @throws Error naming an option that is not known. */
function optionsOf(constructorName: string, parameters: readonly string[], args: readonly unknown[]): Given | null {
  const last = args.at(-1);
  if (typeof last !== 'object' || last === null) return null;
  const known = [...parameters, ...CLIPPING];
  const odd = Object.keys(last).find((name) => !known.includes(name));
  if (odd !== undefined) throw new Error(`tf.train.${constructorName} has no option '${odd}'; options are: ${known.join(', ')}.`);
  return { ...byName(parameters, args.slice(0, -1)), ...last };
}
