/** Metrics of tfjs-vis: they take tensors or arrays of classes and give plain numbers. */
import { isList, isTensor, readLabels, shapeOf, type Given } from '../../../charts/kinds/given';

export interface ClassAccuracy {
  readonly accuracy: number;
  /** Examples of the class. */
  readonly count: number;
}

export interface VisMetrics {
  accuracy(labels: Given, predictions: Given): Promise<number>;
  perClassAccuracy(labels: Given, predictions: Given, numClasses?: number): Promise<ClassAccuracy[]>;
  /** Rows are true classes. */
  confusionMatrix(labels: Given, predictions: Given, numClasses?: number, weights?: Given): Promise<number[][]>;
}

export const visMetrics: VisMetrics = {
  async accuracy(labels, predictions) {
    const { truth, guesses } = await pair('accuracy', labels, predictions);
    return truth.filter((value, at) => value === guesses[at]).length / truth.length;
  },
  async perClassAccuracy(labels, predictions, numClasses) {
    const matrix = await visMetrics.confusionMatrix(labels, predictions, numClasses);
    return matrix.map((row, index) => {
      const count = row.reduce((sum, value) => sum + value, 0);
      return { accuracy: count === 0 ? 0 : (row[index] ?? 0) / count, count };
    });
  },
  async confusionMatrix(labels, predictions, numClasses, weights) {
    const { truth, guesses } = await pair('confusionMatrix', labels, predictions);
    const own = weights === undefined ? null : isTensor(weights) ? Array.from(await weights.data(), Number) : isList(weights) ? Array.from(weights, Number) : null;
    const size = numClasses ?? truth.concat(guesses).reduce((most, value) => Math.max(most, value + 1), 0);
    const matrix = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
    truth.forEach((value, at) => {
      const row = matrix[value];
      const guess = guesses[at] ?? 0;
      if (row === undefined || guess >= size) throw new RangeError(`confusionMatrix: class ${Math.max(value, guess)} is not below numClasses, ${size}`);
      row[guess] = (row[guess] ?? 0) + (own?.[at] ?? 1);
    });
    return matrix;
  },
};

async function pair(of: string, labels: Given, predictions: Given): Promise<{ readonly truth: readonly number[]; readonly guesses: readonly number[] }> {
  const [a, b] = [shapeOf(labels, 'labels'), shapeOf(predictions, 'predictions')];
  if (a.length !== 1 || b.length !== 1 || a[0] !== b[0]) throw new RangeError(`tfvis.metrics.${of} takes class indices [n] as labels and predictions; here they are of shape [${a.join(', ')}] and [${b.join(', ')}]. Use argMax(-1) on one-hot rows and probabilities.`);
  const [truth, guesses] = await Promise.all([readLabels(labels, 'labels', undefined), readLabels(predictions, 'predictions', undefined)]);
  return { truth: truth.index, guesses: guesses.index };
}
