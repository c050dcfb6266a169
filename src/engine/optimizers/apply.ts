/** Runs a step's kernel on variables and gives them their new values. */
import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import type { Clipping } from './clipping';
import { gradientScales } from './clipping';
import type { StepAttrs } from './kernel/kernel';
import { OPTIMIZER_STEP, nameInputs } from './kernel/kernel';
import type { RuleName } from './kernel/rules';

/** A variable that has a gradient in this step. */
export interface Update {
  readonly variable: Variable;
  readonly gradient: Tensor;
  readonly slots: readonly Variable[];
}

/** A step whose slots and state may be temporary tensors. */
export interface KernelStep {
  readonly rule: RuleName;
  /** In the order of the rule. */
  readonly hyper: readonly number[];
  readonly updates: readonly (Omit<Update, 'slots'> & { readonly slots: readonly Tensor[] })[];
  /** Scalars. */
  readonly state: readonly Tensor[];
  readonly clipping: Clipping | null;
  /** [updates]: trust ratios of rules that have them, or factors of the gradients; not together with clipping by norms. */
  readonly scales?: Tensor;
}

export interface Step extends KernelStep {
  readonly updates: readonly Update[];
  readonly state: readonly Variable[];
}

/** Whether the kernel can do the step: it has to be there for the backend, and all values must be float32. */
export function canApply(tf: TensorFlow, updates: readonly Pick<Update, 'variable' | 'gradient'>[]): boolean {
  if (!tf.getKernel(OPTIMIZER_STEP, tf.getBackend())) return false;
  return updates.every(({ variable, gradient }) => variable.dtype === 'float32' && gradient.dtype === 'float32' && tf.util.arraysEqual(variable.shape, gradient.shape));
}

/** @throws Error naming the variable whose slot has another shape. */
export function applyStep(tf: TensorFlow, step: Step): void {
  const { updates, state } = step;
  for (const { variable, slots } of updates) refuseForeign(tf, variable, slots);
  tf.tidy(() => {
    const outputs = runStep(tf, step);
    const targets = [...updates.flatMap(({ variable, slots }) => [variable, ...slots]), ...state];
    targets.forEach((target, index) => give(target, outputs[index]));
  });
}

/**
 * The kernel's outputs: for each update its value and slots, then the states. They may be the inputs' own buffers, so
 * every variable must be given its output.
 */
export function runStep(tf: TensorFlow, { rule, hyper, updates, state, clipping, scales }: KernelStep): Tensor[] {
  const factors = scales ?? gradientScales(tf, clipping, updates.map(({ gradient }) => gradient));
  const parts = updates.map(({ variable, gradient, slots }) => ({ value: variable, gradient, slots, scale: 0 }));
  const attrs: StepAttrs = { rule, hyper, clip: clipping?.clipValue ?? null, count: updates.length, inPlace: true };
  const inputs = nameInputs({ parts, state, scales: factors }) as Record<string, Tensor>;
  const made: unknown = tf.engine().runKernel(OPTIMIZER_STEP, inputs, attrs as unknown as NamedAttrMap);
  return made as Tensor[];
}

/** Updated in place it is the same buffer already. */
export function give(variable: Variable, output: Tensor | undefined): void {
  if (output === undefined) throw new Error(`${OPTIMIZER_STEP} made no new value of '${variable.name}'`);
  if (output.dataId !== variable.dataId) variable.assign(output);
}

function refuseForeign(tf: TensorFlow, variable: Variable, slots: readonly Variable[]): void {
  const wrong = slots.find((slot) => !tf.util.arraysEqual(slot.shape, variable.shape));
  if (wrong === undefined) return;
  throw new Error(
    `The optimizer's memory of '${variable.name}' has shape [${wrong.shape}], the variable [${variable.shape}]. ` +
      'It belongs to another list of variables: make an optimizer for each list.',
  );
}
