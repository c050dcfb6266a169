/** Metrics that accumulate, among those that a layers model is compiled with: `metrics: [train.metrics.auc()]`. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Metric } from '../metrics/metric';
import type { OwnMetric } from '../metrics/own';
import { asMetric } from '../metrics/own';
import type { TrainOps } from '../module/types';

/** Has the form of TensorFlow.js's metrics, whose mean over batches is taken; what it gives says nothing. */
type Stand = (target: tfjs.Tensor, predicted: tfjs.Tensor) => tfjs.Tensor;

const metricsOfStands = new WeakMap<Stand, Metric<unknown>>();
/** Those with batches since they were read: steps of the reader's own may leave some out. */
const gathered = new WeakSet<Metric<unknown>>();

export const metricOf = (stand: Stand): Metric<unknown> | null => metricsOfStands.get(stand) ?? null;

const isMetric = (value: unknown): value is OwnMetric | Metric<unknown> => typeof value === 'object' && value !== null && 'result' in value && typeof value.result === 'function';

/** What `model.compile` was given as `metrics`, each that accumulates replaced by a function that updates it. */
export function withStands(tf: TrainOps, given: unknown): unknown {
  if (isMetric(given)) {
    const metric = asMetric(tf, given);
    const stand: Stand = (target, predicted) => {
      metric.update(target, predicted);
      gathered.add(metric);
      return tf.scalar(0);
    };
    Object.defineProperty(stand, 'name', { value: metric.name });
    metricsOfStands.set(stand, metric);
    return stand;
  }
  if (Array.isArray(given)) return given.map((one) => withStands(tf, one));
  if (typeof given === 'object' && given !== null) return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, withStands(tf, one)]));
  return given;
}

export interface NamedMetric {
  /** As the model names it. */
  readonly name: string;
  readonly metric: Metric<unknown>;
}

/** @param names of the loss and all metrics @param stands of metrics, which stand at the end of the names */
export function namedMetrics(names: readonly string[], stands: readonly Stand[]): NamedMetric[] {
  const own = names.slice(names.length - stands.length);
  return stands.flatMap((stand, index) => {
    const metric = metricOf(stand);
    return metric === null ? [] : [{ name: own[index] ?? metric.name, metric }];
  });
}

/** The metrics of one training: their values of the epoch's batches, then those of validation. */
export class EpochMetrics {
  #trained: Promise<Record<string, number>> | null = null;

  constructor(private readonly metrics: readonly NamedMetric[]) {}

  /** Validation begins: what was gathered so far is of training. */
  validates(): void {
    this.#trained ??= readAndReset(this.metrics);
  }

  /** Puts results in the place of what the stands gave. */
  async end(tf: TrainOps, logs: Record<string, number | tfjs.Tensor>): Promise<void> {
    const last = readAndReset(this.metrics);
    const trained = this.#trained ?? last;
    const isValidated = this.#trained !== null;
    this.#trained = null;
    const put = (name: string, value: number): void => {
      const before = logs[name];
      if (before instanceof tf.Tensor) before.dispose();
      logs[name] = value;
    };
    for (const [name, value] of Object.entries(await trained)) put(name, value);
    if (isValidated) for (const [name, value] of Object.entries(await last)) put(`val_${name}`, value);
  }

  /** A batch has no value of a metric that is of an epoch. */
  leaveOut(tf: TrainOps, logs: Record<string, unknown>): void {
    for (const { name } of this.metrics) {
      const value = logs[name];
      if (value instanceof tf.Tensor) value.dispose();
      Reflect.deleteProperty(logs, name);
    }
  }
}

export function resetMetrics(metrics: readonly NamedMetric[]): void {
  for (const { metric } of metrics) {
    metric.reset();
    gathered.delete(metric);
  }
}

/** What is gathered now is read, whatever is gathered next. @throws TypeError for a result that is no number */
export async function readAndReset(all: readonly NamedMetric[]): Promise<Record<string, number>> {
  const metrics = all.filter(({ metric }) => gathered.has(metric));
  const results = metrics.map(({ metric }) => metric.result());
  resetMetrics(all);
  const values = await Promise.all(results);
  return Object.fromEntries(
    metrics.map(({ name }, index) => {
      const value = values[index];
      if (typeof value !== 'number') throw new TypeError(`the metric '${name}' gives ${Array.isArray(value) ? 'a list' : typeof value}, which no line of a chart can show: leave it out of compile, and update it over the predictions by hand`);
      return [name, value];
    }),
  );
}
