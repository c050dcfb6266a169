/** Members of layers models that TensorFlow.js's declarations keep private. */
import type { Tensor } from '@tensorflow/tfjs';

/** Tensors of a batch, null where there are none: inputs, targets, weights of examples. */
export type Batch = readonly (Tensor | null | undefined)[];

/** Does one step of training. @returns the loss and the metrics. */
export type TrainFunction = (batch: Batch) => Tensor[];

export interface OpenModel {
  readonly name: string;
  readonly layers: readonly object[];
  /** Names or functions, alone or by output, as they were given. */
  readonly loss: unknown;
  readonly metrics: unknown;
  readonly optimizer_: object;
  readonly lossFunctions: object;
  readonly metricsTensors: object;
  readonly collectedTrainableWeights: object;
  /** A sequential model trains by the one inside of it. */
  readonly model?: OpenModel;
  makeTrainFunction(): TrainFunction;
}

export interface OpenPrototype {
  makeTrainFunction(this: OpenModel): TrainFunction;
  compile(this: OpenModel, args: { readonly runEagerly?: boolean }): void;
  fit(this: OpenModel, x: unknown, y: unknown, args?: { readonly runEagerly?: boolean }): Promise<unknown>;
  fitDataset(this: OpenModel, dataset: unknown, args: { readonly runEagerly?: boolean }): Promise<unknown>;
  dispose(this: OpenModel): unknown;
}
