/** The examples that a model finds hardest. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Given } from '../metrics/metric';
import type { TensorFlow } from './tensorflow';
import { readAll, sameShape, shapeText, tensorOf } from './tensors';

export interface TopLossOptions {
  /** How many; 9 unless told. */
  readonly count?: number;
  /** Whether predictions are logits rather than probabilities. */
  readonly fromLogits?: boolean;
}

export interface HardExample {
  /** Row of the example in what was given. */
  readonly index: number;
  /** Cross-entropy in nats. */
  readonly loss: number;
  /** Class numbers. */
  readonly label: number;
  readonly predicted: number;
  /** Of the label, from 0 to 1. */
  readonly probability: number;
}

/** Probabilities below this count as this, as in Keras. */
const LEAST = 1e-7;

/**
 * The examples of the highest cross-entropy, highest first; those that are NaN come before all. Labels [examples] class
 * numbers or [examples, classes] one-hot; predictions [examples, classes], or [examples] or [examples, 1] of class 1. One read.
 * @throws Error naming both shapes where they do not fit
 */
export async function topLosses(tf: TensorFlow, yTrue: Given, yPred: Given, { count = 9, fromLogits = false }: TopLossOptions = {}): Promise<HardExample[]> {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`topLosses: count is ${String(count)}, but must be a whole number of at least 1.`);
  const [truth, chances] = await readAll(tf, () => {
    const scores = tensorOf(tf, yPred, 'yPred', 'topLosses').toFloat();
    return [labelsOf(tf, tensorOf(tf, yTrue, 'yTrue', 'topLosses'), scores), probabilities(tf, scores, fromLogits)];
  });
  const classes = chances?.shape[1] ?? 0;
  const examples = Array.from(truth?.values ?? [], (label, index): HardExample => {
    const row = chances?.values.subarray(index * classes, (index + 1) * classes) ?? new Float64Array();
    const probability = row[label];
    if (probability === undefined) throw new Error(`topLosses: label ${label} of example ${index} names no class; class numbers are 0 to ${classes - 1}.`);
    const predicted = row.reduce((best, chance, number) => (chance > (row[best] as number) ? number : best), 0);
    return { index, loss: -Math.log(Math.max(probability, LEAST)), label, predicted, probability };
  });
  const hardness = ({ loss }: HardExample) => (Number.isNaN(loss) ? Infinity : loss);
  return examples.sort((a, b) => hardness(b) - hardness(a) || a.index - b.index).slice(0, count);
}

/** [examples, classes] */
function probabilities(tf: TensorFlow, scores: Tensor, fromLogits: boolean): Tensor {
  if (scores.rank === 2 && (scores.shape[1] ?? 0) > 1) return fromLogits ? tf.softmax(scores) : scores;
  if (scores.rank !== 1 && !(scores.rank === 2 && scores.shape[1] === 1)) throw new Error(`topLosses: predictions have shape ${shapeText(scores.shape)}; give [examples, classes], or [examples] for a single score.`);
  const one = fromLogits ? tf.sigmoid(scores.flatten()) : scores.flatten();
  return tf.stack([tf.sub(1, one), one], 1);
}

function labelsOf(tf: TensorFlow, truth: Tensor, scores: Tensor): Tensor {
  const [examples = 0] = scores.shape;
  if (sameShape(truth.shape, [examples]) || sameShape(truth.shape, [examples, 1])) return truth.flatten();
  if (scores.rank === 2 && sameShape(truth.shape, scores.shape)) return tf.argMax(truth, -1);
  throw new Error(`topLosses: labels have shape ${shapeText(truth.shape)} and predictions ${shapeText(scores.shape)}; labels must be class numbers [${examples}] or one-hot ${shapeText(scores.shape)}.`);
}
