/** One training, from its first batch to its last. */
import type * as tfjs from '@tensorflow/tfjs';
import type { JsonObject } from '../../base/json';
import type { Callback, TrainEvent } from '../callbacks/types';
import { LogReader, type DeviceLogs } from '../log-reader';
import type { KeptFit, TrainerKeeping } from '../durable/trainer-keeping';
import type { LoggedMetric, Module } from '../module/types';
import { asJson } from '../runs/json';
import { trainerFit } from '../runs/trainer-fit';
import { WatchedData } from '../runs/watched-data';
import type { FitEnd, FitLogs } from '../sink';
import { scaleLogs } from '../precision/scale-logs';
import { AnomalyWatch } from './anomaly';
import { buildLayers } from './build';
import type { Checkpoint } from './checkpoint';
import { encodeCheckpoint } from './checkpoint';
import type { TrainerControl } from './control';
import type { BatchIterator, Feed } from './data';
import { sizeOfBatch } from './data';
import type { RandomState, TrainEnvironment, TrainRun } from './environment';
import { readMetrics } from './evaluate';
import { checkEvery, epochsOf } from './extent';
import type { FitResult } from './fit-result';
import { HookCaller } from './hooks';
import { createLooking, type Looking } from './looking';
import type { OptimizerPlan } from './optimizers';
import { limited, type Settings } from './options';
import { Rates } from './rates';
import { giveState, takeState } from './state';
import { TrainingSteps, type StepResult } from './steps';
import { summaryTable } from './summary';
import { FitTelling } from './telling';
import { Validation } from './validation';

export interface FitParts {
  readonly env: TrainEnvironment;
  readonly run: TrainRun | null;
  readonly settings: Settings;
  readonly module: Module;
  readonly callbacks: readonly Callback[];
  readonly plans: readonly OptimizerPlan[];
  readonly train: Feed;
  readonly validation: Feed | null;
  readonly seed: number;
  /** Null where nothing of it is kept. */
  readonly keeping: TrainerKeeping | null;
}

/** Between two turns that are left to the browser, in milliseconds. */
const YIELD_WAIT = 50;

export class Fit implements TrainerControl {
  epoch = 0;
  step = 0;
  accumulateGradBatches: number;
  readonly looking: Looking;
  #batches = 0;
  #batchIndex = 0;
  #skip = 0;
  #isBetweenEpochs = false;
  #stopReason: string | null = null;
  #byReader = false;
  #yieldedAt = 0;
  readonly #validation: Validation;
  readonly #watched: WatchedData;
  readonly #telling: FitTelling;
  readonly #rates: Rates;
  readonly #hooks: HookCaller;
  readonly #steps: TrainingSteps;
  readonly #reader: LogReader;
  readonly #metrics = new Map<string, LoggedMetric>();
  readonly #anomaly: AnomalyWatch | null;

  constructor(private readonly parts: FitParts) {
    const { env, settings, module, callbacks, plans } = parts;
    this.accumulateGradBatches = settings.accumulateGradBatches;
    this.#telling = new FitTelling(settings.loggers);
    this.looking = createLooking(env, parts.run, module);
    this.#rates = new Rates(plans);
    this.#validation = new Validation(parts, () => this.#position(), () => this.#asksToStop());
    this.#watched = new WatchedData(env.tf.Tensor, env.now);
    this.#hooks = new HookCaller(module, callbacks);
    this.#reader = new LogReader(env.tf, env.now);
    this.#anomaly = settings.detectAnomaly ? new AnomalyWatch(env.tf, env.lineOf) : null;
    const obstacle = settings.detectAnomaly ? 'detectAnomaly is set' : settings.runEagerly ? 'runEagerly is set' : this.#hooks.listensToSteps ? 'hooks listen to the inside of steps' : null;
    this.#steps = new TrainingSteps({
      tf: env.tf,
      module,
      plans,
      clip: settings.gradientClip, targets: settings,
      compile: env.compile,
      say: env.say,
      position: () => ({ epoch: this.epoch, step: this.step, batchIndex: this.#batchIndex }),
      call: (hook) => this.#hooks.now(hook, () => this.#event()),
      obstacle,
      anomaly: this.#anomaly,
      onMetric: this.#metrics,
      gradientWatch: () => this.#hooks.gradientWatch(() => this.#event()),
    });
  }

  get maxEpochs(): number {
    return this.parts.settings.maxEpochs;
  }
  get logs(): FitLogs {
    return this.#telling.logs;
  }
  get learningRates(): Readonly<Record<string, number>> {
    return this.#rates.current();
  }
  get optimizers(): Readonly<Record<string, tfjs.Optimizer>> {
    return Object.fromEntries(this.parts.plans.flatMap(({ name, groups }) => groups.slice(0, 1).map(({ optimizer }) => [name, optimizer])));
  }

  stop(reason = 'stopped by a callback'): void {
    this.#stopReason ??= reason;
  }

  log(name: string, value: number): void {
    this.#telling.value(this.#batches, this.epoch, { [name]: value });
  }

  assign(variable: tfjs.Variable, values: Float32Array): void {
    const { tf } = this.parts.env;
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape, variable.dtype as 'float32')));
  }

  tensor(values: Float32Array, shape: readonly number[]): tfjs.Tensor {
    return this.parts.env.tf.tensor(values, [...shape], 'float32');
  }

  memory(): { readonly tensors: number; readonly bytes: number } {
    const { numTensors, numBytes } = this.parts.env.tf.memory();
    return { tensors: numTensors, bytes: numBytes };
  }

  async settled(): Promise<FitLogs> {
    await this.#reader.flush();
    return this.logs;
  }

  async run(checkpoint: Checkpoint | null): Promise<FitResult> {
    const { env, run, settings, module, plans, train, seed, keeping } = this.parts;
    await buildLayers({ tf: env.tf, module, plans, train, seed, optimizers: this.optimizers });
    if (checkpoint !== null && (await keeping?.admits(checkpoint, this.parts)) !== false) {
      if (keeping?.hasWeights !== false) await this.load(checkpoint);
      const finished = await keeping?.finished(train);
      if (finished) return finished;
    }
    if (settings.summary && run?.quiet?.isOn !== true) run?.table(summaryTable(module));
    const length = train.length === null ? null : limited(settings.limits.train, train.length);
    const tracked = settings.keepsRuns ? trainerFit({ tf: env.tf, settings, module, plans, train, watched: this.#watched, rates: () => this.#rates.current() }, length) : null;
    const kept = keeping?.kept;
    const report = run?.sink.begin({ model: module, modelName: module.name, epochs: epochsOf(settings, length), initialEpoch: Math.min(this.epoch, settings.maxEpochs), stepsPerEpoch: length, ...(this.#batches > 0 && { resumedAfter: this.#batches }), ...(kept && { kept }), ...(tracked && { tracked }) }) ?? null;
    await this.#telling.begin(report, { name: module.name, settings: asJson(module.hparams) as JsonObject, seed: this.parts.seed, files: run?.files ?? null });
    let end: FitEnd = 'failed';
    let failure: unknown;
    try {
      await this.#validation.sanityCheck();
      await this.#hooks.call('onFitStart', () => this.#event());
      while (this.epoch < settings.maxEpochs && !this.#isOver()) await this.#runEpoch();
      await this.settled();
      await this.#hooks.call('onFitEnd', () => this.#event());
      end = this.#stopReason === null ? 'done' : 'stopped';
    } catch (error) {
      failure = error;
      if (run?.sink.shouldStop() === true) end = 'stopped';
      await this.#reader.flush().catch(() => undefined);
      throw error;
    } finally {
      this.#steps.dispose();
      await keeping?.end(end, this.#batchIndex === 0 || !this.#byReader ? this.#kept : null, this.#byReader ? null : this.#result(end), failure);
      await this.#telling.end(end, failure);
    }
    return this.#result(end);
  }

  #result(end: FitEnd): FitResult {
    return { history: this.#telling.history, epochs: this.epoch, steps: this.step, status: end === 'done' ? 'done' : 'stopped', reason: this.#stopReason };
  }

  async #runEpoch(): Promise<void> {
    const { env, settings, module, train, keeping } = this.parts;
    this.#batchIndex = 0;
    this.#isBetweenEpochs = false;
    keeping?.beginEpoch(module, this.#skip > 0);
    await this.#hooks.call('onEpochStart', () => this.#event());
    this.#steps.renew();
    const iterator = await train.open(settings.overfitBatches > 0 ? 0 : this.epoch);
    let isWhole: boolean;
    try {
      isWhole = await this.#walk(iterator, limited(settings.limits.train, train.length));
    } finally {
      await iterator.end();
    }
    if (this.#batchIndex === 0) throw new Error(`the training data gave no batch in epoch ${this.epoch + 1}: check the data set, its take() and its filters`);
    await this.settled();
    // Stopped within an epoch, a training goes on there.
    if (!isWhole && this.#byReader) return;
    const own = { ...this.#telling.takeMeans(), ...(await readMetrics(this.#metrics)), ...(await scaleLogs(this.parts.plans)) };
    const isCharted = settings.valCheckInterval !== Infinity;
    const validated = this.#isOverNow() || isCharted ? this.#validationLogs() : await this.#validate();
    const logs = this.#telling.epoch(this.#batches, this.epoch, own, validated, isCharted);
    this.#rates.follow(logs);
    this.#isBetweenEpochs = isWhole;
    await this.#hooks.call('onEpochEnd', () => this.#event(logs));
    if (isWhole && !this.#isOver()) await keeping?.roll(this.#kept, true);
    this.#isBetweenEpochs = false;
    if (isWhole) {
      this.epoch++;
      this.#batchIndex = 0;
    }
    if (this.#yieldedAt < env.now()) await this.#yield();
  }

  /** The batches of an epoch; knows which is the last, whose gradients wait for no others. @returns whether that was reached */
  async #walk(iterator: BatchIterator, limit: number): Promise<boolean> {
    const { settings } = this.parts;
    const { keeping } = this.parts;
    const fetch = (isFirst?: boolean) => (keeping?.beforeFetch(isFirst), this.#watched.next(iterator.next()));
    let next = await fetch();
    for (; this.#skip > 0 && !next.done; this.#skip--) {
      iterator.release(next.value);
      this.#batchIndex++;
      next = await fetch(this.#skip === 1);
    }
    this.#skip = 0;
    keeping?.skipped();
    const every = checkEvery(settings, limit);
    while (!next.done && this.#batchIndex < limit && !this.#isOver()) {
      const group = [next.value];
      next = await fetch();
      while (group.length < settings.stepsPerExecution && !next.done && this.#batchIndex + group.length < limit) {
        group.push(next.value);
        next = await fetch();
      }
      await this.#hooks.call('onBatchStart', () => this.#event());
      try {
        this.#runGroup(group, next.done === true || this.#batchIndex + group.length >= limit);
      } finally {
        for (const batch of group) iterator.release(batch);
      }
      await this.#anomaly?.check(this.step);
      await this.#hooks.call('onBatchEnd', () => this.#event());
      if (this.#batchIndex % every < group.length && every !== Infinity && this.#batchIndex >= every) await this.#checkpointOfEpoch();
      if (this.#batchIndex % this.accumulateGradBatches === 0 && next.done !== true && this.#batchIndex < limit) await keeping?.roll(this.#kept, false);
      if (this.parts.env.now() - this.#yieldedAt > YIELD_WAIT) await this.#yield();
    }
    if (next.done !== true) iterator.release(next.value);
    return next.done === true || this.#batchIndex >= limit;
  }

  async #checkpointOfEpoch(): Promise<void> {
    this.#telling.validation(this.#batches, this.epoch, await this.#validate());
  }

  #runGroup(group: readonly unknown[], endsEpoch: boolean): void {
    const { tf } = this.parts.env;
    const sizes = group.map((batch) => sizeOfBatch(tf, batch));
    this.#rates.set(this.step, this.epoch);
    const many = group.length > 1 && this.accumulateGradBatches === 1 ? this.#steps.runMany(group) : null;
    group.forEach((batch, offset) => {
      let result: StepResult;
      if (many !== null) {
        result = many[offset] ?? {};
        this.step++;
      } else if (this.accumulateGradBatches === 1) {
        if (offset > 0) this.#rates.set(this.step, this.epoch);
        result = this.#steps.run(batch);
        this.step++;
      } else {
        result = this.#steps.accumulate(batch);
        if ((this.#batchIndex + 1) % this.accumulateGradBatches === 0 || (endsEpoch && offset === group.length - 1)) {
          this.#rates.set(this.step, this.epoch);
          if (this.#steps.apply()) this.step++;
        }
      }
      this.#batchIndex++;
      this.#batches++;
      this.#add(result, sizes[offset] ?? 1);
    });
  }

  #add(result: StepResult, size: number): void {
    const step = this.#batches;
    const at = this.parts.env.now();
    this.#reader.add(result as DeviceLogs, (read) => this.#telling.batch(step, this.epoch, read, size, at));
    this.parts.env.tf.dispose(Object.values(result).filter((value) => typeof value !== 'number'));
  }

  async #validate(): Promise<FitLogs> {
    const logs = await this.#validation.whole(() => this.#hooks.call('onValidationStart', () => this.#event()));
    if (logs === null) return {};
    Object.assign(this.#telling.logs, logs);
    await this.#hooks.call('onValidationEnd', () => this.#event(logs));
    return logs;
  }

  #validationLogs(): FitLogs {
    return Object.fromEntries(Object.entries(this.logs).filter(([name]) => name.startsWith('val_')));
  }

  /** What the reader asked for, and what a callback did. */
  #isOver(): boolean {
    if (this.step >= this.parts.settings.maxSteps) return true;
    return this.#isOverNow();
  }
  #isOverNow(): boolean {
    return this.#stopReason !== null || this.#asksToStop();
  }
  #asksToStop(): boolean {
    this.#byReader ||= this.parts.run?.sink.shouldStop() ?? false;
    if (this.#byReader) this.stop('stopped');
    return this.#byReader;
  }

  #position() {
    return { epoch: this.epoch, step: this.step, batchIndex: this.#batchIndex };
  }

  #event(logs: FitLogs = this.logs, checkpoint?: Checkpoint): TrainEvent {
    return { trainer: this, module: this.parts.module, ...this.#position(), logs, ...(checkpoint !== undefined && { checkpoint }) };
  }

  async #yield(): Promise<void> {
    await this.parts.env.tf.nextFrame();
    this.#yieldedAt = this.parts.env.now();
  }

  #toGoOn(): ReturnType<KeptFit['position']> {
    const isOver = this.#isBetweenEpochs;
    return { epoch: isOver ? this.epoch + 1 : this.epoch, batchIndex: isOver ? 0 : this.#batchIndex, step: this.step, batches: this.#batches, seed: this.parts.seed };
  }
  get #kept(): KeptFit {
    return { ...this.parts, rates: this.#rates, reader: this.#reader, position: () => this.#toGoOn(), told: () => this.#telling.told, saved: (checkpoint) => this.#saved(checkpoint) };
  }

  async checkpoint(): Promise<Checkpoint> {
    const { module } = this.parts;
    const checkpoint = { module: { name: module.name, hparams: module.hparams }, ...this.#toGoOn(), metrics: { ...this.logs }, ...(await takeState(this.parts, this.#rates)) };
    await this.#saved(checkpoint);
    return checkpoint;
  }
  /** Those that roll are read while training goes on: what is told is where they stand. */
  async #saved(checkpoint: Checkpoint): Promise<void> {
    const { epoch, step, batchIndex } = checkpoint;
    await this.#hooks.call('onCheckpointSave', () => ({ ...this.#event(checkpoint.metrics, checkpoint), epoch, step, batchIndex }));
  }

  async saveCheckpoint(name: string): Promise<Checkpoint> {
    const checkpoint = await this.checkpoint();
    await this.#files().write(name, encodeCheckpoint(checkpoint));
    return checkpoint;
  }
  async deleteCheckpoint(name: string): Promise<void> {
    await this.#files().delete(name);
  }
  #files() {
    if (this.parts.run === null) throw new Error('files of the notebook are reached from a cell that runs');
    return this.parts.run.files;
  }

  async load(checkpoint: Checkpoint): Promise<void> {
    await giveState(this.parts, this.#rates, checkpoint);
    this.epoch = checkpoint.epoch;
    this.#skip = checkpoint.batchIndex;
    this.step = checkpoint.step;
    this.#batches = checkpoint.batches;
    this.#telling.restore(checkpoint.metrics, await this.parts.keeping?.resume(checkpoint, this.parts.train));
    await this.#hooks.call('onCheckpointLoad', () => this.#event(this.logs, checkpoint));
    this.parts.env.restoreRandom((checkpoint.state as { readonly random: RandomState }).random);
  }
}
