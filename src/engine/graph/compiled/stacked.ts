/** Compiled steps of which one call does several: arguments have an axis of steps before their own, and so have results. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import type { Compiled, LoopableStep } from './compiled';
import { StepFeed, type Outfeed } from './outfeed';
import { recorderOf } from './runner';
import { isPlain } from './signature';

/** @throws RangeError naming the option */
export function requireSteps(name: string, steps: unknown): asserts steps is number {
  if (!Number.isInteger(steps) || (steps as number) < 1) throw new RangeError(`stepsPerExecution of ${name} is a whole number from 1 on; here is ${String(steps)}`);
}

/** A compiled step of which one call does several. */
export type StackedStep<Args extends readonly unknown[], Result> = Compiled<Args, Result> & {
  /** Once the outfeed has told all that the calls so far return. Rejects with what it threw last. */
  settled(): Promise<void>;
};

export function stacked<Args extends readonly unknown[], Result>(tf: StockTensorFlow, step: LoopableStep<Args, Result>, steps: number, outfeed: Outfeed | null): StackedStep<Args, Result> {
  let taken = 0;
  const feed = outfeed && new StepFeed(tf, outfeed);
  let looping: Promise<unknown> = Promise.resolve();
  const call = (...args: Args): Result => {
    requireStacked(tf, args, steps);
    const first = taken;
    const listener = outfeed && { mode: outfeed.mode ?? 'all', onValues: (values: unknown, from: number) => outfeed.onValues(values, first + from) };
    const looped = step.loop(args, steps, listener);
    taken += steps;
    if (looped !== null) {
      looping = Promise.all([looping, looped.done.catch(() => undefined)]);
      return looped.result;
    }
    const run = (index: number): Result => {
      const result = step(...(rowOf(tf, args, index) as unknown as Args));
      feed?.step(result, first + index, index === steps - 1);
      return result;
    };
    return tf.tidy(() => stackAll(tf, Array.from({ length: steps }, (_, index) => run(index))) as never) as Result;
  };
  const { report, release, dispose } = step;
  const settled = async (): Promise<void> => {
    await looping;
    await feed?.settled();
  };
  return Object.assign(call, { report, release, dispose, settled });
}

function requireStacked(tf: StockTensorFlow, args: readonly unknown[], steps: number): void {
  const visit = (value: unknown, path: string): void => {
    if (value instanceof tf.Variable) return;
    if (value instanceof tf.Tensor) {
      if (value.shape[0] !== steps) throw new TypeError(`with stepsPerExecution: ${steps} every tensor has an axis of ${steps} steps before its own; ${path} is [${value.shape.join()}]. Stack the batches of ${steps} steps, as by tf.stack`);
    } else if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${path}[${index}]`));
    else if (isPlain(value)) for (const name of Object.keys(value)) visit(value[name], `${path}.${name}`);
  };
  args.forEach((arg, index) => visit(arg, `input ${index}`));
}

/** What step `index` is given. */
function rowOf(tf: StockTensorFlow, value: unknown, index: number): unknown {
  if (value instanceof tf.Variable) return value;
  if (value instanceof tf.Tensor) return cut(tf, value, index);
  if (Array.isArray(value)) return value.map((item) => rowOf(tf, item, index));
  return isPlain(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rowOf(tf, item, index)])) : value;
}

function cut(tf: StockTensorFlow, tensor: Tensor, index: number): Tensor {
  const shape = tensor.shape.slice(1);
  // Where a slice begins is part of a graph, what is gathered is not.
  const row = recorderOf(tf) === null ? tf.slice(tensor, [index], [1]) : tf.gather(tensor, tf.tensor1d([index], 'int32'));
  return tf.reshape(row, shape);
}

/** Results of steps, of one form, as one. What is no tensor is the last step's. */
function stackAll(tf: StockTensorFlow, results: readonly unknown[]): unknown {
  const last = results.at(-1);
  if (last instanceof tf.Variable) return last;
  if (last instanceof tf.Tensor) return tf.stack(results as Tensor[]);
  if (Array.isArray(last)) return last.map((_, index) => stackAll(tf, results.map((result) => (result as readonly unknown[])[index])));
  if (isPlain(last)) return Object.fromEntries(Object.keys(last).map((name) => [name, stackAll(tf, results.map((result) => (result as Readonly<Record<string, unknown>>)[name]))]));
  return last;
}
