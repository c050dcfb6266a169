/**
 * `OptimizerStep`: one step of an optimizer for all of its variables in one kernel call.
 *
 * Inputs, float32: `value{i}`, `gradient{i}` and `slot{i}_{k}` of variable i, all of one shape; `state{k}`, scalars;
 * `scales`, if present, [count] or [1]: what each variable's gradient is multiplied by, or its trust ratio.
 * Outputs, in order: for each variable its new value, then its new slots; at last the new states.
 * A pure function of its inputs, but with `inPlace` a device may return an input's own buffer, updated, where nothing else
 * refers to it: then the caller must not read the old values again. Whoever keeps them to replay a step leaves it out.
 */
import type { TensorInfo } from '../../tensors';
import type { RuleName } from './rules';
import { RULES } from './rules';

export const OPTIMIZER_STEP = 'OptimizerStep';

export interface StepAttrs {
  readonly rule: RuleName;
  /** In the order of the rule. */
  readonly hyper: readonly number[];
  /** Gradients are cut to ± this after scaling; null leaves them. */
  readonly clip: number | null;
  /** Of variables. */
  readonly count: number;
  readonly inPlace: boolean;
}

/** One variable's share of a step. */
export interface Part {
  readonly value: TensorInfo;
  readonly gradient: TensorInfo;
  readonly slots: readonly TensorInfo[];
  /** Which of the scales is this variable's. */
  readonly scale: number;
}

export interface StepInputs {
  readonly parts: readonly Part[];
  readonly state: readonly TensorInfo[];
  readonly scales: TensorInfo | null;
}

type Named = Readonly<Record<string, TensorInfo | undefined>>;

/** Names the inputs as the kernel takes them. */
export function nameInputs({ parts, state, scales }: StepInputs): Record<string, TensorInfo> {
  const inputs: Record<string, TensorInfo> = {};
  parts.forEach(({ value, gradient, slots }, index) => {
    inputs[`value${index}`] = value;
    inputs[`gradient${index}`] = gradient;
    slots.forEach((slot, k) => (inputs[`slot${index}_${k}`] = slot));
  });
  state.forEach((scalar, k) => (inputs[`state${k}`] = scalar));
  if (scales !== null) inputs['scales'] = scales;
  return inputs;
}

/** The inverse of `nameInputs`. @throws Error naming an input that is missing. */
export function readInputs(inputs: Named, { rule, count }: StepAttrs): StepInputs {
  const { slots, state } = RULES[rule];
  const required = (name: string): TensorInfo => {
    const tensor = inputs[name];
    if (tensor === undefined) throw new Error(`${OPTIMIZER_STEP} needs the input '${name}'`);
    return tensor;
  };
  const scales = inputs['scales'] ?? null;
  const last = (scales?.shape[0] ?? 1) - 1;
  return {
    parts: Array.from({ length: count }, (_, index) => ({
      value: required(`value${index}`),
      gradient: required(`gradient${index}`),
      slots: slots.map((_slot, k) => required(`slot${index}_${k}`)),
      scale: Math.min(index, last),
    })),
    state: state.map((_scalar, k) => required(`state${k}`)),
    scales,
  };
}
