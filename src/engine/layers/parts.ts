/** What the layers are put together from. */
import type { FullTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';

/** Name of one of `tf.initializers`. */
export type InitializerName = Exclude<keyof FullTensorFlow['initializers'], 'Initializer' | 'constant' | 'identity'>;
export type Variable = { read(): Tensor };
/** Adds a trainable weight to the layer being built. */
export type AddWeight = (name: string, shape: number[], initializer: InitializerName) => Variable;
export type Shape = readonly (number | null)[];
export type Options = Readonly<Record<string, unknown>>;

/** The one shape, or the first of several. */
export const firstShape = (shape: Shape | readonly Shape[]): Shape => (Array.isArray(shape[0]) ? (shape[0] as Shape) : (shape as Shape));

/** The size of an axis that has to be known when a layer is built. */
export function knownSize(layer: string, shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (typeof size === 'number') return size;
  throw new Error(`${layer}: the size of axis ${axis} of its input [${shape.map((one) => one ?? '·').join(', ')}] must be known; name it in inputShape`);
}

/** x [..., in] · kernel, whose axes but the first (or, for several, all before the last) make the output, plus bias. */
export function project(tf: FullTensorFlow, x: Tensor, kernel: Tensor, bias: Tensor | null, inner: number, outer: readonly number[]): Tensor {
  const leading = x.shape.slice(0, -1);
  const product = tf.matMul(tf.reshape(x, [-1, inner]), tf.reshape(kernel, [inner, -1]));
  const shifted = bias === null ? product : tf.add(product, tf.reshape(bias, [-1]));
  return tf.reshape(shifted, [...leading, ...outer]);
}
