/** Keeps the training of a model's own `fit` or `fitDataset` as it goes, and has it go on where it was cut off. */
import type * as tfjs from '@tensorflow/tfjs';
import type { LogReader } from '../log-reader';
import { collectParts, namedVariables, type NamedVariable } from '../module/collect';
import type { TrainOps } from '../module/types';
import type { FitEnd, FitInfo, FitLogs } from '../sink';
import type { Checkpoint, SavedTensor } from '../trainer/checkpoint';
import type { RandomState, ShuffleState, ShuffleWatch } from '../trainer/environment';
import { restoreOptimizers, tensorOf } from '../trainer/saving';
import type { OptimizerPlan } from '../trainer/optimizers';
import { EpochLogs } from './epoch-logs';
import type { LastGood } from './last-good';
import type { Rolling } from './rolling';
import { RowOrder } from './row-order';
import { arrived, takeOptimizers, takeVariables } from './snapshot';

export interface FitEnvironment {
  readonly tf: TrainOps;
  randomState(): RandomState;
  restoreRandom(state: RandomState): void;
  watchShuffles(): ShuffleWatch;
}

/** Members of layers models that TensorFlow.js's declarations keep private. */
interface OpenModel {
  readonly optimizer: tfjs.Optimizer;
  makeTrainFunction(): (batch: unknown) => tfjs.Tensor[];
  getDedupedMetricsNames(): readonly string[];
}

/** What JSON holds. */
interface FitState {
  readonly random: RandomState;
  readonly epochs: readonly number[];
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Numbers of the reader's own callbacks, such as how long one has waited. */
  readonly callbacks: readonly Readonly<Record<string, number>>[];
  /** Of the data: where its orders follow from. */
  readonly shuffles: readonly ShuffleState[];
}

/** Beside the optimizer's memory, in the part of a checkpoint that holds tensors by name. */
const ORDER = 'fit/order';
const LOGS = 'fit/logs';

export interface FitKeepingParts {
  readonly env: FitEnvironment;
  readonly model: tfjs.LayersModel;
  readonly callbacks: readonly object[];
  readonly rolling: Rolling | null;
  /** Rows that epochs shuffle; null for datasets. */
  readonly rows: number | null;
  readonly initialEpoch: number;
  readonly isLoss: (failure: unknown) => boolean;
  /** Keeps the end of a training that its cell may follow with others. */
  readonly keepEnd: (bytes: number, checkpoint: Promise<Checkpoint>) => void;
}

export class FitKeeping {
  /** The epoch to begin with, from 0. */
  readonly initialEpoch: number;
  /** Batches before the first one of this training. */
  readonly batchesBefore: number;
  readonly #parts: FitKeepingParts;
  readonly #from: Checkpoint | null;
  readonly #order: RowOrder | null;
  readonly #plans: readonly Pick<OptimizerPlan, 'name' | 'groups'>[];
  readonly #shuffles: ShuffleWatch;
  /** A dataset is walked once for all epochs. */
  #isOneWalk = false;
  #isResuming: boolean;
  /** Of the epoch under way. */
  #logs = new EpochLogs();
  #epochs: number[] = [];
  readonly #history: Record<string, number[]> = {};
  #metrics: FitLogs = {};
  #batches: number;
  #epoch: number;
  #isBetweenEpochs = false;
  #done = 0;
  /** Batches of the first epoch that were trained on before. */
  #skip: number;
  /** Calls of the model's step in this epoch, and ends of batches that were told. */
  #steps = 0;

  constructor(parts: FitKeepingParts, from: LastGood | null) {
    this.#parts = parts;
    this.#from = from?.checkpoint ?? null;
    this.initialEpoch = this.#epoch = this.#from?.epoch ?? parts.initialEpoch;
    this.batchesBefore = this.#batches = this.#from?.batches ?? 0;
    this.#skip = this.#from?.batchIndex ?? 0;
    this.#order = parts.rows === null ? null : new RowOrder(parts.rows);
    this.#plans = plansOf(parts.model);
    this.#shuffles = parts.env.watchShuffles();
    this.#isResuming = this.#from !== null;
    parts.env.restoreRandom(parts.env.randomState());
  }

  get kept(): FitInfo['kept'] {
    return this.#parts.rolling?.kept;
  }

  /** To be called before training; gives the model the state it goes on with. @returns what takes back what was changed for the training */
  async begin(): Promise<() => void> {
    const { env, model, callbacks } = this.#parts;
    if (this.#from !== null) await this.#restore(this.#from);
    const open = model as unknown as OpenModel;
    const skip = this.#skip;
    let call = 0;
    open.makeTrainFunction = () => {
      const { makeTrainFunction } = Object.getPrototypeOf(model) as OpenModel;
      const train = makeTrainFunction.call(open);
      const labels = open.getDedupedMetricsNames();
      return (batch) => {
        this.#steps++;
        const index = call++;
        return index < skip ? labels.map((label) => env.tf.scalar(this.#logs.value(label, index))) : train(batch);
      };
    };
    const unmute = skip > 0 ? mute(callbacks, () => this.isSkipping) : () => undefined;
    return () => {
      Reflect.deleteProperty(open, 'makeTrainFunction');
      this.#order?.close();
      this.#shuffles.end();
      unmute();
    };
  }

  /** Whether the batch that is told was trained on before. */
  get isSkipping(): boolean {
    return this.#done < this.#skip;
  }

  onTrainBegin(): void {
    const { callbacks } = this.#parts;
    const kept = (this.#from?.state['fit'] as FitState | undefined)?.callbacks ?? [];
    callbacks.forEach((callback, index) => Object.assign(callback, kept[index]));
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
    this.#isBetweenEpochs = false;
    this.#steps = this.#done = 0;
    if (this.#skip === 0) this.#logs = new EpochLogs();
    if (!this.#isOneWalk) {
      if (this.#isResuming && this.#from !== null) this.#shuffles.put(stateOf(this.#from).shuffles);
      this.#shuffles.mark();
    }
    this.#isResuming = false;
    this.#order?.open();
  }

  onBatchBegin(batch: number): void {
    if (batch === 0) this.#order?.close();
    if (this.#from !== null && this.#skip > 0 && batch === this.#skip) this.#parts.env.restoreRandom(stateOf(this.#from).random);
  }

  /** @returns what takes the losses and metrics of the batch that has just ended, which may come when its epoch is over */
  teller(): (read: FitLogs) => void {
    const logs = this.#logs;
    return (read) => {
      logs.add(read);
      this.#metrics = read;
    };
  }
  tellEpoch(epoch: number, read: FitLogs): void {
    this.#epochs.push(epoch);
    for (const [name, value] of Object.entries(read)) (this.#history[name] ??= []).push(value);
  }

  /** @param reader has been given what the batch logged */
  async onBatchEnd(reader: LogReader): Promise<void> {
    this.#done++;
    if (this.#done <= this.#skip) return;
    this.#batches++;
    // Several steps an execution are told when all of them are done: only after the last are weights those of the batch.
    if (this.#steps === this.#done) await this.#roll(reader, false);
  }

  async onEpochEnd(reader: LogReader): Promise<void> {
    this.#skip = 0;
    this.#isBetweenEpochs = true;
    await this.#roll(reader, true);
  }

  /** @param failure what ended a training that failed */
  async end(end: FitEnd, reader: LogReader, failure?: unknown): Promise<void> {
    const { rolling, isLoss, keepEnd } = this.#parts;
    if (rolling === null) return;
    if (!this.#isBetweenEpochs || end === 'failed') return rolling.end(end === 'failed' && isLoss(failure) ? 'lost' : end);
    const captured = this.#capture(reader, true);
    await captured.then(
      ({ bytes, checkpoint }) => keepEnd(bytes, checkpoint),
      // Told where it would have been written.
      () => undefined,
    );
    await rolling.end(end, { batches: this.#batches, capture: () => captured });
  }

  /** Puts the epochs before this part of the training before its own. */
  complete(history: unknown): void {
    if (this.#from !== null) completeHistory(history, this.#from);
  }

  /** A dataset that begins where the training goes on. */
  async led<T extends { iterator(): Promise<unknown> }>(dataset: T, batchesPerEpoch: number | undefined): Promise<T> {
    this.#isOneWalk = batchesPerEpoch !== undefined;
    if (this.#isOneWalk && this.#from !== null) this.#shuffles.put(stateOf(this.#from).shuffles);
    if (this.#from === null || this.initialEpoch === 0) return dataset;
    if (batchesPerEpoch === undefined) {
      // One of the reader's own may count how often it was walked.
      for (let epoch = 0; epoch < this.initialEpoch; epoch++) await dataset.iterator();
      return dataset;
    }
    const { tf } = this.#parts.env;
    const skipped = this.initialEpoch * batchesPerEpoch;
    const iterator = async (): Promise<unknown> => {
      const found = (await dataset.iterator()) as { next(): Promise<{ value: tfjs.TensorContainer; done: boolean }> };
      for (let batch = 0; batch < skipped; batch++) tf.dispose((await found.next()).value);
      return found;
    };
    return Object.assign(Object.create(dataset) as T, { iterator });
  }

  async #roll(reader: LogReader, endsEpoch: boolean): Promise<void> {
    const { rolling } = this.#parts;
    if (rolling?.isDue(this.#batches, endsEpoch) === true) await rolling.take(this.#batches, endsEpoch, () => this.#capture(reader, endsEpoch));
  }

  async #capture(reader: LogReader, endsEpoch: boolean): Promise<{ readonly checkpoint: Promise<Checkpoint>; readonly bytes: number }> {
    const { env, model, callbacks } = this.#parts;
    const random = env.randomState();
    const weights = takeVariables(env.tf, variablesOf(env.tf, model));
    const order = this.#order?.rows.slice();
    const numbers = callbacks.map(numbersOf);
    const shuffles = endsEpoch && !this.#isOneWalk ? this.#shuffles.now : this.#shuffles.marked;
    const position = { epoch: endsEpoch ? this.#epoch + 1 : this.#epoch, batchIndex: endsEpoch ? 0 : this.#done, step: this.#batches, batches: this.#batches };
    const optimizers = await takeOptimizers(env.tf, this.#plans);
    const told = new Promise<{ logs: SavedTensor[]; metrics: FitLogs; epochs: number[]; history: Record<string, number[]> }>((resolve, reject) => {
      reader.add({}, () => resolve({ logs: endsEpoch ? [] : this.#logs.saved(), metrics: this.#metrics, epochs: [...this.#epochs], history: structuredClone(this.#history) }));
      reader.flush().catch(reject);
    });
    const make = async (): Promise<Checkpoint> => {
      const { logs, metrics, epochs, history } = await told;
      const fit: FitState = { random, epochs, history, callbacks: numbers, shuffles };
      return {
        module: { name: model.name, hparams: {} },
        ...position,
        seed: null,
        metrics,
        weights: await Promise.all(weights),
        optimizers: { ...(await arrived(optimizers)), [LOGS]: logs, [ORDER]: order === undefined ? [] : [{ name: 'rows', shape: [order.length], dtype: 'int32', values: order }] },
        state: { fit },
      };
    };
    const checkpoint = make();
    checkpoint.catch(() => undefined);
    const variables = variablesOf(env.tf, model).reduce((sum, { variable }) => sum + 4 * variable.size, 0);
    return { checkpoint, bytes: variables * (1 + Object.values(optimizers).flat().length / Math.max(1, weights.length)) };
  }

  async #restore(checkpoint: Checkpoint): Promise<void> {
    const { env, model } = this.#parts;
    await restoreModel(env.tf, model, checkpoint);
    this.#logs.restore(checkpoint.optimizers[LOGS] ?? []);
    const { random, epochs, history } = stateOf(checkpoint);
    this.#epochs = [...epochs];
    for (const [name, values] of Object.entries(history)) this.#history[name] = [...values];
    env.restoreRandom(random);
    const order = checkpoint.optimizers[ORDER]?.[0]?.values;
    if (!(order instanceof Int32Array)) return;
    if (this.#skip > 0) this.#order?.lead(order);
    else if (checkpoint.epoch > 0) this.#order?.follow(order);
  }
}

export const stateOf = ({ state }: Checkpoint): FitState => state['fit'] as FitState;

/** Puts the epochs that a checkpoint knows of before those of a `History`. */
export function completeHistory(history: unknown, from: Checkpoint): void {
  if (typeof history !== 'object' || history === null || !('history' in history)) return;
  const { epochs, history: before } = stateOf(from);
  const own = history as { epoch: number[]; history: Record<string, unknown[]> };
  own.epoch = [...epochs, ...own.epoch];
  for (const [name, values] of Object.entries(before)) own.history[name] = [...values, ...(own.history[name] ?? [])];
}

/** Its weights, and what its optimizer remembers. */
export async function restoreModel(tf: TrainOps, model: tfjs.LayersModel, checkpoint: Checkpoint): Promise<void> {
  const byPath = new Map(checkpoint.weights.map((weight) => [weight.name, weight]));
  for (const { path, variable } of variablesOf(tf, model)) tf.tidy(() => variable.assign(tensorOf(tf, byPath.get(path) as SavedTensor)));
  await restoreOptimizers(tf, plansOf(model) as readonly OptimizerPlan[], checkpoint.optimizers);
}

export const plansOf = (model: tfjs.LayersModel): readonly Pick<OptimizerPlan, 'name' | 'groups'>[] => [{ name: 'optimizer', groups: [{ optimizer: (model as unknown as OpenModel).optimizer, variables: () => [], share: 1 }] }];

/** Named alike for a sequential model and for the one that it trains through, which begins with a layer for the input. */
export function variablesOf(tf: TrainOps, model: tfjs.LayersModel): NamedVariable[] {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  return namedVariables(collectParts(tf, { model: layers }, () => false));
}

const numbersOf = (callback: object): Record<string, number> => Object.fromEntries(Object.entries(callback).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1])));

/** The reader's callbacks hear nothing of batches that were told before. @returns what lets them hear again */
function mute(callbacks: readonly object[], isMuted: () => boolean): () => void {
  const undo: (() => void)[] = [];
  for (const callback of callbacks) {
    for (const hook of ['onBatchBegin', 'onBatchEnd']) {
      const told = Reflect.get(callback, hook) as ((...args: unknown[]) => unknown) | undefined;
      if (told === undefined) continue;
      const own = Object.getOwnPropertyDescriptor(callback, hook);
      Reflect.set(callback, hook, async (...args: unknown[]) => (isMuted() ? undefined : told.apply(callback, args)));
      undo.push(() => void (own === undefined ? Reflect.deleteProperty(callback, hook) : Object.defineProperty(callback, hook, own)));
    }
  }
  return () => undo.forEach((one) => one());
}
