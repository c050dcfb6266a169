import type { StockTensorFlow } from '../api';
import type { NamedAttrMap } from '../tensors';
import type { GradientFunction, Tensor } from './tape';

export interface GradientRule<Attrs> {
  readonly kernelName: string;
  /** Names of the inputs that the rule needs; 'all' where the kernel takes a list. */
  readonly inputs?: readonly string[] | 'all';
  /** Which outputs the rule needs. */
  readonly outputs?: readonly boolean[];
  /**
   * `dys` of the outputs in order, null where an output has none; `saved` the inputs named, then the outputs wanted.
   * What several inputs' gradients share has to be made at once: what is made for one of them alone is disposed of.
   */
  readonly gradient: (dys: readonly (Tensor | null)[], saved: readonly Tensor[], attrs: Attrs) => Readonly<Record<string, () => Tensor>>;
}

const ours = new WeakSet<object>();

/** Whether the function is one of ours, which are told of outputs without gradients. */
export const takesNulls = (gradient: GradientFunction): boolean => ours.has(gradient);

/** Puts a rule in place of the one that TensorFlow.js may have for the kernel. */
export function registerRule<Attrs>(tf: StockTensorFlow, { kernelName, inputs = [], outputs = [], gradient }: GradientRule<Attrs>): void {
  // Asked for a gradient that is not there, TensorFlow.js answers undefined, whatever its declarations say.
  if ((tf.getGradient(kernelName) as object | undefined) !== undefined) tf.unregisterGradient(kernelName);
  // Attributes are loosely typed; the kernel's name fixes them.
  const gradFunc = (dy: unknown, saved: readonly Tensor[], attrs: NamedAttrMap | undefined) => ({
    ...gradient(Array.isArray(dy) ? (dy as (Tensor | null)[]) : [dy as Tensor], saved, (attrs ?? {}) as Attrs),
  });
  ours.add(gradFunc);
  const saving = inputs === 'all' ? { saveAllInputs: true } : { inputsToSave: [...inputs] };
  tf.registerGradient({ kernelName, ...saving, outputsToSave: [...outputs], gradFunc });
}

/** The rule of a kernel with one output, which always has a gradient when the rule is asked. */
export function registerSingle<Attrs>(
  tf: StockTensorFlow,
  rule: Omit<GradientRule<Attrs>, 'gradient'> & { readonly gradient: (dy: Tensor, saved: readonly Tensor[], attrs: Attrs) => Readonly<Record<string, () => Tensor>> },
): void {
  registerRule<Attrs>(tf, { ...rule, gradient: ([dy], saved, attrs) => rule.gradient(dy as Tensor, saved, attrs) });
}
