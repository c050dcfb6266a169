/** What callbacks use to look at a module: its predictions, values of tensors, and where to draw them. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainDrawing } from '../drawing';
import { logging } from '../module/logging';
import type { Module } from '../module/types';
import { readAll } from '../tools/tensors';
import { createContext, StepLogs } from './context';
import type { TrainEnvironment, TrainRun } from './environment';

export interface Looking {
  /** Draws below the cell; null outside of every run. */
  readonly drawing: TrainDrawing | null;
  /** What the module predicts for a batch, by its `predictStep`; the caller tidies. */
  predict(batch: unknown): unknown;
  /** The values of tensors that `make` gives, which are tidied up, in one read. */
  read(make: () => readonly tfjs.Tensor[]): Promise<Float64Array[]>;
}

export function createLooking({ tf }: TrainEnvironment, run: TrainRun | null, module: Module): Looking {
  return {
    drawing: run?.drawing ?? null,
    predict(batch) {
      const logs = new StepLogs(tf);
      const context = createContext({ tf, module, optimizers: {}, logs, training: false, position: () => ({ epoch: 0, step: 0, batchIndex: 0 }), call: () => undefined }, batch);
      try {
        return logging(logs.add, () => module.predictStep(batch, context));
      } finally {
        logs.drop();
      }
    },
    read: async (make) => (await readAll(tf, make)).map((one) => one?.values ?? new Float64Array(0)),
  };
}
