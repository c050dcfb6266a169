/** Making tensors of what a metric is given, and reading them back at once. */
import type { Tensor, TensorLike } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';
import type { Given } from '../metrics/metric';

/** The tensor given, or one of the numbers given; int32 where all are whole. The caller tidies. */
export function tensorOf(tf: TensorFlow, given: Given, argument: string, metric: string): Tensor {
  if (given instanceof tf.Tensor) {
    if (given.isDisposed) throw new Error(`${metric}: ${argument} was disposed; update the metric before, or keep the tensor with tf.keep().`);
    return given;
  }
  if (typeof given !== 'number' && typeof given !== 'boolean' && !Array.isArray(given) && !ArrayBuffer.isView(given)) {
    throw new TypeError(`${metric}: ${argument} is ${given === null ? 'null' : typeof given}, not a tensor or numbers.`);
  }
  return Array.isArray(given) && isWhole(given) ? tf.tensor(given as TensorLike, undefined, 'int32') : tf.tensor(given);
}

const isWhole = (value: unknown): boolean => (Array.isArray(value) ? value.every(isWhole) : Number.isInteger(value));

export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

/**
 * What each value counts, float32 of `shape`: `weight` repeated over the dimensions that it lacks at the end.
 * @throws Error naming both shapes
 */
export function weightsOf(tf: TensorFlow, weight: Given | null | undefined, shape: readonly number[], metric: string): Tensor {
  if (weight === undefined || weight === null) return tf.ones([...shape]);
  const given = tensorOf(tf, weight, 'sampleWeight', metric).toFloat();
  const { rank } = given;
  const isTrailingOne = rank === shape.length + 1 && given.shape[rank - 1] === 1;
  const lead = isTrailingOne ? given.shape.slice(0, -1) : given.shape;
  if (lead.length > shape.length || !lead.every((size, axis) => size === shape[axis] || size === 1)) {
    throw new Error(`${metric}: sampleWeight has shape ${shapeText(given.shape)}, but there are ${shapeText(shape)} values; give one weight for each, or for each example [${shape[0] ?? ''}].`);
  }
  return given.reshape([...lead, ...shape.slice(lead.length).map(() => 1)]).mul(tf.ones([...shape]));
}

export interface Gathered {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** The values of tensors as 64-bit numbers, in one read; null for null. What they hold now is read, whatever they hold later. */
export async function readAll(tf: TensorFlow, make: () => readonly (Tensor | null)[]): Promise<(Gathered | null)[]> {
  let shapes: (readonly number[] | null)[] = [];
  const joined = tf.tidy((): Tensor[] => {
    const tensors = make();
    shapes = tensors.map((tensor) => tensor?.shape ?? null);
    const flat = tensors.flatMap((tensor) => (tensor === null ? [] : [tensor.flatten().toFloat()]));
    return flat.length === 0 ? [] : [tf.keep(tf.concat(flat))];
  })[0];
  if (joined === undefined) return shapes.map(() => null);
  try {
    const values = await joined.data();
    let start = 0;
    return shapes.map((shape) => shape && { shape, values: Float64Array.from(values.subarray(start, (start += sizeOf(shape)))) });
  } finally {
    joined.dispose();
  }
}
