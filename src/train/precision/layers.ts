/** Gives every layer a policy: by its `dtype`, by the Trainer that runs it, or the global one when it was first called. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { computeDtypeOf, FLOAT32, isPolicyName, samePolicy, type Policy, type PolicyName } from './policy';
import type { Scopes } from './scopes';

/** What we keep on a layer. Plain values: recordings of steps are made anew when one changes. */
interface PolicyLayer {
  /** As given: it holds wherever the layer is used. */
  dtypePolicy?: PolicyName;
  /** The global policy when the layer was first called. */
  builtPolicy?: PolicyName;
  emulatesPrecision?: boolean;
}
type Layer = tfjs.layers.Layer & PolicyLayer;
type Method = (this: Layer, ...args: unknown[]) => unknown;

export interface LayerPolicies {
  readonly scopes: Scopes;
  /** The policy of layers that are made from now on. */
  global: Policy;
  /** Of a Trainer that runs: it holds for all layers without a policy of their own. */
  ambient: Policy | null;
  /** Has the device compute natively as the policy says, from now on. @throws Error where it cannot */
  settle(policy: Policy): void;
  /** Has a device that computed as an earlier policy said compute in float32 again. */
  release(): void;
}

/** Statistics need more than 16 bits; their results are rounded. */
const STATISTICS = new Set(['BatchNormalization', 'LayerNormalization', 'RmsNormalization', 'GroupNormalization']);
/** Ends in float32. */
const SOFTMAX = 'Softmax';

/** By the prototype of layers. */
const installed = new WeakMap<object, LayerPolicies>();

/** Changes layers and `tf.layers`, where that can be; a second call replaces the policies. */
export function installLayerPolicies(tf: TrainOps, policies: LayerPolicies): void {
  const { prototype: shared } = tf.layers.Layer;
  const isInstalled = installed.has(shared);
  installed.set(shared, policies);
  takeDtypes(tf);
  if (isInstalled) return;
  const current = (): LayerPolicies => installed.get(shared) ?? policies;
  const prototype = shared as unknown as Record<'apply' | 'addWeight' | 'getConfig', Method>;
  const { apply, addWeight, getConfig } = prototype;

  prototype.apply = function (...args) {
    const known = current();
    if (this instanceof tf.LayersModel || !isGivenTensors(tf, args[0])) return apply.apply(this, args);
    if (this.dtypePolicy === undefined && this.builtPolicy === undefined) Object.assign(this, { builtPolicy: known.global.name, emulatesPrecision: known.global.emulate } satisfies PolicyLayer);
    const policy = policyOf(this, known);
    known.release();
    if (policy === null) return apply.apply(this, args);
    // All that is around it computes so: nothing is to be set back.
    if (!policy.emulate && samePolicy(policy, known.ambient ?? known.global)) {
      known.settle(policy);
      return apply.apply(this, args);
    }
    return applied(tf, known.scopes, policy, this.getClassName(), () => apply.apply(this, args));
  };
  prototype.addWeight = function (...args) {
    return current().scopes.exactly(() => addWeight.apply(this, args));
  };
  prototype.getConfig = function (...args) {
    const config = getConfig.apply(this, args) as Record<string, unknown>;
    return this.dtypePolicy === undefined ? config : { ...config, dtypePolicy: this.dtypePolicy };
  };
  describeDtypes(shared, current);
  readConfigs(tf);
}

/** Null: as its surroundings. */
function policyOf({ dtypePolicy, builtPolicy = 'float32', emulatesPrecision = false }: PolicyLayer, { ambient, global }: LayerPolicies): Policy | null {
  if (dtypePolicy !== undefined) return { name: dtypePolicy, emulate: ambient?.emulate ?? global.emulate };
  if (ambient !== null) return ambient;
  // Where nothing computes in 16 bits beside layers, float32 is what it is anyway.
  return builtPolicy === 'float32' && (global.emulate || global.name === 'float32') ? null : { name: builtPolicy, emulate: emulatesPrecision };
}

function applied(tf: TrainOps, scopes: Scopes, policy: Policy, className: string, compute: () => unknown): unknown {
  const format = computeDtypeOf(policy.name);
  if (!policy.emulate || format === 'float32') return scopes.within(policy, compute);
  if (className === SOFTMAX) return scopes.exactly(compute);
  if (!STATISTICS.has(className)) return scopes.within(policy, compute);
  const results = scopes.exactly(compute);
  const round = (result: unknown): unknown => (result instanceof tf.Tensor && result.dtype === 'float32' ? scopes.round(format)(result) : result);
  return Array.isArray(results) ? results.map(round) : round(results);
}

function isGivenTensors(tf: TrainOps, inputs: unknown): boolean {
  const first: unknown = Array.isArray(inputs) ? inputs[0] : inputs;
  return first instanceof tf.Tensor;
}

/**
 * `layer.computeDtype`: what it computes in; `layer.variableDtype`: what its variables are stored in, which is float32.
 * `precisionKey`: recordings of steps hold as long as it stays the same.
 */
function describeDtypes(prototype: object, current: () => LayerPolicies): void {
  const policyNow = (layer: Layer): Policy => {
    const known = current();
    const isNew = layer.dtypePolicy === undefined && layer.builtPolicy === undefined;
    return isNew ? (known.ambient ?? known.global) : (policyOf(layer, known) ?? FLOAT32);
  };
  const getter = <T>(get: (layer: Layer) => T) => ({
    configurable: true,
    get(this: Layer) {
      return get(this);
    },
  });
  Object.defineProperties(prototype, {
    computeDtype: getter((layer) => computeDtypeOf(policyNow(layer).name)),
    variableDtype: getter(() => 'float32'),
    precisionKey: getter((layer) => {
      const { name, emulate } = policyNow(layer);
      return emulate ? `${name} emulated` : name;
    }),
  });
}

type Construct = (cls: unknown, config: Record<string, unknown>, ...rest: unknown[]) => unknown;

/** Saved models name the policies of their layers; each class is registered together with what makes it of a configuration. */
function readConfigs(tf: TrainOps): void {
  const { classNameMap } = (tf.serialization.SerializationMap as unknown as { getMap(): { classNameMap: Record<string, [unknown, Construct]> } }).getMap();
  for (const entry of Object.values(classNameMap)) {
    const [, make] = entry;
    entry[1] = (cls, config, ...rest) => {
      const made = make(cls, config, ...rest);
      if (made instanceof tf.layers.Layer && isPolicyName(config.dtypePolicy)) (made as Layer).dtypePolicy = config.dtypePolicy;
      return made;
    };
  }
}

const widened = new WeakSet<object>();

/** Layers are made by functions of `tf.layers`; a policy as their `dtype` is none of TensorFlow.js's own. */
function takeDtypes(tf: TrainOps): void {
  const layers = tf.layers as unknown as Record<string, unknown>;
  // As a module of its own it cannot be changed.
  if (widened.has(layers) || Object.prototype.toString.call(layers) === '[object Module]') return;
  widened.add(layers);
  for (const [name, make] of Object.entries(layers)) {
    if (typeof make !== 'function' || name === 'Layer' || name === 'RNN' || name === 'RNNCell' || name === 'input') continue;
    const withPolicy = (args?: Record<string, unknown>, ...rest: unknown[]): unknown => {
      const { dtype, ...others } = args ?? {};
      if (!isPolicyName(dtype)) return Reflect.apply(make, layers, [args, ...rest]) as unknown;
      const layer = Reflect.apply(make, layers, [others, ...rest]) as Layer;
      layer.dtypePolicy = dtype;
      return layer;
    };
    layers[name] = Object.defineProperty(withPolicy, 'name', { value: name });
  }
  layers['Layer'] = takingDtype(tf.layers.Layer);
}

/** The class that classes of one's own extend: the same one but for `super({dtype: 'mixed_float16'})`. */
function takingDtype(LayerClass: TrainOps['layers']['Layer']): unknown {
  return new Proxy(LayerClass, {
    construct(target, [args, ...rest]: [Record<string, unknown> | undefined, ...unknown[]], made) {
      const { dtype, dtypePolicy, ...others } = args ?? {};
      // `dtypePolicy`: of a configuration that was saved.
      const policy = [dtype, dtypePolicy].find(isPolicyName);
      if (policy === undefined) return Reflect.construct(target, [args, ...rest], made) as Layer;
      return Object.assign(Reflect.construct(target, [others, ...rest], made) as Layer, { dtypePolicy: policy });
    },
  });
}
