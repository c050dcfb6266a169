/** Members of layers models that TensorFlow.js's declarations keep private. */
import type { History, Tensor } from '@tensorflow/tfjs';
import type { BatchSource } from './ahead';

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
  /** What the last training told. */
  history: History;
  /** Set by callbacks to end the training after the batch. */
  stopTraining_: boolean;
  isTraining: boolean;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly metricsNames: readonly string[];
  getDedupedMetricsNames(): readonly string[];
  evaluate(x: unknown, y: unknown, args: { readonly batchSize: number; readonly verbose: number }): Tensor | Tensor[];
  evaluateDataset(dataset: BatchSource, args: { readonly batches?: number | undefined }): Promise<Tensor | Tensor[]>;
  makeTrainFunction(): TrainFunction;
  fitDataset(dataset: BatchSource, args: DatasetArguments): Promise<unknown>;
  /** The mean loss and metrics of examples. */
  testLoop(evaluate: TrainFunction, inputs: Batch, batchSize: number): Tensor[];
}

export interface DatasetArguments {
  readonly runEagerly?: boolean;
  readonly epochs: number;
  readonly initialEpoch?: number;
  readonly batchesPerEpoch?: number;
  readonly classWeight?: unknown;
  readonly validationData?: BatchSource | readonly [x: unknown, y: unknown] | null;
  readonly validationBatches?: number;
  readonly validationBatchSize?: number;
}

/** What `fit` hands to its loop. */
export type FitLoopArguments = readonly [
  train: TrainFunction,
  inputs: Batch,
  labels: readonly string[],
  batchSize: number | null | undefined,
  epochs: number | null | undefined,
  verbose: unknown,
  callbacks: unknown,
  evaluate: TrainFunction | null | undefined,
  validation: Batch | null | undefined,
  shuffle: boolean | null | undefined,
  callbackMetrics: unknown,
  initialEpoch: number | null | undefined,
  stepsPerEpoch: null,
  validationSteps: null,
];

export interface OpenPrototype {
  makeTrainFunction(this: OpenModel): TrainFunction;
  testLoop(this: OpenModel, evaluate: TrainFunction, inputs: Batch, batchSize: number, verbose?: number, steps?: number | null): Tensor[];
  predictLoop(this: OpenModel, inputs: Tensor | Tensor[], batchSize?: number, verbose?: boolean): Tensor | Tensor[];
  compile(this: OpenModel, args: { readonly runEagerly?: boolean; readonly stepsPerExecution?: number }): void;
  fitLoop(this: OpenModel, ...args: FitLoopArguments): Promise<unknown>;
  fit(this: OpenModel, x: unknown, y: unknown, args?: { readonly runEagerly?: boolean }): Promise<unknown>;
  fitDataset(this: OpenModel, dataset: BatchSource, args: DatasetArguments): Promise<unknown>;
  evaluateDataset(this: OpenModel, dataset: BatchSource, args: { readonly batches?: number | undefined }): Promise<Tensor | Tensor[]>;
  dispose(this: OpenModel): unknown;
}
