/** `runtime.remoteDataset`, `detach`, `attach` and `runs` of a cell: data and trainings that need no browser. */
import type { Engine } from '../../../engine/api';
import { openRemoteDataset, RemoteDataset, type RemoteDataOptions } from '../../../engine/xla/datasets';
import { attachTraining, detachTraining, type DetachedRun, type RunStep } from '../../../engine/xla/detached';
import type { RemoteLimit } from '../../../protocol/kernel';
import type { RemoteRun } from '../../../protocol/remote';
import { secondsOf } from './remote-limit';

export interface RemoteRuns {
  /** Data that the server of the TPU runtime reads by itself. */
  remoteDataset(source: string, options?: RemoteDataOptions): Promise<RemoteDataset>;
  /** Lets the server go on with a training; the notebook may be closed. */
  detach(step: unknown, options: DetachingOptions): Promise<DetachedRun>;
  /** Finds a training again. */
  attach(name: string, options?: AttachingOptions): Promise<DetachedRun>;
  /** All trainings that the server has. */
  runs(): Promise<readonly RemoteRun[]>;
}

interface DetachingOptions {
  readonly data: RemoteDataset;
  readonly steps: number;
  readonly name: string;
  readonly checkpointEvery?: number;
  readonly limit?: RemoteLimit;
}

interface AttachingOptions {
  readonly step?: unknown;
  readonly data?: RemoteDataset;
  readonly resume?: boolean;
}

export function createRemoteRuns(engine: Engine): RemoteRuns {
  const { tf } = engine;
  const serving = () => {
    const found = engine.remote.serving();
    if (engine.current().kind !== 'tpu') throw new Error("The TPU runtime is not the current device: `await runtime.use('tpu')` first");
    return found;
  };
  return {
    remoteDataset: async (source, options = {}) => openRemoteDataset(tf, serving, source, options),
    async detach(step, { data, steps, name, checkpointEvery = 0, limit = {} }) {
      requireData('detach', data);
      requireName('detach', name);
      requireWhole('steps', steps, 1);
      requireWhole('checkpointEvery', checkpointEvery, 0);
      return detachTraining(tf, serving, stepOf('detach', step), { data, steps, name, checkpointEvery, seconds: secondsOf(limit) });
    },
    async attach(name, { step, data, resume = false } = {}) {
      requireName('attach', name);
      if ((step === undefined) !== (data === undefined)) throw new TypeError('runtime.attach takes a step and its data, or neither');
      if (step === undefined || data === undefined) return attachTraining(tf, serving, name, { resume });
      requireData('attach', data);
      return attachTraining(tf, serving, name, { step: stepOf('attach', step), data, resume });
    },
    async runs() {
      const { connection, epoch } = serving();
      return (await connection.ask<'runs'>(epoch, { kind: 'runs' })).runs;
    },
  };
}

/** Steps by the function that `runtime.compiled` gave. */
const steps = new WeakMap<object, RunStep>();

export function rememberStep(compiled: object, step: RunStep): void {
  steps.set(compiled, step);
}

function stepOf(method: string, step: unknown): RunStep {
  const found = typeof step === 'function' ? steps.get(step) : undefined;
  if (found === undefined) throw new TypeError(`runtime.${method} takes a step that runtime.compiled made: only that can be repeated without its JavaScript`);
  return found;
}

function requireData(method: string, data: unknown): void {
  if (!(data instanceof RemoteDataset)) throw new TypeError(`data of runtime.${method} is what runtime.remoteDataset gives: the server reads it without the notebook`);
}

function requireName(method: string, name: unknown): void {
  if (typeof name !== 'string' || !/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) throw new TypeError(`runtime.${method} names a run: letters, digits, '.', '_' and '-', at most 64, beginning with a letter or a digit; here is ${String(name)}`);
}

function requireWhole(name: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least) throw new RangeError(`${name} of runtime.detach is a whole number from ${least} on; here is ${String(value)}`);
}
