/** Shows after each epoch what the model makes of a few examples. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainGuess, TrainPictures } from '../drawing';
import type { Looking } from '../trainer/looking';
import type { Callback, TrainEvent } from './types';

export interface LogPredictionsOptions {
  /** Examples as the module takes them: the first `count` are used. */
  readonly data: tfjs.Tensor;
  /** The truth: class indices [n], one-hot rows [n, classes], or numbers for a regression; a tensor or an array. */
  readonly labels?: tfjs.Tensor | readonly number[] | readonly (readonly number[])[];
  /** How many examples; 25 unless told. */
  readonly count?: number;
  readonly classNames?: readonly string[];
  /** Epochs between two looks; 1 unless told. */
  readonly every?: number;
  readonly title?: string;
}

let made = 0;

/**
 * Predictions for the same examples after each epoch, in one output with a slider over the epochs: pictures with truth and
 * guess where the module tells classes apart, else true against predicted values.
 */
export class LogPredictions implements Callback {
  readonly name = 'LogPredictions';
  readonly #options: LogPredictionsOptions;
  readonly #id = `predictions-${++made}`;
  #pictures: TrainPictures | null = null;
  #truth: Truth | null = null;

  /** @throws TypeError or RangeError naming the option */
  constructor(options: LogPredictionsOptions) {
    const { data, count = 25, every = 1 } = options;
    if (!isTensor(data)) throw new TypeError('data of LogPredictions is a tensor of examples, [n, …], as the module takes them; make one with tf.tensor(…)');
    if (data.rank < 2) throw new RangeError(`data of LogPredictions is of shape [${data.shape.join(', ')}]; give a batch of examples, [n, …]`);
    for (const [name, value] of [['count', count], ['every', every]] as const) if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} of LogPredictions is a whole number from 1 on; here is ${String(value)}`);
    this.#options = options;
  }

  onFitStart({ trainer }: TrainEvent): Promise<void> {
    return this.begin(trainer.looking);
  }
  onEpochEnd({ trainer, epoch }: TrainEvent): Promise<void> {
    return this.look(trainer.looking, epoch);
  }

  protected async begin(looking: Looking): Promise<void> {
    const { data, labels } = this.#options;
    if (data.isDisposed) throw new Error('data of LogPredictions was disposed; keep it until training ends');
    const count = this.#count;
    const picture = pictureOf(data.shape);
    const truth = isTensor(labels) ? labels : null;
    const read = await looking.read(() => [...(picture === null ? [] : [part(data, count)]), ...(truth === null ? [] : [part(truth, count)])]);
    const pixels = picture === null ? null : (read[0] ?? null);
    const values = (picture === null ? read[0] : read[1]) ?? new Float64Array(0);
    this.#truth = labels === undefined ? null : truthOf(truth === null ? flatOf(labels as readonly number[], count) : { values, wide: widthOf(truth.shape) }, count);
    if (pixels !== null && picture !== null) this.#pictures = { values: pixels, shape: [count, ...picture], truth: null };
  }

  protected async look(looking: Looking, epoch: number): Promise<void> {
    const { data, every = 1, title = 'Predictions' } = this.#options;
    if (epoch % every !== 0 || looking.drawing === null) return;
    const count = this.#count;
    let shape: readonly number[] = [];
    const [values] = await looking.read(() => {
      const given = looking.predict(part(data, count));
      const output = Array.isArray(given) ? (given as unknown[])[0] : given;
      if (!isTensor(output)) throw new TypeError('LogPredictions needs a predictStep that gives a tensor, [n], [n, 1] or [n, classes]');
      shape = output.shape;
      return [output];
    });
    const wide = shape.reduce((product, length) => product * length, 1) / Math.max(1, shape[0] ?? 1);
    const label = `epoch ${epoch + 1}`;
    const predicted = { values: values ?? [], wide };
    const classes = wide > 1 || this.#isBinary(predicted.values);
    if (!classes) {
      if (this.#truth === null) throw new Error('LogPredictions of a regression needs labels: the true values');
      looking.drawing.predictions(this.#id, title, this.#truth.values, label, Array.from(predicted.values));
    } else if (this.#pictures === null) {
      throw new RangeError(`data of LogPredictions is of shape [${data.shape.join(', ')}], which are no pictures: predictions of classes are shown on [n, height, width] or [n, height, width, 1 | 3 | 4]; for other data draw chart.confusionMatrix in onEpochEnd`);
    } else {
      const truth = this.#truth?.classes.map((index) => this.#nameOf(index)) ?? null;
      looking.drawing.guesses(this.#id, title, { ...this.#pictures, truth }, label, guessesOf(predicted, count, (index) => this.#nameOf(index)));
    }
  }

  get #count(): number {
    return Math.min(this.#options.count ?? 25, this.#options.data.shape[0] ?? 0);
  }

  /** One output in 0…1 with labels 0 and 1 is a probability of class 1. */
  #isBinary(values: ArrayLike<number>): boolean {
    const truth = this.#truth;
    return this.#pictures !== null && truth !== null && truth.values.every((value) => value === 0 || value === 1) && Array.prototype.every.call(values, (value: number) => value >= 0 && value <= 1);
  }

  #nameOf(index: number): string {
    return this.#options.classNames?.[index] ?? String(index);
  }
}

interface Flat {
  readonly values: ArrayLike<number>;
  /** Values an example. */
  readonly wide: number;
}
interface Truth {
  readonly values: readonly number[];
  readonly classes: readonly number[];
}

function truthOf({ values, wide }: Flat, count: number): Truth {
  if (values.length < count * wide) throw new RangeError(`labels of LogPredictions are ${values.length / wide}, but there are ${count} examples; give one for each`);
  const row = (index: number): number[] => Array.from({ length: wide }, (_, column) => values[index * wide + column] ?? NaN);
  const rows = Array.from({ length: count }, (_, index) => row(index));
  return { values: rows.map(([first = NaN]) => first), classes: rows.map((one) => (wide === 1 ? Math.round(one[0] ?? 0) : largest(one))) };
}

function flatOf(labels: readonly number[] | readonly (readonly number[])[], count: number): Flat {
  const first = labels[0];
  const wide = Array.isArray(first) ? first.length : 1;
  return { values: labels.slice(0, count).flat() as number[], wide };
}

function guessesOf({ values, wide }: Flat, count: number, nameOf: (index: number) => string): TrainGuess[] {
  return Array.from({ length: count }, (_, index): TrainGuess => {
    if (wide === 1) {
      const share = values[index] ?? NaN;
      return { text: nameOf(share >= 0.5 ? 1 : 0), confidence: rounded(Math.max(share, 1 - share)) };
    }
    const row = Array.from({ length: wide }, (_c, column) => values[index * wide + column] ?? NaN);
    const best = largest(row);
    const isShare = row.every((value) => value >= 0) && Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 0.01;
    return { text: nameOf(best), ...(isShare && { confidence: rounded(row[best] ?? 0) }) };
  });
}

const rounded = (share: number): number => Number(share.toPrecision(3));
const largest = (row: readonly number[]): number => row.reduce((best, value, at) => (value > (row[best] ?? -Infinity) ? at : best), 0);
const isTensor = (value: unknown): value is tfjs.Tensor => typeof value === 'object' && value !== null && 'dataSync' in value && 'shape' in value;
const part = (tensor: tfjs.Tensor, count: number): tfjs.Tensor => tensor.slice([0], [Math.min(count, tensor.shape[0] ?? 0)]);
const widthOf = (shape: readonly number[]): number => shape.slice(1).reduce((product, length) => product * length, 1);

/** [height, width, channels] of examples that are pictures. */
function pictureOf([, height, width, channels = 1, ...rest]: readonly number[]): readonly [number, number, number] | null {
  if (height === undefined || width === undefined || rest.length > 0) return null;
  return channels === 1 || channels === 3 || channels === 4 ? [height, width, channels] : null;
}
