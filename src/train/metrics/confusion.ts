/** The confusion matrix, and what is computed of it. */
import type { Tensor1D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import type { ClassOptions } from './classes';
import { decisions, refuseStrays } from './classes';
import type { Reading } from './gathering';
import { Gathering } from './gathering';
import type { Given } from './metric';

/** [classes, classes] weights: a row for each label, a column for each prediction. */
export type Matrix = number[][];

abstract class Confused<R> extends Gathering<R> {
  /** [classes, classes] */
  readonly #counts = this.sum();
  readonly #strays = this.sum();

  constructor(
    tf: TensorFlow,
    name: string,
    private readonly classOptions: ClassOptions,
  ) {
    super(tf, name);
  }

  protected gather(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void {
    const { tf } = this;
    const { labels, predictions, weights, strays, classes } = decisions(tf, this.name, [yTrue, yPred, sampleWeight], this.classOptions);
    if (classes === null) throw new Error(`${this.name}: predictions are class numbers, which do not tell how many classes there are; pass numClasses, or scores [..., classes].`);
    // Weights are summed, not multiplied as matrices, whose products some devices round. What has no weight goes to cell 0.
    const cell = labels.mul(classes).add(predictions);
    const cells = tf.where(weights.notEqual(0), cell, tf.zerosLike(cell)).toInt() as Tensor1D;
    this.#counts.add(tf.unsortedSegmentSum(weights, cells, classes * classes).reshape([classes, classes]));
    this.#strays.add(strays.sum());
  }

  protected compute(read: Reading): R {
    const { shape, values } = read(this.#counts) ?? { shape: [0, 0], values: new Float64Array() };
    const classes = shape[0] ?? 0;
    refuseStrays(this.name, read(this.#strays)?.values[0] ?? 0, classes);
    return this.of(Array.from({ length: classes }, (_, row) => [...values.subarray(row * classes, (row + 1) * classes)]));
  }

  protected abstract of(matrix: Matrix): R;
}

export interface ConfusionOptions extends ClassOptions {
  /** Divides by the sum of the row ('true'), the column ('pred') or everything ('all'), as in scikit-learn; 0 where that is 0. */
  readonly normalize?: 'true' | 'pred' | 'all';
}

/** As `sklearn.metrics.confusion_matrix`. */
export class ConfusionMatrix extends Confused<Matrix> {
  constructor(
    tf: TensorFlow,
    private readonly options: ConfusionOptions,
  ) {
    super(tf, options.name ?? 'confusionMatrix', options);
  }

  protected of(matrix: Matrix): Matrix {
    const { normalize } = this.options;
    if (normalize === undefined) return matrix;
    const sums = { rows: matrix.map(sum), columns: matrix.map((_, column) => sum(matrix.map((row) => row[column] ?? 0))) };
    const all = sum(sums.rows);
    return matrix.map((cells, row) =>
      cells.map((cell, column) => {
        const whole = normalize === 'true' ? sums.rows[row] : normalize === 'pred' ? sums.columns[column] : all;
        return whole === undefined || whole === 0 ? 0 : cell / whole;
      }),
    );
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export interface IouOptions extends ClassOptions {
  /** 'macro' (unless told): the mean of the classes that occur; 'weighted': by their labels; 'binary': class 1 of two; 'none': each class, NaN where it does not occur. */
  readonly average?: 'macro' | 'weighted' | 'binary' | 'none';
}

/** Intersection over union of each class's labels and predictions; `sklearn.metrics.jaccard_score`, Keras's `MeanIoU`. */
export class Iou extends Confused<number | number[]> {
  constructor(
    tf: TensorFlow,
    private readonly options: IouOptions,
  ) {
    super(tf, options.name ?? 'iou', options);
  }

  protected of(matrix: Matrix): number | number[] {
    const labelled = matrix.map(sum);
    const each = matrix.map((row, index) => {
      const both = row[index] ?? 0;
      return both / ((labelled[index] ?? 0) + sum(matrix.map((other) => other[index] ?? 0)) - both);
    });
    const { average = 'macro' } = this.options;
    switch (average) {
      case 'none':
        return each;
      case 'binary':
        if (each.length > 2) throw new Error(`${this.name}: average 'binary' is of two classes, but there are ${each.length}; choose 'macro', 'weighted' or 'none'.`);
        return each[1] ?? NaN;
      case 'weighted':
        return sum(each.map((iou, index) => (labelled[index] === 0 ? 0 : iou * (labelled[index] ?? 0)))) / sum(labelled);
      case 'macro': {
        const present = each.filter((iou) => !Number.isNaN(iou));
        return sum(present) / present.length;
      }
    }
  }
}
