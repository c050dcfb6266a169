/** The Trainer of a cell: options once, then fit, validate, test and predict. */
import type * as tfjs from '@tensorflow/tfjs';
import { keepTrainer } from '../durable/trainer-keeping';
import { newId } from '../../base/ids';
import { asModule } from '../module/define';
import type { ModuleClass } from '../module/module';
import { logging } from '../module/logging';
import type { Precision } from '../precision/mixed-precision';
import { scaledPlans } from '../precision/plan-scaling';
import type { Policy } from '../precision/policy';
import type { Module } from '../module/types';
import { PassProgress } from '../pass-progress';
import type { FitLogs } from '../sink';
import type { Checkpoint } from './checkpoint';
import { decodeCheckpoint } from './checkpoint';
import { createContext, StepLogs } from './context';
import { mapTensors, readFeed, tensorsOf, type Feed } from './data';
import type { TrainEnvironment } from './environment';
import { evaluate } from './evaluate';
import type { FitResult } from './fit-result';
import { Fit } from './fit';
import { readOptimizers } from './optimizers';
import type { Settings, TrainerOptions } from './options';
import { limited, readTrainerOptions } from './options';
import { resultTable } from './summary';

export interface FitOptions {
  /** Goes on from there: a checkpoint, the name of its file, or `'last'`: the latest that was kept of this training by itself. */
  readonly checkpoint?: Checkpoint | string;
}

export interface Trainer {
  readonly options: TrainerOptions;
  /** Of the last training, or the one under way; null before. */
  readonly current: Fit | null;
  fit(module: unknown, data?: unknown, options?: FitOptions): Promise<FitResult>;
  validate(module: unknown, data?: unknown): Promise<FitLogs>;
  test(module: unknown, data?: unknown): Promise<FitLogs>;
  predict(module: unknown, data?: unknown): Promise<unknown>;
  stop(): void;
  checkpoint(): Promise<Checkpoint>;
  saveCheckpoint(name: string): Promise<Checkpoint>;
}

export type TrainerClass = new (options?: TrainerOptions) => Trainer;

type Use = 'train' | 'validation' | 'test' | 'predict';
const LOADERS = { train: 'trainDataLoader', validation: 'validationDataLoader', test: 'testDataLoader', predict: 'predictDataLoader' } as const;
const WORDS = { train: 'training data', validation: 'validation data', test: 'test data', predict: 'data to predict' } as const;

export function createTrainerClass(env: TrainEnvironment, ModuleOf: ModuleClass, precision: Precision): TrainerClass {
  const { tf } = env;
  /** Modules whose data has been prepared. */
  const prepared = new WeakSet<object>();

  return class OwnTrainer implements Trainer {
    readonly options: TrainerOptions;
    readonly #settings: Settings;
    #current: Fit | null = null;

    constructor(options: TrainerOptions = {}) {
      if (typeof options !== 'object' || options === null) throw new TypeError(`new train.Trainer takes an object of options, such as {maxEpochs: 5}; here is ${String(options)}`);
      this.options = { ...options, ...env.currentRun()?.options };
      this.#settings = readTrainerOptions(this.options);
    }

    get current(): Fit | null {
      return this.#current;
    }

    async fit(given: unknown, data?: unknown, { checkpoint: from }: FitOptions = {}): Promise<FitResult> {
      const run = env.currentRun();
      const settings = this.#settings;
      const module = asModule(tf, ModuleOf, given);
      requireDevices(env, settings.devices);
      const keeping = await keepTrainer(env, run, settings, module.name, from === 'last');
      const checkpoint = keeping?.checkpoint ?? (typeof from === 'string' ? (from === 'last' ? null : decodeCheckpoint(await filesOf(run).bytes(from), from)) : (from ?? null));
      const seed = checkpoint?.seed ?? settings.seed ?? Math.floor(Math.random() * 2 ** 31);
      if (settings.seed !== null && checkpoint === null) env.seed(settings.seed);
      return precision.during(policyOf(settings), async () => {
        await prepare(module);
        const train = feedOf('train', module, data, { seed, shuffle: settings.overfitBatches === 0 });
        if (train === null) throw new TypeError(`fit of '${module.name}' has no training data: give it, trainer.fit(module, {x, y}), or the module a trainDataLoader()`);
        const validation = settings.overfitBatches > 0 ? train : feedOf('validation', module, data, { seed, shuffle: false });
        const plans = scaledPlans(tf, readOptimizers(tf, ModuleOf, module.configureOptimizers(), module), settings.precision);
        const callbacks = settings.isDevRun ? settings.callbacks.filter((callback) => !('savesCheckpoints' in callback)) : settings.callbacks;
        const fit = new Fit({ env, run, settings, module, callbacks, plans, train, validation, seed, keeping });
        this.#current = fit;
        return fit.run(checkpoint);
      });
    }

    async validate(given: unknown, data?: unknown): Promise<FitLogs> {
      return this.#evaluate('validation', given, data);
    }

    async test(given: unknown, data?: unknown): Promise<FitLogs> {
      return this.#evaluate('test', given, data);
    }

    async #evaluate(kind: 'validation' | 'test', given: unknown, data: unknown): Promise<FitLogs> {
      const run = env.currentRun();
      const module = asModule(tf, ModuleOf, given);
      return precision.during(policyOf(this.#settings), async () => {
        await prepare(module);
        const feed = feedOf(kind, module, data, { seed: 0, shuffle: false }, true);
        if (feed === null) throw new TypeError(`${kind === 'test' ? 'test' : 'validate'} of '${module.name}' has no data: give it, or the module a ${LOADERS[kind]}()`);
        const limit = limited(this.#settings.limits[kind], feed.length);
        const { logs, batches } = await evaluate(tf, module, { kind, feed, limit, position: { epoch: 0, step: 0, batchIndex: 0 }, shouldStop: () => run?.sink.shouldStop() ?? false, progress: progressOf(env, kind === 'test' ? 'test' : 'validate', module, limit) });
        if (kind === 'test') run?.table(resultTable(`Test of ${module.name}`, logs, batches));
        return logs;
      });
    }

    async predict(given: unknown, data?: unknown): Promise<unknown> {
      const module = asModule(tf, ModuleOf, given);
      return precision.during(policyOf(this.#settings), async () => {
        await prepare(module);
        const feed = feedOf('predict', module, data, { seed: 0, shuffle: false }, true);
        if (feed === null) throw new TypeError(`predict of '${module.name}' has no data: give it, or the module a predictDataLoader()`);
        return predictAll(env, module, feed, limited(this.#settings.limits.predict, feed.length));
      });
    }

    stop(): void {
      this.#current?.stop('stopped by trainer.stop()');
    }
    checkpoint(): Promise<Checkpoint> {
      return this.#fitted().checkpoint();
    }
    saveCheckpoint(name: string): Promise<Checkpoint> {
      return this.#fitted().saveCheckpoint(name);
    }
    #fitted(): Fit {
      if (this.#current === null) throw new Error('a checkpoint is of a training: call trainer.fit first');
      return this.#current;
    }
  };

  async function prepare(module: Module): Promise<void> {
    if (prepared.has(module)) return;
    await module.prepareData?.();
    prepared.add(module);
  }

  /** @param isWhole whether data that names no parts is meant for this use */
  function feedOf(use: Use, module: Module, data: unknown, options: { seed: number; shuffle: boolean }, isWhole = use === 'train'): Feed | null {
    const parts = partsOf(data);
    const given: unknown = parts === null ? (isWhole ? data : undefined) : parts[use];
    const found: unknown = given ?? module[LOADERS[use]]?.();
    return found === undefined || found === null ? null : readFeed(tf, found, WORDS[use], options);
  }

  /** `{train, validation}` and so on; null for data that is for one use. */
  function partsOf(data: unknown): Readonly<Partial<Record<Use, unknown>>> | null {
    if (typeof data !== 'object' || data === null || data instanceof tf.Tensor || 'iterator' in data || 'x' in data) return null;
    const names = Object.keys(data);
    if (!names.some((name) => name in LOADERS)) return null;
    const odd = names.find((name) => !(name in LOADERS));
    if (odd !== undefined) throw new TypeError(`data of a Trainer has no part '${odd}'; parts are: ${Object.keys(LOADERS).join(', ')}`);
    return data;
  }
}

/** Between two turns that are left to the browser, in batches. */
const YIELD_EVERY = 8;

/** A line of its own for each pass. */
function progressOf(env: TrainEnvironment, label: string, module: Module, total: number): PassProgress | null {
  const show = env.currentRun()?.progress;
  return show === undefined ? null : new PassProgress(show, newId(), `${label} ${module.name}`, total, env.now);
}

async function predictAll(env: TrainEnvironment, module: Module, feed: Feed, limit: number): Promise<unknown> {
  const { tf } = env;
  const run = env.currentRun();
  const outputs: unknown[] = [];
  const progress = progressOf(env, 'predict', module, limit);
  let state: 'done' | 'stopped' | 'failed' = 'failed';
  const iterator = await feed.open(0);
  try {
    for (let next = await iterator.next(); !next.done && outputs.length < limit && run?.sink.shouldStop() !== true; next = await iterator.next()) {
      const logs = new StepLogs(tf);
      const batch = next.value;
      const context = createContext({ tf, module, optimizers: {}, logs, training: false, position: () => ({ epoch: 0, step: 0, batchIndex: outputs.length }), call: () => undefined }, batch);
      outputs.push(tf.tidy(() => mapTensors(tf, logging(logs.add, () => module.predictStep(batch, context)), (tensor) => tf.keep(tensor.clone())) as tfjs.TensorContainer));
      logs.drop();
      iterator.release(batch);
      progress?.batch(outputs.length);
      if (outputs.length % YIELD_EVERY === 0) await tf.nextFrame();
    }
    state = run?.sink.shouldStop() === true ? 'stopped' : 'done';
  } finally {
    progress?.end(state);
    await iterator.end();
  }
  if (outputs.length === 0 || !outputs.every((output) => output instanceof tf.Tensor && output.rank > 0)) return outputs;
  const joined = tf.concat(outputs as tfjs.Tensor[], 0);
  tf.dispose(tensorsOf(tf, outputs));
  return joined;
}

/** @throws Error on a device that is fewer, or that cannot be parted */
function requireDevices(env: TrainEnvironment, devices: number | null): void {
  if (devices === null) return;
  const { name, count } = env.device();
  if (devices === count) return;
  if (count === 1) throw new Error(`devices: ${devices} of the Trainer, but the ${name} runtime is one device: leave devices out, or connect to a server with ${devices} (Runtime → Change runtime type → TPU)`);
  throw new Error(`devices: ${devices} of the Trainer, but the ${name} runtime parts every batch among its ${count}: give devices: ${count}, or leave it out`);
}

const policyOf = ({ precision, emulate }: Settings): Policy | null => precision && { name: precision, emulate: emulate && precision !== 'float32' };

export function filesOf(run: ReturnType<TrainEnvironment['currentRun']>) {
  if (run === null) throw new Error('files of the notebook are reached from a cell that runs');
  return run.files;
}
