/** Areas under the ROC and the precision-recall curve. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import type { ClassOptions } from './classes';
import { refuseStrays, weighted } from './classes';
import type { Reading } from './gathering';
import { Gathering } from './gathering';
import type { Given } from './metric';
import type { Ranked } from './ranking';
import { averagePrecision, rocArea } from './ranking';
import { sameShape, shapeText, tensorOf } from '../tools/tensors';

export interface AucOptions extends Pick<ClassOptions, 'name' | 'fromLogits' | 'ignoreClass'> {
  /** Of several classes, each against the rest: 'macro' (unless told) is the mean, 'weighted' counts classes by their labels, 'micro' ranks all scores together, 'none' gives each. */
  readonly average?: 'macro' | 'weighted' | 'micro' | 'none';
}

const AREAS = { auc: rocArea, prAuc: averagePrecision };

/**
 * Exact for the scores given: `sklearn.metrics.roc_auc_score` (one class against the rest) and `average_precision_score`.
 * Nothing is put into bins; so all scores are kept on the device until `reset`, 4 · (classes + 3) bytes an example.
 *
 * Predictions [...] or [..., 1] are scores of class 1, [..., 2] the same by their second column, [..., classes] of each class;
 * labels class numbers or one-hot. `fromLogits` matters for several classes only: their softmax is ranked.
 * Keeps a list, so it is updated outside of compiled steps.
 */
export class Auc extends Gathering<number | number[]> {
  /** [examples, columns], and [examples, 3]: label, weight, whether it names no class. */
  readonly #scores = this.batches();
  readonly #labels = this.batches();

  constructor(
    tf: TensorFlow,
    private readonly kind: keyof typeof AREAS,
    private readonly options: AucOptions,
  ) {
    super(tf, options.name ?? kind);
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const { tf } = this;
    const given = tensorOf(tf, yPred, 'yPred', this.name).toFloat();
    const columns = given.rank < 2 ? 1 : (given.shape.at(-1) ?? 1);
    const outer = given.rank < 2 ? given.shape : given.shape.slice(0, -1);
    const truth = this.#labelsOf(tensorOf(tf, yTrue, 'yTrue', this.name), given, outer);
    const { labels, weights, strays } = weighted(tf, this.name, truth, outer, Math.max(columns, 2), sampleWeight, this.options);
    const rows = given.reshape([labels.size, columns]);
    const ranked = columns === 1 ? rows : columns === 2 ? this.#second(rows) : this.options.fromLogits === true ? tf.softmax(rows) : rows;
    const [, known] = this.#scores.shape ?? [];
    if (known !== undefined && known !== ranked.shape[1]) throw new Error(`${this.name}: predictions have shape ${shapeText(given.shape)}, but those before them had ${known} classes; reset() the metric.`);
    this.#scores.add(ranked);
    this.#labels.add(tf.stack([labels, weights, strays], 1));
  }

  /** Of two logits the difference ranks as their softmax does, and does not saturate. */
  #second(rows: Tensor): Tensor {
    const [first, second] = this.tf.split(rows, 2, 1) as [Tensor, Tensor];
    return this.options.fromLogits === true ? second.sub(first) : second;
  }

  #labelsOf(truth: Tensor, given: Tensor, outer: readonly number[]): Tensor {
    if (sameShape(truth.shape, outer)) return truth;
    if (sameShape(truth.shape, [...outer, 1])) return truth.reshape([...outer]);
    if (given.rank > 1 && sameShape(truth.shape, given.shape)) return truth.argMax(-1);
    throw new Error(`${this.name}: labels have shape ${shapeText(truth.shape)} and predictions ${shapeText(given.shape)}; labels must be class numbers ${shapeText(outer)}${given.rank > 1 ? ` or one-hot ${shapeText(given.shape)}` : ''}.`);
  }

  protected compute(read: Reading): number | number[] {
    const scores = read(this.#scores);
    const rows = read(this.#labels);
    if (scores === null || rows === null) return NaN;
    const columns = scores.shape[1] ?? 1;
    const count = rows.shape[0] ?? 0;
    const part = (which: number) => Float64Array.from({ length: count }, (_, row) => rows.values[3 * row + which] ?? 0);
    const [labels, weights, strays] = [part(0), part(1), part(2)];
    refuseStrays(this.name, strays.reduce((sum, one) => sum + one, 0), Math.max(columns, 2));
    refuseNaN(this.name, scores.values);
    const area = AREAS[this.kind];
    if (columns === 1) return area({ scores: scores.values, weights, isPositive: (row) => (labels[row] as number) > 0.5 });
    return this.#ofClasses(Array.from({ length: columns }, (_, column) => ofClass(scores.values, columns, column, labels, weights)), labels, weights);
  }

  #ofClasses(classes: readonly Ranked[], labels: Float64Array, weights: Float64Array): number | number[] {
    const area = AREAS[this.kind];
    const { average = 'macro' } = this.options;
    if (average === 'micro') return area(together(classes, labels.length));
    const areas = classes.map(area);
    if (average === 'none') return areas;
    const sizes = classes.map((_, number) => labels.reduce((sum, label, row) => (label === number ? sum + (weights[row] as number) : sum), 0));
    const shares = average === 'macro' ? classes.map(() => 1) : sizes;
    return areas.reduce((sum, one, number) => sum + one * (shares[number] ?? 0), 0) / shares.reduce((sum, share) => sum + share, 0);
  }
}

const ofClass = (values: Float64Array, columns: number, column: number, labels: Float64Array, weights: Float64Array): Ranked => ({
  scores: labels.map((_, row) => values[row * columns + column] as number),
  weights,
  isPositive: (row) => labels[row] === column,
});

function together(classes: readonly Ranked[], rows: number): Ranked {
  return {
    scores: classes.flatMap(({ scores }) => Array.from(scores)),
    weights: classes.flatMap(({ weights }) => Array.from(weights)),
    isPositive: (index) => classes[Math.floor(index / rows)]?.isPositive(index % rows) === true,
  };
}

function refuseNaN(metric: string, scores: Float64Array): void {
  const wrong = scores.reduce((count, score) => (Number.isNaN(score) ? count + 1 : count), 0);
  if (wrong > 0) throw new Error(`${metric}: ${wrong} of ${scores.length} scores are NaN and have no rank; the model has diverged, say by too high a learning rate.`);
}
