/** What labels and predictions say about classes, in the forms that people pass them. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import type { Given } from './metric';
import { sameShape, shapeText, tensorOf, weightsOf } from '../tools/tensors';

export interface ClassOptions {
  /** Name under which the metric is logged. */
  readonly name?: string;
  /** Whether scores are logits rather than probabilities: the threshold of one score is then 0 rather than 0.5. */
  readonly fromLogits?: boolean;
  /** A single score above this says class 1; 0.5, or 0 for logits, unless told. */
  readonly threshold?: number;
  /** Needed only where predictions are class numbers. */
  readonly numClasses?: number;
  /** Examples with this label count nothing: padding, or pixels that nobody labelled. */
  readonly ignoreClass?: number;
}

/** A batch of N decisions; all float32 [N]. */
export interface Decisions {
  readonly labels: Tensor1D;
  readonly predictions: Tensor1D;
  readonly weights: Tensor1D;
  /** 1 where a label, or a prediction that is a class number, names no class. Its weight is 0. */
  readonly strays: Tensor1D;
  /** Null where predictions are class numbers and `numClasses` was not told. */
  readonly classes: number | null;
}

type Form = 'one score' | 'scores of classes' | 'class numbers';

/**
 * Labels [...] are class numbers, 0/1 for a single score, or one-hot [..., classes]; predictions are scores [..., classes],
 * single scores [...] or [..., 1], or int32 class numbers [...]. Equal shapes of two dimensions and more are one-hot.
 * @throws Error naming both shapes
 */
export function decisions(tf: TensorFlow, metric: string, [yTrue, yPred, sampleWeight]: readonly [Given, Given, (Given | null)?], options: ClassOptions): Decisions {
  const truth = tensorOf(tf, yTrue, 'yTrue', metric);
  const predicted = tensorOf(tf, yPred, 'yPred', metric);
  const form = formOf(predicted);
  const classes = form === 'one score' ? 2 : form === 'class numbers' ? (options.numClasses ?? null) : (predicted.shape.at(-1) ?? 0);
  const outer = form === 'scores of classes' || (form === 'one score' && predicted.rank > 1 && predicted.shape.at(-1) === 1) ? predicted.shape.slice(0, -1) : predicted.shape;
  const labels = labelsOf(tf, truth, outer, form === 'one score' ? null : classes);
  if (labels === null) {
    throw new Error(
      `${metric}: labels have shape ${shapeText(truth.shape)} and predictions ${shapeText(predicted.shape)}; labels of these predictions are ` +
        `${form === 'one score' ? '0 or 1' : 'class numbers'} ${shapeText(outer)}${form === 'scores of classes' ? ` or one-hot ${shapeText(predicted.shape)}` : ''}.`,
    );
  }
  const threshold = options.threshold ?? (options.fromLogits === true ? 0 : 0.5);
  const chosen = form === 'scores of classes' ? predicted.argMax(-1) : form === 'one score' ? predicted.toFloat().greater(threshold) : predicted;
  const predictions = chosen.flatten().toFloat() as Tensor1D;
  const counted = weighted(tf, metric, labels, outer, classes, sampleWeight, options);
  // Smoothed labels of a single score are neither 0 nor 1.
  if (form === 'one score') return { ...counted, labels: counted.labels.greater(0.5).toFloat() as Tensor1D, predictions, classes };
  if (form === 'scores of classes' || classes === null) return { ...counted, predictions, classes };
  const inside = insideOf(predictions, classes);
  return { ...counted, weights: counted.weights.mul(inside), strays: tf.maximum(counted.strays, tf.sub(1, inside)), predictions, classes };
}

/** Class numbers are int32: scores are never. A last dimension of 1 cannot hold the scores of several classes. */
function formOf(predicted: Tensor): Form {
  if (predicted.dtype === 'int32') return 'class numbers';
  return predicted.rank < 2 || predicted.shape.at(-1) === 1 ? 'one score' : 'scores of classes';
}

/** Class numbers of shape `outer`, of labels that may be one-hot or have a last dimension of 1; null for other shapes. */
function labelsOf(tf: TensorFlow, truth: Tensor, outer: readonly number[], classes: number | null): Tensor | null {
  if (sameShape(truth.shape, outer)) return truth;
  if (!sameShape(truth.shape.slice(0, -1), outer) || truth.rank === 0) return null;
  const last = truth.shape.at(-1);
  if (last === 1) return truth.reshape([...outer]);
  return last === classes ? tf.argMax(truth, -1) : null;
}

type Weighted = Pick<Decisions, 'labels' | 'weights' | 'strays'>;

/** Gives labels that name no class, and those to ignore, the weight 0. */
export function weighted(
  tf: TensorFlow,
  metric: string,
  labels: Tensor,
  shape: readonly number[],
  classes: number | null,
  sampleWeight: Given | null | undefined,
  { ignoreClass }: Pick<ClassOptions, 'ignoreClass'>,
): Weighted {
  const flat = labels.flatten().toFloat() as Tensor1D;
  const weights = weightsOf(tf, sampleWeight, shape, metric).flatten() as Tensor1D;
  const inside = insideOf(flat, classes);
  if (ignoreClass === undefined) return { labels: flat, weights: weights.mul(inside), strays: tf.sub(1, inside) };
  const isCounted = flat.notEqual(ignoreClass).toFloat() as Tensor1D;
  return { labels: flat, weights: weights.mul(inside).mul(isCounted), strays: tf.sub(1, inside).mul(isCounted) };
}

/** 1 where a number names a class. */
function insideOf(numbers: Tensor1D, classes: number | null): Tensor1D {
  const isWhole = numbers.greaterEqual(0);
  return (classes === null ? isWhole : isWhole.logicalAnd(numbers.lessEqual(classes - 1))).toFloat() as Tensor1D;
}

/** @throws Error where labels named no class, saying how many */
export function refuseStrays(metric: string, strays: number, classes: number | null): void {
  if (strays === 0) return;
  const range = classes === null ? 'from 0' : `0 to ${classes - 1}`;
  throw new Error(`${metric}: ${strays} label${strays === 1 ? ' or prediction names' : 's or predictions name'} no class; class numbers are ${range}. Correct the labels, or pass ignoreClass for the one that means "no label".`);
}
