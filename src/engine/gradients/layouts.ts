/** Helpers of rules: moving values along one axis, in steps that every backend has kernels for. */
import type { StockTensorFlow } from '../api';
import type { Tensor } from './tape';

/** [sizes before the axis, its size, sizes after], each as one number. */
export function around(shape: readonly number[], axis: number): readonly [number, number, number] {
  const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
  return [product(shape.slice(0, axis)), shape[axis] ?? 1, product(shape.slice(axis + 1))];
}

/** Adds the slices of `axis` up by `places`: slice i is added to place `places[i]` of an axis of the given length. */
export function scatterAlong(tf: StockTensorFlow, x: Tensor, axis: number, places: readonly number[], length: number): Tensor {
  const shape = x.shape.map((size, index) => (index === axis ? length : size));
  if (places.length === length && places.every((place, index) => place === index)) return x;
  const [before, size, after] = around(x.shape, axis);
  const first = tf.transpose(tf.reshape(x, [before, size, after]), [1, 0, 2]);
  const added = tf.unsortedSegmentSum(first, tf.tensor1d([...places], 'int32'), length);
  return tf.reshape(tf.transpose(tf.reshape(added, [length, before, after]), [1, 0, 2]), shape);
}

/** Puts `every - 1` zeros between neighbours along an axis. */
export function spreadAlong(tf: StockTensorFlow, x: Tensor, axis: number, every: number): Tensor {
  if (every === 1) return x;
  const [before, size, after] = around(x.shape, axis);
  const padded = tf.pad(tf.reshape(x, [before * size, 1, after]), [[0, 0], [0, every - 1], [0, 0]]);
  const length = (size - 1) * every + 1;
  const cut = tf.slice(tf.reshape(padded, [before, size * every, after]), [0, 0, 0], [before, length, after]);
  return tf.reshape(cut, x.shape.map((old, index) => (index === axis ? length : old)));
}

/** Takes every `every`-th slice along an axis whose size is one more than a multiple of it; undoes `spreadAlong`. */
export function thinAlong(tf: StockTensorFlow, x: Tensor, axis: number, every: number): Tensor {
  if (every === 1) return x;
  const [before, size, after] = around(x.shape, axis);
  const kept = (size - 1) / every + 1;
  const padded = tf.pad(tf.reshape(x, [before, size, after]), [[0, 0], [0, every - 1], [0, 0]]);
  const cut = tf.slice(tf.reshape(padded, [before * kept, every, after]), [0, 0, 0], [before * kept, 1, after]);
  return tf.reshape(cut, x.shape.map((old, index) => (index === axis ? kept : old)));
}

/** The sum of a broadcast gradient over what was broadcast. */
export function unbroadcast(tf: StockTensorFlow, dy: Tensor, shape: readonly number[]): Tensor {
  const extra = dy.rank - shape.length;
  const axes = dy.shape.flatMap((size, axis) => (axis < extra || (shape[axis - extra] === 1 && size !== 1) ? [axis] : []));
  return tf.reshape(axes.length === 0 ? dy : tf.sum(dy, axes), [...shape]);
}
