/** `train.mixedPrecision`: policies, and what loops of one's own need. */
import type * as tfjs from '@tensorflow/tfjs';
import type { LossScaleOptimizer } from '../tools/loss-scale-optimizer';
import type { TrainEnvironment } from '../trainer/environment';
import { installLayerPolicies, type LayerPolicies } from './layers';
import { scaleLosses } from './loss-scaling';
import { computeDtypeOf, FLOAT32, policyName, type Policy, type PolicyName } from './policy';
import { createScopes } from './scopes';

export interface PolicyOptions {
  /** Rounds after each operation where the device has no such numbers: slower, for testing; false unless told. */
  readonly emulate?: boolean;
}

export interface GlobalPolicy extends Policy {
  readonly computeDtype: 'float32' | 'float16' | 'bfloat16';
  readonly variableDtype: 'float32';
}

export interface MixedPrecision {
  setGlobalPolicy(name: PolicyName, options?: PolicyOptions): void;
  globalPolicy(): GlobalPolicy;
  autocast<T>(compute: () => T, policy?: PolicyName | (PolicyOptions & { readonly policy: PolicyName })): T;
  getScaledLoss(optimizer: tfjs.Optimizer, loss: tfjs.Scalar): tfjs.Scalar;
  getUnscaledGradients<G extends Record<string, tfjs.Tensor>>(optimizer: tfjs.Optimizer, gradients: G): G;
}

export interface Precision {
  readonly mixedPrecision: MixedPrecision;
  /** Does work under a policy, that of a Trainer; null: as it is. */
  during<T>(policy: Policy | null, work: () => Promise<T>): Promise<T>;
}

export function createPrecision(env: TrainEnvironment): Precision {
  const { tf } = env;
  const ask = (wanted?: string): string => devicePrecision(env, wanted);
  /** Devices that compute as a global policy said; each is set back when it is next used after the policy. */
  const touched = new Set<string>();
  const settle = (name: PolicyName): void => {
    ask(name);
    if (name !== 'float32') touched.add(env.device().name);
  };
  const policies: LayerPolicies = {
    scopes: createScopes(tf, ask),
    global: FLOAT32,
    ambient: null,
    settle(policy) {
      if (env.precision() !== policy.name) settle(policy.name);
    },
    release() {
      if (touched.size > 0 && isAsItComes(policies.global) && touched.delete(env.device().name)) ask('float32');
    },
  };
  // A step that was recorded under other policies is another step.
  const text = (policy: Policy | null): string => (policy === null ? '' : `${policy.name}${policy.emulate ? ' emulated' : ''}`);
  Object.assign(tf.engine(), { recordingContext: () => `${policies.scopes.current()};${text(policies.ambient)};${text(policies.global)}` });
  installLayerPolicies(tf, policies);
  scaleLosses(tf, () => policies.global);
  let hasSaid = false;
  const notice = ({ name, emulate }: Policy): void => {
    if (!emulate || name === 'float32' || hasSaid) return;
    hasSaid = true;
    env.say(`${name} is emulated: layers round after each operation to ${computeDtypeOf(name)}. That is slower than float32, and for testing.`);
  };

  return {
    mixedPrecision: {
      setGlobalPolicy(given, { emulate = false } = {}) {
        const policy = { name: policyName(given), emulate: emulate && given !== 'float32' };
        // The old device's choice stays where the new one is refused.
        settle(isAsItComes(policy) ? 'float32' : policy.name);
        if (isAsItComes(policy)) touched.delete(env.device().name);
        policies.global = policy;
        notice(policy);
      },
      globalPolicy: () => ({ ...policies.global, computeDtype: computeDtypeOf(policies.global.name), variableDtype: 'float32' }),
      autocast(compute, given) {
        if (typeof compute !== 'function') throw new TypeError('train.mixedPrecision.autocast takes a function: autocast(() => model.apply(x))');
        const { policy: name = policies.ambient?.name ?? policies.global.name, emulate = policies.ambient?.emulate ?? policies.global.emulate } = typeof given === 'string' ? { policy: given } : (given ?? {});
        const policy = { name: policyName(name), emulate };
        notice(policy);
        const outer = policies.ambient;
        policies.ambient = policy;
        try {
          return policies.scopes.within(policy, compute);
        } finally {
          policies.ambient = outer;
        }
      },
      // Without a scale there is nothing to multiply by: loops stay the same in every policy.
      getScaledLoss: (optimizer, loss) => scalerOf(optimizer)?.getScaledLoss(loss) ?? loss,
      getUnscaledGradients: (optimizer, gradients) => scalerOf(optimizer)?.getUnscaledGradients(gradients) ?? gradients,
    },
    async during(policy, work) {
      if (policy === null) return work();
      policies.release();
      const [before, outer] = [env.precision(), policies.ambient];
      ask(policy.emulate ? 'float32' : policy.name);
      notice(policy);
      policies.ambient = policy;
      try {
        return await work();
      } finally {
        policies.ambient = outer;
        env.precision(before);
      }
    },
  };
}

/** Whether the device computes in float32. */
const isAsItComes = ({ name, emulate }: Policy): boolean => emulate || name === 'float32';

export const scalerOf = (optimizer: tfjs.Optimizer): LossScaleOptimizer | null => ('getScaledLoss' in optimizer ? (optimizer as LossScaleOptimizer) : null);

/** @throws Error that also tells of emulation */
function devicePrecision(env: TrainEnvironment, wanted?: string): string {
  try {
    return env.precision(wanted);
  } catch (refusal) {
    if (refusal instanceof Error && !(refusal instanceof TypeError)) refusal.message += '; to test it here, slower, emulate it: {emulate: true}';
    throw refusal;
  }
}
