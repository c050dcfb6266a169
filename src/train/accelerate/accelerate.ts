/** For loops of one's own: data as batches, gradients, updates and charts, without a Trainer. */
import type * as tfjs from '@tensorflow/tfjs';
import { LogReader } from '../log-reader';
import { LoopKeeping } from '../durable/loop-keeping';
import { joinLoops } from '../durable/loop-parts';
import type { CheckpointEvery } from '../durable/types';
import { collectParts, namedVariables, trainableVariables } from '../module/collect';
import type { ModuleClass } from '../module/module';
import { fingerprintBatches } from '../runs/fingerprint';
import { optimizerRates, optimizerSettings } from '../runs/optimizer-settings';
import type { TrackedFit } from '../runs/types';
import { WatchedData } from '../runs/watched-data';
import type { FitReport } from '../sink';
import type { BatchIterator } from '../trainer/data';
import { readFeed } from '../trainer/data';
import type { TrainEnvironment } from '../trainer/environment';
import type { GradientClip } from '../trainer/gradients';
import { clipped, mapped } from '../trainer/gradients';

export interface AccelerateOptions {
  /** A module, model, layer or variable, or an array or object of such. */
  readonly model: unknown;
  readonly optimizer: tfjs.Optimizer;
  readonly data: unknown;
  /** For the line of progress; 1 unless told. */
  readonly epochs?: number;
  /** Of the order of `{x, y}` that is shuffled; any unless told. */
  readonly seed?: number;
  /** Seconds or batches between two checkpoints, or false for none; 30 s, and ends of epochs, unless told. */
  readonly checkpointEvery?: CheckpointEvery;
}

export interface Accelerated {
  /** The epochs that are to be trained, from 0: one that was cut off begins where it was. */
  readonly epochs: AsyncIterable<number>;
  /** Batches of the next epoch; each is freed when the next is taken. Those that were trained on before a cut are passed over. */
  readonly data: AsyncIterable<unknown>;
  /** Adds the loss's gradients to those that wait for `step`; gives the loss, the caller's to dispose. */
  backward(loss: () => tfjs.Scalar): tfjs.Scalar;
  /** Clips what waits, by value or by norm. */
  clipGradients(clip: GradientClip): void;
  /** Updates with what waits, the mean over the calls of `backward`; the next gradients begin anew. */
  step(): void;
  /** Charts scalars of this batch; tensors stay the caller's. */
  log(values: Readonly<Record<string, number | tfjs.Scalar>>): void;
  /** What the loop itself counts, as JSON holds it: goes with its checkpoints, and is there again before the first epoch. */
  readonly state: Record<string, unknown>;
  /** The epochs are over: waits for values, ends charts and progress. */
  end(): Promise<void>;
}

/** @throws TypeError for a model without variables to train, or an optimizer that is none */
export function accelerate(env: TrainEnvironment, ModuleOf: ModuleClass, { model, optimizer, data, epochs = 1, seed = Math.floor(Math.random() * 2 ** 31), checkpointEvery }: AccelerateOptions): Accelerated {
  const { tf } = env;
  if (!(optimizer instanceof tf.Optimizer)) throw new TypeError('accelerate takes an optimizer such as tf.train.adam(1e-3)');
  const partsNow = () => collectParts(tf, { model }, (value) => value instanceof ModuleOf);
  const variablesNow = (): tfjs.Variable[] => trainableVariables(partsNow());
  if (variablesNow().length === 0) throw new TypeError('accelerate found nothing to train in model: give a model whose layers are built, a module, or variables');
  let feed = readFeed(tf, data, 'data', { seed, shuffle: true });
  const run = env.currentRun();
  const reader = new LogReader(tf, env.now);
  const watched = new WatchedData(tf.Tensor, env.now);
  const tracked = (): TrackedFit => {
    const trained = variablesNow().reduce((sum, { size }) => sum + size, 0);
    return {
      kind: 'log',
      name: '',
      settings: { ...optimizerSettings(optimizer), epochs, ...(feed.source && { batchSize: feed.source.batchSize }) },
      seed: null,
      parameters: { total: trained, trainable: trained },
      rates: () => optimizerRates(optimizer),
      data: async () => watched.first && fingerprintBatches(watched.first, feed.length),
      waited: () => watched.waited,
    };
  };
  let report: FitReport | null = null;
  let waiting: Record<string, tfjs.Tensor> = {};
  let waits = 0;
  let batches = 0;
  let epoch = -1;
  const state: Record<string, unknown> = {};
  const durable = run?.durable ?? null;
  const leave = durable && joinLoops(durable, { optimizer, variables: () => namedVariables(partsNow()), isSettled: () => waits === 0 });
  let keeping: LoopKeeping | null = null;
  let opening: Promise<void> | null = null;
  const open = (): Promise<void> =>
    (opening ??= (async () => {
      keeping = durable && (await LoopKeeping.open({ env, run: durable, reader, epochs, every: checkpointEvery, seed, own: state, model: optimizer }));
      if (keeping === null) return;
      feed = readFeed(tf, data, 'data', { seed: keeping.seed, shuffle: true });
      batches = keeping.batchesBefore;
    })());
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (durable?.isLoss(error) === true) void keeping?.end('failed', true);
      throw error;
    }
  };

  const replace = (next: Record<string, tfjs.Tensor>): void => {
    const kept = mapped(next, (gradient) => tf.keep(gradient));
    tf.dispose(Object.values(waiting).filter((gradient) => !Object.values(kept).includes(gradient)));
    waiting = kept;
  };

  const begin = (): FitReport | null => {
    const kept = keeping?.kept;
    return run?.sink.begin({ model: optimizer, modelName: 'accelerate', epochs, initialEpoch: epoch, stepsPerEpoch: feed.length, ...(batches > 0 && { resumedAfter: batches }), ...(kept && { kept }), tracked: tracked() }) ?? null;
  };

  async function* count(): AsyncGenerator<number> {
    await open();
    for (let next = keeping?.initialEpoch ?? 0; next < epochs && run?.sink.shouldStop() !== true; next++) {
      epoch = next - 1;
      yield next;
    }
  }

  async function* walk(): AsyncGenerator<unknown> {
    await open();
    epoch++;
    if (keeping !== null && epoch < keeping.initialEpoch) return;
    report ??= begin();
    const iterator: BatchIterator = await (keeping?.openEpoch(epoch, feed) ?? feed.open(epoch));
    try {
      for (let next = await watched.next(iterator.next()); !next.done && run?.sink.shouldStop() !== true; next = await watched.next(iterator.next())) {
        batches++;
        yield next.value;
        iterator.release(next.value);
        await keeping?.batchEnd();
        if (batches % YIELD_EVERY === 0) await tf.nextFrame();
      }
      await reader.flush();
      report?.epoch(epoch, {});
      if (run?.sink.shouldStop() !== true) await keeping?.epochEnd();
    } finally {
      await iterator.end();
    }
  }

  return {
    epochs: { [Symbol.asyncIterator]: () => count() },
    data: { [Symbol.asyncIterator]: () => walk() },
    state,
    backward(loss) {
      const { value, grads } = guarded(() => tf.variableGrads(loss, variablesNow()));
      replace(tf.tidy(() => ({ ...waiting, ...mapped(grads, (gradient, name) => (waiting[name] === undefined ? gradient.clone() : waiting[name].add(gradient))) })));
      tf.dispose(grads);
      waits++;
      return value;
    },
    clipGradients(clip) {
      replace(tf.tidy(() => clipped(tf, waiting, clip)));
    },
    step() {
      if (waits === 0) throw new Error('step() has no gradients: call backward(() => loss) first');
      const mean = tf.tidy(() => mapped(waiting, (gradient) => gradient.div(waits)));
      guarded(() => optimizer.applyGradients(mean));
      tf.dispose(mean);
      tf.dispose(waiting);
      waiting = {};
      waits = 0;
    },
    log(values) {
      const [step, at] = [batches, env.now()];
      reader.add(values, (read) => {
        report?.batch(step, read, at);
        keeping?.told(read);
      });
    },
    async end() {
      await reader.flush();
      tf.dispose(waiting);
      waiting = {};
      await keeping?.end(run?.sink.shouldStop() === true ? 'stopped' : 'done');
      leave?.();
      report?.end(run?.sink.shouldStop() === true ? 'stopped' : 'done');
      report = null;
    },
  };
}

const YIELD_EVERY = 8;
