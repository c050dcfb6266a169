/** What operations are given, as tensors of the right type, or an error that says which argument is wrong and how. */
import type { TensorLike } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import { shapeText } from '../patches/shape-errors/shapes';

export type Given = Tensor | TensorLike;

/** Numbers and booleans become float32. */
export function floats(tf: StockTensorFlow, given: Given, argument: string, operation: string): Tensor {
  const tensor = tensorOf(tf, given, argument, operation);
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') {
    throw new Error(`${operation}: ${argument} holds ${tensor.dtype} values; it must hold real numbers`);
  }
  return tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32');
}

export function integers(tf: StockTensorFlow, given: Given, argument: string, operation: string): Tensor {
  const tensor = tensorOf(tf, given, argument, operation);
  return tensor.dtype === 'int32' ? tensor : tf.cast(tensor, 'int32');
}

function tensorOf(tf: StockTensorFlow, given: unknown, argument: string, operation: string): Tensor {
  if (given instanceof tf.Tensor) return given;
  if (typeof given === 'number' || Array.isArray(given) || ArrayBuffer.isView(given)) return tf.tensor(given as TensorLike);
  throw new Error(`${operation}: ${argument} is ${given === null ? 'null' : typeof given}; it must be a tensor or an array of numbers`);
}

/** @throws Error unless the shape is as expected; `why` says where the expected sizes come from. */
export function expectShape(operation: string, argument: string, { shape }: Tensor, expected: readonly number[], why: string): void {
  if (shape.length === expected.length && shape.every((size, axis) => size === expected[axis])) return;
  throw new Error(`${operation}: ${argument} ${shapeText(shape)} must be ${shapeText(expected)}, ${why}`);
}

/** Counted from 0. @throws Error if the tensor lacks the axis. */
export function axisIn(operation: string, argument: string, { shape }: Tensor, axis: number): number {
  const counted = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(counted) && counted >= 0 && counted < shape.length) return counted;
  throw new Error(`${operation}: axis ${axis} does not exist in ${argument} ${shapeText(shape)}`);
}
