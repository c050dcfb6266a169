/** What a step is told, and what it logs. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Loggable, LoggedMetric, Module, StepContext, StepOutput, TrainOps } from '../module/types';
import { sidesOf } from './data';
import { weightsOfExamples, type ClassWeight } from './targets';

export interface Position {
  readonly epoch: number;
  readonly step: number;
  readonly batchIndex: number;
}

/** Values that a step logged. */
export class StepLogs {
  readonly #kept = new Map<string, tfjs.Tensor>();
  readonly numbers: Record<string, number> = {};
  readonly metrics = new Map<string, LoggedMetric>();

  constructor(private readonly tf: TrainOps) {}

  /** Keeps tensors: what a gradient's forward pass makes is freed when it ends. @throws TypeError for what is none of the three */
  readonly add = (name: string, value: Loggable): void => {
    const { tf } = this;
    if (typeof value === 'number') this.numbers[name] = value;
    else if (value instanceof tf.Tensor) {
      if (value.size !== 1) throw new TypeError(`log('${name}', …) takes a scalar; here is a tensor of shape [${value.shape}]: reduce it, as with .mean()`);
      this.#kept.get(name)?.dispose();
      this.#kept.set(name, tf.keep(tf.tidy(() => value.toFloat().reshape([]).clone())));
    } else if (typeof value === 'object' && value !== null && typeof value.result === 'function') this.metrics.set(name, value);
    else throw new TypeError(`log('${name}', …) takes a number, a scalar tensor or a metric with result() and reset(); here is ${String(value)}`);
  };

  /** The scalars logged so far, as tensors of the caller's scope. */
  take(): Record<string, tfjs.Tensor> {
    const taken: Record<string, tfjs.Tensor> = {};
    for (const [name, tensor] of this.#kept) {
      taken[name] = tensor.clone();
      tensor.dispose();
    }
    this.#kept.clear();
    return taken;
  }

  /** After a step that failed. */
  drop(): void {
    for (const tensor of this.#kept.values()) tensor.dispose();
    this.#kept.clear();
  }
}

export interface ContextParts {
  readonly tf: TrainOps;
  readonly module: Module;
  readonly optimizers: Readonly<Record<string, tfjs.Optimizer>>;
  readonly logs: StepLogs;
  readonly training: boolean;
  readonly position: () => Position;
  readonly call: StepContext['call'];
  readonly classWeight?: ClassWeight | null;
  /** Told which of the values that change from step to step is read. */
  readonly onRead?: (name: string) => void;
}

export interface OwnContext extends StepContext {
  optimizerName: string;
}

export function createContext({ tf, module, optimizers, logs, training, position, call, classWeight = null, onRead = () => undefined }: ContextParts, batch: unknown): OwnContext {
  const read = <K extends keyof Position>(name: K): Position[K] => {
    onRead(`ctx.${name}`);
    return position()[name];
  };
  const sides = sidesOf(tf, batch);
  return {
    model: module,
    ...sides,
    get sampleWeight() {
      onRead('ctx.sampleWeight');
      return classWeight === null ? undefined : weightsOfExamples(tf, sides.target, classWeight);
    },
    optimizers,
    optimizerName: Object.keys(optimizers)[0] ?? '',
    training,
    loss: {},
    log: logs.add,
    call,
    get epoch() {
      return read('epoch');
    },
    get step() {
      return read('step');
    },
    get batchIndex() {
      return read('batchIndex');
    },
  };
}

/**
 * The loss of what a step gave; its other scalars are logged.
 * @throws TypeError for what is no scalar loss, with the remedy
 */
export function lossOf(tf: TrainOps, output: unknown, what: string, logs: StepLogs): tfjs.Scalar {
  if (output instanceof Promise) throw new TypeError(`${what} returned a Promise: gradients need its loss at once, so it must not be async; load data in the data set, and read values in hooks`);
  if (output instanceof tf.Tensor) {
    if (output.size !== 1) throw new TypeError(`${what} returned a tensor of shape [${output.shape}]; a loss is a scalar: reduce it, as with .mean()`);
    return (output.rank === 0 ? output : output.reshape([])) as tfjs.Scalar;
  }
  if (typeof output === 'object' && output !== null && 'loss' in output) {
    const { loss, ...others } = output as Record<string, tfjs.Tensor>;
    for (const [name, value] of Object.entries(others)) logs.add(name, value);
    return lossOf(tf, loss, what, logs);
  }
  throw new TypeError(`${what} returned ${output === undefined ? 'nothing' : String(output)}; it returns the loss, a scalar tensor, or an object with it: {loss, accuracy}`);
}

/** Logs what a validation or test step gave: a scalar as the loss, an object's scalars by name. */
export function logOutput(tf: TrainOps, output: StepOutput, what: string, logs: StepLogs): void {
  if (output === undefined) return;
  if (output instanceof tf.Tensor) logs.add('loss', lossOf(tf, output, what, logs));
  else if (typeof output === 'object' && output !== null && !(output instanceof Promise)) for (const [name, value] of Object.entries(output)) logs.add(name, value);
  else lossOf(tf, output, what, logs);
}
