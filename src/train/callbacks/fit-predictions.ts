/** `LogPredictions` as `fit` of a layers model takes it, too. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainDrawing } from '../drawing';
import type { TrainOps } from '../module/types';
import { readAll } from '../tools/tensors';
import type { Looking } from '../trainer/looking';
import { LogPredictions } from './log-predictions';

/** A callback of a Trainer that makes one of TensorFlow.js's own, for the `fit` that is called now. */
export interface TakenByFit {
  forFit(): tfjs.Callback;
}

export const isTakenByFit = (callback: object): callback is TakenByFit => 'forFit' in callback;

/** @param drawing where callbacks draw now */
export function createLogPredictions(tf: TrainOps, drawing: () => TrainDrawing | null): typeof LogPredictions {
  return class extends LogPredictions implements TakenByFit {
    forFit(): tfjs.Callback {
      const place = drawing();
      const begin = (looking: Looking): Promise<void> => this.begin(looking);
      const look = (looking: Looking, epoch: number): Promise<void> => this.look(looking, epoch);
      class OfLayers extends tf.Callback {
        readonly #looking: Looking = {
          drawing: place,
          predict: (batch) => (this.model as tfjs.LayersModel).predict(batch as tfjs.Tensor),
          read: async (make) => (await readAll(tf, make)).map((one) => one?.values ?? new Float64Array(0)),
        };
        override onTrainBegin(): Promise<void> {
          return begin(this.#looking);
        }
        override onEpochEnd(epoch: number): Promise<void> {
          return look(this.#looking, epoch);
        }
      }
      return new OfLayers();
    }
  };
}
