/** What charts of a training tell of its loss scale. */
import type * as tfjs from '@tensorflow/tfjs';
import type { OptimizerPlan } from '../trainer/optimizers';
import { scalerOf } from './mixed-precision';

/** Scale and skipped steps of each optimizer that scales its loss, by name: one read each. */
export async function scaleLogs(plans: readonly OptimizerPlan[]): Promise<Record<string, number>> {
  const found = plans.flatMap(({ name, groups }) => {
    const scaler = groups[0] && scalerOf(groups[0].optimizer);
    return scaler ? [{ prefix: plans.length === 1 ? '' : `${name}_`, scaler }] : [];
  });
  const read = await Promise.all(found.map(async ({ prefix, scaler }) => {
    const { scale, skipped } = await scaler.readLossScale();
    return { [`${prefix}loss_scale`]: scale, [`${prefix}skipped_steps`]: skipped };
  }));
  return Object.assign({}, ...read) as Record<string, number>;
}

/** The same, still on the device and the caller's to dispose; none of an optimizer that does not scale. */
export function scaleTensors(optimizer: tfjs.Optimizer): Record<string, tfjs.Scalar> {
  const scaler = scalerOf(optimizer);
  if (scaler === null) return {};
  const { lossScaleState: state } = scaler;
  const at = (index: number): tfjs.Scalar => {
    const part = state.slice(index, 1);
    const scalar = part.asScalar();
    part.dispose();
    return scalar;
  };
  return { loss_scale: at(0), skipped_steps: at(2) };
}
