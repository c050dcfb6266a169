/** What may be done to labels before training. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Given } from '../metrics/metric';
import type { TensorFlow } from './tensorflow';
import { readAll, shapeText, tensorOf } from './tensors';

export interface ClassWeightOptions {
  /** Classes 0 … numClasses - 1, of which those without labels get weight 0; the classes that occur, unless told. */
  readonly numClasses?: number;
}

/**
 * What each class counts so that all count the same: labels / (classes that occur · labels of the class), as
 * scikit-learn's 'balanced'. In the form of `fit`'s `classWeight`. Labels [examples] or [examples, 1] class numbers, or
 * [examples, classes] one-hot. Reads them.
 * @throws Error naming a label that is no class number
 */
export async function classWeights(tf: TensorFlow, labels: Given, { numClasses }: ClassWeightOptions = {}): Promise<Record<number, number>> {
  const [read] = await readAll(tf, () => {
    const given = tensorOf(tf, labels, 'labels', 'classWeights');
    if (given.rank < 1 || given.rank > 2) throw new Error(`classWeights: labels have shape ${shapeText(given.shape)}; give class numbers [examples] or one-hot [examples, classes].`);
    return [given.rank === 2 && (given.shape[1] ?? 0) > 1 ? given.argMax(-1) : given.flatten()];
  });
  const counts = new Map<number, number>();
  read?.values.forEach((label, index) => {
    if (!Number.isInteger(label) || label < 0 || (numClasses !== undefined && label >= numClasses)) {
      throw new Error(`classWeights: label ${index} is ${label}, but class numbers are ${numClasses === undefined ? '0, 1, 2, …' : `0 to ${numClasses - 1}`}.`);
    }
    counts.set(label, (counts.get(label) ?? 0) + 1);
  });
  if (counts.size === 0) throw new Error('classWeights: there are no labels; give at least one.');
  const all = read?.values.length ?? 0;
  const classes = numClasses === undefined ? [...counts.keys()].sort((a, b) => a - b) : Array.from({ length: numClasses }, (_, label) => label);
  return Object.fromEntries(classes.map((label) => [label, counts.has(label) ? all / (counts.size * (counts.get(label) as number)) : 0]));
}

export interface LabelSmoothingOptions {
  /** Needed where labels are class numbers. */
  readonly numClasses?: number;
}

/**
 * One-hot labels [..., classes] with a share `smoothing` of each spread over all classes: labels · (1 - smoothing) +
 * smoothing / classes, as Keras's `CategoricalCrossentropy` has it; with one column, of 0 or 1, over the two: smoothing / 2.
 * Class numbers (int32 [...]) become one-hot with `numClasses`. float32; the caller disposes or tidies.
 * @throws Error naming what is missing, RangeError for a smoothing outside 0 to 1
 */
export function labelSmoothing(tf: TensorFlow, labels: Given, smoothing = 0.1, { numClasses }: LabelSmoothingOptions = {}): Tensor {
  if (!(smoothing >= 0 && smoothing <= 1)) throw new RangeError(`labelSmoothing: smoothing is ${String(smoothing)}, but is a share from 0 to 1, such as 0.1.`);
  return tf.tidy(() => {
    const given = tensorOf(tf, labels, 'labels', 'labelSmoothing');
    if (numClasses === undefined && given.rank < 2) throw new Error(`labelSmoothing: labels have shape ${shapeText(given.shape)}; pass {numClasses} for class numbers, or one-hot labels [..., classes].`);
    const last = given.shape.at(-1) ?? 1;
    const isNumbers = numClasses !== undefined && (given.rank < 2 || last !== numClasses);
    const oneHot = isNumbers ? tf.oneHot((given.rank > 1 && last === 1 ? given.squeeze([-1]) : given).toInt(), numClasses).toFloat() : given.toFloat();
    const classes = oneHot.shape.at(-1) ?? 1;
    return oneHot.mul(1 - smoothing).add(smoothing / Math.max(classes, 2));
  });
}
