/** Keeps a loop of one's own as it goes, and has it go on at its epoch and batch. */
import type { LogReader } from '../log-reader';
import type { FitEnd, FitInfo, FitLogs } from '../sink';
import type { Checkpoint } from '../trainer/checkpoint';
import type { BatchIterator, Feed } from '../trainer/data';
import type { RandomState, ShuffleState, ShuffleWatch, TrainEnvironment } from '../trainer/environment';
import { factsOf, isThin } from './ends-file';
import { beginAgain, goingOn, requireAfresh } from './going-on';
import { LoopParts } from './loop-parts';
import { putWeights } from './put-weights';
import { Rolling } from './rolling';
import type { CheckpointEvery, DurableRun } from './types';

/** What JSON holds. */
interface LoopState {
  readonly random: RandomState;
  /** When the epoch began. */
  readonly epochRandom: RandomState;
  readonly shuffles: readonly ShuffleState[];
  /** The reader's own. */
  readonly own: Readonly<Record<string, unknown>>;
}

interface LoopPlan {
  readonly env: TrainEnvironment;
  readonly run: DurableRun;
  readonly reader: LogReader;
  readonly epochs: number;
  readonly every: CheckpointEvery | undefined;
  /** Of the order of the data. */
  readonly seed: number;
  /** Numbers of the reader's own loop: kept as they are when a checkpoint is made. */
  readonly own: Record<string, unknown>;
  /** In whose charts and run it is told. */
  readonly model: object;
}

const NAME = 'accelerate';

export class LoopKeeping {
  readonly #plan: LoopPlan;
  readonly #parts: LoopParts;
  readonly #ordinal: number;
  readonly #shuffles: ShuffleWatch;
  readonly #rolling: Rolling | null;
  /** Until its epoch begins. */
  #from: Checkpoint | null = null;
  #isFinished = false;
  #initialEpoch = 0;
  #batchesBefore = 0;
  #seed: number;
  #epochRandom: RandomState;
  #metrics: FitLogs = {};
  #epoch = 0;
  #batches = 0;
  #batchIndex = 0;
  #hasEnded = false;

  private constructor(plan: LoopPlan, ordinal: number, rolling: Rolling | null) {
    const { env, run } = plan;
    this.#plan = plan;
    this.#ordinal = ordinal;
    this.#rolling = rolling;
    this.#seed = plan.seed;
    this.#parts = new LoopParts(env.tf, run);
    this.#shuffles = env.watchShuffles();
    this.#epochRandom = env.randomState();
    // `Math.random` becomes a part of the stream that checkpoints know.
    env.restoreRandom(this.#epochRandom);
    // A loop need not say that it is over: its cell is.
    run.finished.closing.push((status) => this.end(status));
  }

  /** To be called when the loop begins, with all that it trains made: gives that the state that it goes on with. */
  static async open(plan: LoopPlan): Promise<LoopKeeping | null> {
    const { env, run, every, epochs } = plan;
    const identity = { ordinal: run.nextOrdinal(), kind: 'loop', name: NAME } as const;
    const say = (message: string): void => env.say(message);
    const found = await goingOn(run, identity, false, say);
    if (every === false && found === null) return null;
    const rolling = every === false ? null : new Rolling({ run, facts: { ...identity, epochs }, every: every ?? null, now: () => env.now(), turn: () => env.tf.nextFrame(), say });
    const keeping = new LoopKeeping(plan, identity.ordinal, rolling);
    if (found !== null) await keeping.#goOn('ended' in found ? found.ended : found.checkpoint, 'ended' in found, () => 'record' in found && rolling?.continue(found.record));
    if (rolling !== null) run.remember(rolling.id, ({ weights }) => putWeights(env.tf, keeping.#parts.variables, weights));
    return keeping;
  }

  async #goOn(checkpoint: Checkpoint, isFinished: boolean, admitted: () => void): Promise<void> {
    const { run, own, env, model } = this.#plan;
    const isBare = isFinished && isThin(checkpoint);
    const why = isBare ? null : this.#parts.misfit(checkpoint);
    if (why !== null) return isFinished ? beginAgain(run, why) : requireAfresh(run, why);
    if (!isBare) await this.#parts.give(checkpoint);
    const state = stateOf(checkpoint);
    Object.assign(own, state.own);
    this.#from = checkpoint;
    this.#isFinished = isFinished;
    this.#metrics = checkpoint.metrics;
    this.#initialEpoch = isFinished ? Infinity : checkpoint.epoch;
    this.#batchesBefore = this.#batches = checkpoint.batches;
    this.#seed = checkpoint.seed ?? this.#seed;
    const track = isFinished ? factsOf(checkpoint).track : null;
    if (track !== null) run.adopt(model, track);
    env.restoreRandom(state.random);
    admitted();
  }

  /** The epoch to begin with, from 0; those before, and all of a loop that was over, have no batches. */
  get initialEpoch(): number {
    return this.#initialEpoch;
  }
  get batchesBefore(): number {
    return this.#batchesBefore;
  }
  /** Of the order of the data. */
  get seed(): number {
    return this.#seed;
  }
  get kept(): FitInfo['kept'] {
    return this.#rolling?.kept;
  }

  /** @returns batches of the epoch where it goes on: those before have been passed over */
  async openEpoch(epoch: number, feed: Feed): Promise<BatchIterator> {
    const { env } = this.#plan;
    const from = this.#from;
    this.#from = null;
    this.#epoch = epoch;
    this.#batchIndex = 0;
    const { random, epochRandom, shuffles } = from === null ? { random: null, epochRandom: null, shuffles: [] } : stateOf(from);
    const skip = from?.batchIndex ?? 0;
    if (from !== null) for (let before = 0; before < epoch; before++) await feed.pass?.();
    this.#shuffles.put(shuffles);
    this.#shuffles.mark();
    const begin = skip > 0 ? epochRandom : random;
    if (begin !== null) env.restoreRandom(begin);
    this.#epochRandom = env.randomState();
    const iterator = await feed.open(epoch);
    for (; this.#batchIndex < skip; this.#batchIndex++) {
      const { done, value } = await iterator.next();
      if (done === true) break;
      iterator.release(value);
    }
    if (random !== null && skip > 0) env.restoreRandom(random);
    return iterator;
  }

  told(logs: FitLogs): void {
    this.#metrics = logs;
  }

  /** The loop is done with a batch. */
  async batchEnd(): Promise<void> {
    this.#batchIndex++;
    this.#batches++;
    if (this.#parts.areSettled) await this.#roll(false);
  }

  async epochEnd(): Promise<void> {
    this.#epoch++;
    this.#batchIndex = 0;
    await this.#roll(true);
  }

  /** At most once; the first that is told counts. @param isLost with the device */
  async end(status: FitEnd, isLost = false): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#shuffles.end();
    const { env, run, epochs } = this.#plan;
    if (this.#isFinished && this.#from !== null) return env.restoreRandom(stateOf(this.#from).random);
    const rolling = this.#rolling;
    if (rolling === null) return;
    if (status === 'failed' || this.#batchIndex > 0) return rolling.end(isLost ? 'lost' : status);
    const captured = this.#capture(true);
    await captured.then(
      ({ bytes, checkpoint }) => status === 'done' && run.finished.keep({ ordinal: this.#ordinal, kind: 'loop', name: NAME, epochs, track: run.placeOf(rolling.id), result: null }, bytes, checkpoint),
      // Told where it would have been written.
      () => undefined,
    );
    await rolling.end(status, { batches: this.#batches, capture: () => captured });
  }

  async #roll(endsEpoch: boolean): Promise<void> {
    const rolling = this.#rolling;
    if (rolling?.isDue(this.#batches, endsEpoch) === true) await rolling.take(this.#batches, endsEpoch, () => this.#capture(endsEpoch));
  }

  async #capture(endsEpoch: boolean): Promise<{ readonly checkpoint: Promise<Checkpoint>; readonly bytes: number }> {
    const { env, reader, own } = this.#plan;
    const state: LoopState = { random: env.randomState(), epochRandom: this.#epochRandom, shuffles: endsEpoch ? this.#shuffles.now : this.#shuffles.marked, own: JSON.parse(JSON.stringify(own)) as LoopState['own'] };
    const position = { epoch: this.#epoch, batchIndex: this.#batchIndex, step: this.#batches, batches: this.#batches, seed: this.seed };
    const { weights, optimizers, bytes } = await this.#parts.take();
    const told = new Promise<FitLogs>((resolve, reject) => {
      // Delivered after the values so far, without a wait for them here.
      reader.add({}, () => resolve(this.#metrics));
      reader.flush().catch(reject);
    });
    const make = async (): Promise<Checkpoint> => ({
      module: { name: NAME, hparams: {} },
      ...position,
      metrics: await told,
      weights: await Promise.all(weights),
      optimizers: Object.fromEntries(await Promise.all(Object.entries(optimizers).map(async ([key, list]) => [key, await Promise.all(list)] as const))),
      state: { loop: state },
    });
    const checkpoint = make();
    checkpoint.catch(() => undefined);
    return { checkpoint, bytes };
  }
}

const stateOf = ({ state }: Checkpoint): LoopState => state['loop'] as LoopState;
