/** Precision, recall and F1: of one class, or of several classes averaged. */
import type { Tensor1D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import type { ClassOptions } from './classes';
import { decisions, refuseStrays } from './classes';
import type { Reading } from './gathering';
import { Gathering } from './gathering';
import type { Given } from './metric';

/**
 * - `binary`: of class 1, where there are two;
 * - `micro`: of all decisions together;
 * - `macro`: the mean of the classes that occur, in labels or predictions;
 * - `weighted`: their mean, each counting as much as it has labels.
 */
export type Average = 'binary' | 'micro' | 'macro' | 'weighted';

export interface AveragedOptions extends ClassOptions {
  /** 'binary' where there are two classes, as of single scores, else 'macro', unless told. 'none' gives a number for each class. */
  readonly average?: Average | 'none';
  /** What a class counts that is never predicted (precision), never there (recall), or neither (F1); 0 unless told. */
  readonly zeroDivision?: number;
}

/** Weights of one class: predicted rightly, predicted, and labelled. */
interface Counts {
  readonly hits: number;
  readonly predicted: number;
  readonly labelled: number;
}

type Formula = (counts: Counts, zeroDivision: number) => number;

const ratio = (part: number, whole: number, zeroDivision: number): number => (whole === 0 ? zeroDivision : part / whole);

/** As scikit-learn's `precision_recall_fscore_support` defines them. */
export const FORMULAS = {
  precision: ({ hits, predicted }, zeroDivision) => ratio(hits, predicted, zeroDivision),
  recall: ({ hits, labelled }, zeroDivision) => ratio(hits, labelled, zeroDivision),
  f1: ({ hits, predicted, labelled }, zeroDivision) => ratio(2 * hits, predicted + labelled, zeroDivision),
} satisfies Record<string, Formula>;

const AVERAGES: readonly string[] = ['binary', 'micro', 'macro', 'weighted', 'none'];

export class Averaged extends Gathering<number | number[]> {
  /** [3, classes]: hits, predicted, labelled. */
  readonly #counts = this.sum();
  readonly #strays = this.sum();

  constructor(
    tf: TensorFlow,
    private readonly kind: keyof typeof FORMULAS,
    private readonly options: AveragedOptions,
  ) {
    super(tf, options.name ?? kind);
    const { average } = options;
    if (average !== undefined && !AVERAGES.includes(average)) throw new RangeError(`${kind}: average is '${String(average)}'; averages are: ${AVERAGES.join(', ')}.`);
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const { tf } = this;
    const { labels, predictions, weights, strays, classes } = decisions(tf, this.name, [yTrue, yPred, sampleWeight], this.options);
    if (classes === null) throw new Error(`${this.name}: predictions are class numbers, which do not tell how many classes there are; pass numClasses, or scores [..., classes].`);
    const rows = (numbers: Tensor1D) => tf.oneHot(numbers.toInt(), classes).toFloat().mul(weights.expandDims(1));
    const [truth, chosen] = [rows(labels), rows(predictions)];
    const hits = truth.mul(labels.equal(predictions).toFloat().expandDims(1));
    this.#counts.add(tf.stack([hits.sum(0), chosen.sum(0), truth.sum(0)]));
    this.#strays.add(strays.sum());
  }

  protected compute(read: Reading): number | number[] {
    const { shape, values } = read(this.#counts) ?? { shape: [3, 0], values: new Float64Array() };
    const classes = shape[1] ?? 0;
    refuseStrays(this.name, read(this.#strays)?.values[0] ?? 0, classes);
    const counts = Array.from({ length: classes }, (_, index): Counts => ({ hits: values[index] ?? 0, predicted: values[classes + index] ?? 0, labelled: values[2 * classes + index] ?? 0 }));
    const average = this.options.average ?? (classes === 2 ? 'binary' : 'macro');
    return averageOf(this.name, counts, average, (one) => FORMULAS[this.kind](one, this.options.zeroDivision ?? 0));
  }
}

function averageOf(metric: string, counts: readonly Counts[], average: Average | 'none', formula: (counts: Counts) => number): number | number[] {
  const total = (of: (one: Counts) => number) => counts.reduce((sum, one) => sum + of(one), 0);
  const isEmpty = total(({ predicted }) => predicted) === 0;
  switch (average) {
    case 'none':
      return counts.map(formula);
    case 'binary': {
      const [, one] = counts;
      if (counts.length > 2) throw new Error(`${metric}: average 'binary' is of two classes, but there are ${counts.length}; choose 'micro', 'macro', 'weighted' or 'none'.`);
      return one === undefined || isEmpty ? NaN : formula(one);
    }
    case 'micro':
      return isEmpty ? NaN : formula({ hits: total(({ hits }) => hits), predicted: total(({ predicted }) => predicted), labelled: total(({ labelled }) => labelled) });
    case 'macro': {
      const present = counts.filter(({ predicted, labelled }) => predicted > 0 || labelled > 0);
      return present.reduce((sum, one) => sum + formula(one), 0) / present.length;
    }
    case 'weighted':
      return counts.reduce((sum, one) => sum + formula(one) * one.labelled, 0) / total(({ labelled }) => labelled);
  }
}
