/** One pass over data without training: means of what the steps give, and metrics. */
import type * as tfjs from '@tensorflow/tfjs';
import { logging } from '../module/logging';
import type { LoggedMetric, Module, StepOutput, TrainOps } from '../module/types';
import type { PassProgress } from '../pass-progress';
import type { FitLogs } from '../sink';
import type { Position } from './context';
import { createContext, logOutput, StepLogs } from './context';
import type { Feed } from './data';
import { mapTensors, sizeOfBatch, tensorsOf } from './data';

export interface EvaluateOptions {
  readonly kind: 'validation' | 'test';
  readonly feed: Feed;
  /** Batches at most. */
  readonly limit: number;
  readonly position: Position;
  readonly shouldStop: () => boolean;
  readonly progress?: PassProgress | null;
}

export interface Evaluation {
  /** By name, with `val_` or `test_` before. */
  readonly logs: FitLogs;
  readonly batches: number;
}

const STEPS = { validation: 'validationStep', test: 'testStep' } as const;
const PREFIXES = { validation: 'val_', test: 'test_' } as const;

export async function evaluate(tf: TrainOps, module: Module, { kind, feed, limit, position, shouldStop, progress = null }: EvaluateOptions): Promise<Evaluation> {
  const means = new Means(tf);
  const metrics = new Map<string, LoggedMetric>();
  const outputs: StepOutput[] = [];
  const keepsOutputs = kind === 'validation' && module.validationEpochEnd !== undefined;
  const iterator = await feed.open(0);
  let batches = 0;
  try {
    for (let next = await iterator.next(); !next.done && batches < limit && !shouldStop(); next = await iterator.next()) {
      const batch = next.value;
      const logs = new StepLogs(tf);
      const context = createContext({ tf, module, optimizers: {}, logs, training: false, position: () => ({ ...position, batchIndex: batches }), call: () => undefined }, batch);
      try {
        tf.tidy(() => {
          const output = logging(logs.add, () => module[STEPS[kind]](batch, context));
          if (keepsOutputs) outputs.push(mapTensors(tf, output, (tensor) => tf.keep(tensor.clone())) as StepOutput);
          logOutput(tf, output, `${STEPS[kind]} of '${module.name}'`, logs);
        });
        means.add(logs, sizeOfBatch(tf, batch));
        for (const [name, metric] of logs.metrics) metrics.set(name, metric);
      } finally {
        logs.drop();
        iterator.release(batch);
      }
      batches++;
      progress?.batch(batches);
      if (batches % YIELD_EVERY === 0) await tf.nextFrame();
    }
    const logged = { ...(await means.read()), ...(await readMetrics(metrics)), ...(keepsOutputs ? await atEpochEnd(tf, module, outputs) : {}) };
    const result = { logs: prefixed(logged, PREFIXES[kind]), batches };
    progress?.end(shouldStop() ? 'stopped' : 'done', result.logs);
    return result;
  } catch (error) {
    progress?.end(shouldStop() ? 'stopped' : 'failed');
    throw error;
  } finally {
    means.dispose();
    tf.dispose(outputs.flatMap((output) => tensorsOf(tf, output)));
    await iterator.end();
  }
}

const YIELD_EVERY = 8;

/** Calls `validationEpochEnd`; what it logs or returns counts. */
async function atEpochEnd(tf: TrainOps, module: Module, outputs: readonly StepOutput[]): Promise<Record<string, number>> {
  const logs = new StepLogs(tf);
  const means = new Means(tf);
  try {
    const given: unknown = await logging(logs.add, () => module.validationEpochEnd?.(outputs));
    if (typeof given === 'object' && given !== null) logOutput(tf, given as StepOutput, `validationEpochEnd of '${module.name}'`, logs);
    means.add(logs, 1);
    return { ...(await means.read()), ...(await readMetrics(logs.metrics)) };
  } finally {
    logs.drop();
    means.dispose();
  }
}

/** Reads each and begins it anew. @throws TypeError for one whose result is no number */
export async function readMetrics(metrics: ReadonlyMap<string, LoggedMetric>): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const [name, metric] of metrics) {
    values[name] = await numberOf(name, await metric.result());
    if (metric.reset === undefined) metric.resetStates?.();
    else metric.reset();
  }
  return values;
}

async function numberOf(name: string, result: unknown): Promise<number> {
  if (typeof result === 'number') return result;
  if (typeof result === 'object' && result !== null && 'data' in result && typeof result.data === 'function') {
    const tensor = result as tfjs.Tensor;
    const value = (await tensor.data())[0] ?? NaN;
    tensor.dispose();
    return value;
  }
  throw new TypeError(`the metric '${name}' gives ${Array.isArray(result) ? 'a list' : typeof result}, which no line of a chart can show: read it in onValidationEnd, and log numbers only`);
}

/** Means over batches, weighted by their examples; scalars stay on the device until they are read together. */
class Means {
  readonly #scalars: { readonly name: string; readonly weight: number; readonly tensor: tfjs.Tensor }[] = [];
  readonly #sums = new Map<string, { sum: number; weight: number }>();

  constructor(private readonly tf: TrainOps) {}

  add(logs: StepLogs, weight: number): void {
    for (const [name, value] of Object.entries(logs.numbers)) this.#count(name, value, weight);
    for (const [name, tensor] of Object.entries(logs.take())) this.#scalars.push({ name, weight, tensor: this.tf.keep(tensor) });
  }

  async read(): Promise<Record<string, number>> {
    if (this.#scalars.length > 0) {
      const stacked = this.tf.stack(this.#scalars.map(({ tensor }) => tensor));
      const values = await stacked.data();
      stacked.dispose();
      this.#scalars.forEach(({ name, weight }, index) => this.#count(name, values[index] ?? NaN, weight));
    }
    return Object.fromEntries([...this.#sums].map(([name, { sum, weight }]) => [name, sum / weight]));
  }

  #count(name: string, value: number, weight: number): void {
    const before = this.#sums.get(name) ?? { sum: 0, weight: 0 };
    this.#sums.set(name, { sum: before.sum + value * weight, weight: before.weight + weight });
  }

  dispose(): void {
    this.tf.dispose(this.#scalars.map(({ tensor }) => tensor));
    this.#scalars.length = 0;
  }
}

const prefixed = (logs: FitLogs, prefix: string): FitLogs => Object.fromEntries(Object.entries(logs).map(([name, value]) => [name.startsWith(prefix) ? name : prefix + name, value]));
