/** Members of layers models that TensorFlow.js's declarations keep private, and those that a Keras user overrides. */
import type * as tfjs from '@tensorflow/tfjs';
import type { StepContext } from '../module/types';

/** Of a batch: `{x, y, sampleWeight}`, which may also be taken apart as the list `[x, y, sampleWeight]`. */
export type StepData = readonly [x: unknown, y: unknown, sampleWeight: unknown] & { readonly x: unknown; readonly y: unknown; readonly sampleWeight: unknown };

/** Scalars by name, among them usually `loss`; a scalar alone is the loss; nothing where the context's `loss` was set. */
export type StepLogs = tfjs.Tensor | Readonly<Record<string, tfjs.Tensor | number>> | void;

/** What a step of a layers model is told of its surroundings. */
export interface KerasContext extends Pick<StepContext, 'input' | 'target' | 'optimizers' | 'optimizerName' | 'training' | 'loss' | 'call'> {
  readonly model: tfjs.LayersModel;
}

export interface KerasSteps {
  trainStep(data: StepData, context: KerasContext): StepLogs;
  testStep(data: StepData, context: KerasContext): StepLogs;
  predictStep(x: unknown, context: KerasContext): unknown;
  computeLoss(y: unknown, predicted: unknown): tfjs.Scalar;
  computeMetrics(y: unknown, predicted: unknown): Record<string, tfjs.Tensor>;
}

type LossFunction = (target: tfjs.Tensor, predicted: tfjs.Tensor) => tfjs.Tensor;
export type BatchFunction = (batch: readonly (tfjs.Tensor | null | undefined)[]) => tfjs.Tensor[];
type Given = tfjs.Tensor | readonly tfjs.Tensor[] | Readonly<Record<string, tfjs.Tensor>> | null | undefined;

/** A layers model with what its declarations keep private. */
export interface OpenModel extends KerasSteps {
  readonly name: string;
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly trainableWeights: readonly { read(): tfjs.Tensor }[];
  apply(x: unknown, options?: { readonly training?: boolean }): tfjs.Tensor | tfjs.Tensor[];
  readonly optimizer: tfjs.Optimizer | undefined;
  readonly lossFunctions?: readonly LossFunction[];
  readonly metricsTensors?: readonly (readonly [metric: LossFunction, output: number])[];
  metricsNames: string[];
  testFunction: BatchFunction;
  readonly isTraining: boolean;
  /** Of a sequential model: the one by which it trains. */
  readonly model?: OpenModel;
  calculateLosses(): tfjs.Scalar[];
}

interface FitArgs {
  readonly callbacks?: tfjs.ModelFitArgs['callbacks'];
  readonly yieldEvery?: tfjs.ModelFitArgs['yieldEvery'];
}

/** What is replaced: all of TensorFlow.js's loops go through these. */
export interface OpenPrototype extends KerasSteps {
  compile(this: OpenModel, args?: CompileArgs): void;
  makeTrainFunction(this: OpenModel): BatchFunction;
  makeTestFunction(this: OpenModel): void;
  getDedupedMetricsNames(this: OpenModel): string[];
  predictLoop(this: OpenModel, inputs: tfjs.Tensor | tfjs.Tensor[], batchSize?: number, verbose?: boolean): tfjs.Tensor | tfjs.Tensor[];
  standardizeUserDataXY(this: OpenModel, x: Given, y: Given, checkBatchAxis?: boolean, batchSize?: number): [tfjs.Tensor[], tfjs.Tensor[]];
  fit(this: OpenModel, x: unknown, y: unknown, args?: FitArgs): Promise<unknown>;
  fitDataset(this: OpenModel, dataset: unknown, args: FitArgs): Promise<unknown>;
  evaluate(this: OpenModel, x: unknown, y: unknown, args?: { readonly batchSize?: number }): tfjs.Tensor | tfjs.Tensor[] | Promise<tfjs.Tensor | tfjs.Tensor[]>;
  evaluateDataset(this: OpenModel, dataset: unknown, args?: object): Promise<tfjs.Tensor | tfjs.Tensor[]>;
}

export interface CompileArgs {
  readonly optimizer?: unknown;
  readonly loss?: unknown;
  readonly metrics?: unknown;
}

/** @param parts x, y and the weights of examples */
export function stepData(x: unknown, y: unknown, sampleWeight?: unknown): StepData {
  return Object.assign([x, y, sampleWeight] as const, { x, y, sampleWeight });
}

export const single = (tensors: readonly unknown[]): unknown => (tensors.length === 0 ? undefined : tensors.length === 1 ? tensors[0] : tensors);

export const listOf = (value: unknown): tfjs.Tensor[] => (value === undefined || value === null ? [] : Array.isArray(value) ? (value as tfjs.Tensor[]) : [value as tfjs.Tensor]);
