/** Loss scaling in the steps of a Trainer: of each optimizer's loss, and of all groups of rates alike. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Gradients, TrainOps } from '../module/types';
import { createLossScaleOptimizer, type LossScaleOptimizer } from '../tools/loss-scale-optimizer';
import type { OptimizerPlan } from '../trainer/optimizers';
import { scalerOf } from './mixed-precision';
import { computeDtypeOf, type PolicyName } from './policy';

/** Plans whose optimizers scale their losses, as float16 needs it; as they are for other policies. */
export function scaledPlans(tf: TrainOps, plans: readonly OptimizerPlan[], policy: PolicyName | null): readonly OptimizerPlan[] {
  if (policy === null || computeDtypeOf(policy) !== 'float16') return plans;
  const scaled = (optimizer: tfjs.Optimizer): tfjs.Optimizer => scalerOf(optimizer) ?? onceScaled(tf, optimizer);
  return plans.map((plan) => ({ ...plan, groups: plan.groups.map((group) => ({ ...group, optimizer: scaled(group.optimizer) })) }));
}

/** One for each optimizer: a second fit goes on with the scale that the first one found. */
const made = new WeakMap<tfjs.Optimizer, LossScaleOptimizer>();

function onceScaled(tf: TrainOps, optimizer: tfjs.Optimizer): LossScaleOptimizer {
  const known = made.get(optimizer) ?? createLossScaleOptimizer(tf, optimizer);
  made.set(optimizer, known);
  return known;
}

export interface Backward {
  readonly value: tfjs.Scalar;
  readonly grads: Gradients;
}

/**
 * A backward pass of the scaled loss, with the loss and gradients as if it had not been scaled. Groups of an optimizer
 * keep one scale: where one of their gradients is not finite, all are made so, and each skips the step.
 */
export function scaledBackward(tf: TrainOps, optimizers: readonly tfjs.Optimizer[], backward: (scale: (loss: tfjs.Scalar) => tfjs.Scalar) => Backward): Backward {
  const [scaler] = optimizers.map(scalerOf);
  if (scaler === undefined || scaler === null) return backward((loss) => loss);
  const scaled = backward((loss) => scaler.getScaledLoss(loss));
  const { value } = scaler.getUnscaledGradients({ value: scaled.value });
  const grads = scaler.getUnscaledGradients(scaled.grads);
  if (optimizers.length === 1) return { value: value as tfjs.Scalar, grads };
  const poison = tf.tidy(() => {
    const finite = tf.stack(Object.values(grads).map((gradient) => gradient.isFinite().all())).all().toFloat();
    // 0 where all are finite, else NaN.
    return finite.sub(1).mul(Infinity).mul(0).where(finite.equal(0), tf.scalar(0));
  });
  return { value: value as tfjs.Scalar, grads: Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, gradient.add(poison)])) };
}
