/** What a Trainer does to labels while it trains: weights of classes, and smoothing. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { labelSmoothing } from '../tools/labels';

/** What an example counts, by its class; 1 for classes that are not named. */
export type ClassWeight = Readonly<Record<number, number>>;

/** @throws TypeError for what is no weight by class */
export function readClassWeight(given: unknown): ClassWeight | null {
  if (given === undefined) return null;
  const isOne = typeof given === 'object' && given !== null && Object.entries(given).every(([label, weight]) => /^\d+$/.test(label) && typeof weight === 'number' && weight >= 0 && Number.isFinite(weight));
  if (!isOne) throw new TypeError('classWeight of a Trainer is an object of numbers from 0 on by class, such as {0: 1, 1: 4}; await train.classWeights(labels) makes one');
  return given as ClassWeight;
}

/** What each example of a batch counts, float32 [batch, ...]: of class numbers [batch] or [batch, 1], or one-hot [batch, ..., classes]. */
export function weightsOfExamples(tf: TrainOps, target: unknown, classWeight: ClassWeight): tfjs.Tensor {
  if (!(target instanceof tf.Tensor)) throw new TypeError('classWeight of a Trainer needs batches with one tensor of labels: {x, y}');
  const last = target.shape.at(-1) ?? 1;
  const classes = target.rank < 2 ? target : last === 1 ? target.squeeze([-1]) : target.argMax(-1);
  const named = Object.keys(classWeight).map(Number);
  return tf.tidy(() => named.reduce<tfjs.Tensor>((weights, label) => tf.where(classes.toFloat().equal(label), tf.onesLike(weights).mul(classWeight[label] ?? 1), weights), tf.onesLike(classes.toFloat())));
}

/** The batch with its labels smoothed; weights of classes are of the labels as they are. */
export function smoothed(tf: TrainOps, batch: unknown, smoothing: number): unknown {
  if (smoothing === 0) return batch;
  const smooth = (labels: unknown): tfjs.Tensor => {
    if (!(labels instanceof tf.Tensor) || labels.rank < 2) throw new TypeError('labelSmoothing of a Trainer needs batches with one tensor of one-hot labels: {x, y: tf.oneHot(labels, classes)}');
    return labelSmoothing(tf, labels, smoothing);
  };
  if (Array.isArray(batch) && batch.length === 2) return [batch[0], smooth(batch[1])];
  if (typeof batch === 'object' && batch !== null && 'y' in batch) return { ...batch, y: smooth(batch.y) };
  if (typeof batch === 'object' && batch !== null && 'ys' in batch) return { ...batch, ys: smooth(batch.ys) };
  return smooth(undefined);
}
