/** Shows after each epoch the pictures that a model makes. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import type { TrainDrawing } from '../drawing';
import { readAll } from '../tools/tensors';
import type { Looking } from '../trainer/looking';
import type { TakenByFit } from './fit-predictions';
import type { Callback, TrainEvent } from './types';

export interface LogImagesOptions {
  /**
   * Makes the pictures of an epoch, of the same numbers each time: [n, height, width], [n, height, width, 1 | 3 | 4], or of
   * one [height, width]. It is tidied up after. `model`: the module that is trained, or the layers model of `fit`.
   */
  // The model is whichever is trained: a method's parameter lets its maker name the type.
  make(model: unknown, epoch: number): tfjs.Tensor;
  /** Pictures in a row; as many as fit unless told. */
  readonly columns?: number;
  /** A line below each. */
  readonly captions?: readonly string[];
  /** Epochs between two looks; 1 unless told. */
  readonly every?: number;
  /** "Images" unless told. */
  readonly title?: string;
}

let made = 0;

/** The pictures of `make` before the first epoch and after each, in one output with a slider over the epochs: what a generator or an autoencoder has learnt. */
export class LogImages implements Callback {
  readonly name = 'LogImages';
  readonly #options: LogImagesOptions;
  readonly #id = `images-${++made}`;

  /** @throws TypeError or RangeError naming the option */
  constructor(options: LogImagesOptions) {
    const { make, columns, every = 1 } = options;
    if (typeof make !== 'function') throw new TypeError('make of LogImages is a function that gives pictures: (model) => model.predict(noise)');
    for (const [name, value] of [['columns', columns ?? 1], ['every', every]] as const) if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} of LogImages is a whole number from 1 on; here is ${String(value)}`);
    this.#options = options;
  }

  onFitStart({ trainer, module, epoch }: TrainEvent): Promise<void> {
    return epoch === 0 ? this.look(trainer.looking, module, -1) : Promise.resolve();
  }
  onEpochEnd({ trainer, module, epoch }: TrainEvent): Promise<void> {
    return this.look(trainer.looking, module, epoch);
  }

  /** @param epoch from 0; -1 before the first */
  protected async look(looking: Pick<Looking, 'drawing' | 'read'>, model: unknown, epoch: number): Promise<void> {
    const { make, columns, captions, every = 1, title = 'Images' } = this.#options;
    if ((epoch + 1) % every !== 0 || looking.drawing === null) return;
    let shape: readonly number[] = [];
    const [values] = await looking.read(() => {
      const pictures: unknown = make(model, Math.max(0, epoch));
      if (!isTensor(pictures)) throw new TypeError('make of LogImages gives a tensor of pictures, [n, height, width] or [n, height, width, 1 | 3 | 4]; it may not be asynchronous');
      shape = pictures.shape;
      return [pictures];
    });
    looking.drawing.pictures(this.#id, title, { values: values ?? [], shape, ...(columns !== undefined && { columns }), ...(captions !== undefined && { captions }) }, epoch < 0 ? 'before training' : `epoch ${epoch + 1}`);
  }
}

/** The same as `fit` of a layers model takes it, too. @param drawing where callbacks draw now */
export function createLogImages(tf: TrainOps, drawing: () => TrainDrawing | null): typeof LogImages {
  return class extends LogImages implements TakenByFit {
    forFit(): tfjs.Callback {
      const look = (looking: Pick<Looking, 'drawing' | 'read'>, model: unknown, epoch: number): Promise<void> => this.look(looking, model, epoch);
      const looking = { drawing: drawing(), read: async (make: () => readonly tfjs.Tensor[]) => (await readAll(tf, make)).map((one) => one?.values ?? new Float64Array(0)) };
      class OfLayers extends tf.Callback {
        override onTrainBegin(): Promise<void> {
          return look(looking, this.model, -1);
        }
        override onEpochEnd(epoch: number): Promise<void> {
          return look(looking, this.model, epoch);
        }
      }
      return new OfLayers();
    }
  };
}

const isTensor = (value: unknown): value is tfjs.Tensor => typeof value === 'object' && value !== null && 'dataSync' in value && 'shape' in value;
