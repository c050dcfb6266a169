/** Keeps a Trainer's training as it goes, and gives it back its state when it goes on. */
import type { LogReader } from '../log-reader';
import { namedVariables } from '../module/collect';
import type { Module } from '../module/types';
import type { FitEnd, FitInfo } from '../sink';
import type { Checkpoint } from '../trainer/checkpoint';
import type { Feed } from '../trainer/data';
import type { FitResult } from '../trainer/fit-result';
import type { ShuffleState, ShuffleWatch, TrainEnvironment, TrainRun } from '../trainer/environment';
import type { MeansState } from '../trainer/means';
import type { OptimizerPlan } from '../trainer/optimizers';
import type { Settings } from '../trainer/options';
import type { Rates } from '../trainer/rates';
import { keyOf } from '../trainer/saving';
import { callbackStates } from '../trainer/state';
import type { Told } from '../trainer/telling';
import type { Callback } from '../callbacks/types';
import { factsOf, isThin, type EndFacts } from './ends-file';
import { beginAgain, goingOn, misfit, requireAfresh } from './going-on';
import type { LastGood } from './last-good';
import { giveMetrics, takeMetrics } from './module-metrics';
import { putWeights } from './put-weights';
import { RandomTrail, type RandomMoments } from './random-trail';
import { Rolling } from './rolling';
import { arrived, takeOptimizers, takeVariables } from './snapshot';
import type { DurableRun } from './types';

/** Where a training within an epoch stands, beside what every checkpoint holds; what JSON holds. */
interface Progress {
  readonly random: RandomMoments;
  readonly means: MeansState;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Of the data: where its orders follow from. */
  readonly shuffles: readonly ShuffleState[];
}

/** The training under way, as far as keeping it needs. */
export interface KeptFit {
  readonly env: TrainEnvironment;
  readonly module: Module;
  readonly plans: readonly OptimizerPlan[];
  readonly callbacks: readonly Callback[];
  readonly rates: Rates;
  readonly reader: LogReader;
  /** To go on with. */
  position(): Pick<Checkpoint, 'epoch' | 'batchIndex' | 'step' | 'batches' | 'seed'>;
  /** Tells those who want to know of a checkpoint that was made. */
  saved(checkpoint: Checkpoint): Promise<void>;
  /** What has been told of it so far. */
  told(): Told;
}

interface TrainerKeepingParts {
  readonly run: DurableRun;
  readonly rolling: Rolling | null;
  readonly from: LastGood | null;
  readonly ended: Checkpoint | null;
  readonly identity: Omit<EndFacts, 'track' | 'result'>;
  readonly env: TrainEnvironment;
}

export class TrainerKeeping {
  readonly #run: DurableRun;
  readonly #rolling: Rolling | null;
  readonly #trail: RandomTrail;
  readonly #env: TrainEnvironment;
  #from: LastGood | null;
  #resumed: Progress | null = null;
  /** The end of a training that was over before its cell was cut off. */
  #ended: Checkpoint | null;
  readonly #identity: Omit<EndFacts, 'track' | 'result'>;
  /** From the first epoch on. */
  #shuffles: ShuffleWatch | null = null;

  constructor({ run, rolling, from, ended, identity, env }: TrainerKeepingParts) {
    this.#run = run;
    this.#rolling = rolling;
    this.#from = from;
    this.#ended = ended;
    this.#identity = identity;
    this.#env = env;
    this.#trail = new RandomTrail(env);
  }

  /** What to go on with; null for a training that begins afresh. */
  get checkpoint(): Checkpoint | null {
    return this.#ended ?? this.#from?.checkpoint ?? null;
  }

  /** Whether the checkpoint is more than what a training gave. */
  get hasWeights(): boolean {
    return this.#ended === null || !isThin(this.#ended);
  }

  /** What the training gave, for one that was over before its cell was cut off; it is not trained again. To be asked when its state is given back. */
  async finished(train: Feed): Promise<FitResult | null> {
    if (this.#ended === null) return null;
    const { shuffles, random } = this.#ended.state['progress'] as Progress;
    const watch = this.#env.watchShuffles();
    // Met here, they go on where they were then.
    if (shuffles.length > 0) await train.pass?.();
    watch.put(shuffles);
    watch.end();
    this.#env.restoreRandom(random.now);
    return factsOf(this.#ended).result as FitResult;
  }

  get kept(): FitInfo['kept'] {
    return this.#rolling?.kept;
  }

  /** Whether a checkpoint fits what is trained now. @throws Error where the reader does not agree to begin afresh */
  async admits(checkpoint: Checkpoint, { module, plans }: Pick<KeptFit, 'module' | 'plans'>): Promise<boolean> {
    if (checkpoint !== this.checkpoint) return true;
    if (!this.hasWeights) return true;
    const weights = namedVariables(module.parts()).map(({ path, variable }) => ({ name: path, shape: variable.shape }));
    const why = misfit({ weights, optimizers: plans.flatMap((plan) => plan.groups.map((_, index) => keyOf(plan, index))) }, checkpoint);
    if (why === null) {
      const track = this.#ended && factsOf(this.#ended).track;
      if (track !== null) this.#run.adopt(module, track);
      if (this.#from !== null) this.#rolling?.continue(this.#from.record);
      return true;
    }
    this.#from = null;
    if (this.#ended !== null) {
      this.#ended = null;
      await beginAgain(this.#run, why);
      return false;
    }
    await requireAfresh(this.#run, why);
    return false;
  }

  /** After the state that every checkpoint holds was given back. @returns what has been told of the epochs so far; null where the checkpoint does not know */
  async resume({ state, epoch }: Checkpoint, train: Feed): Promise<Pick<Progress, 'means' | 'history'> | null> {
    const progress = state['progress'] as Progress | undefined;
    if (progress === undefined) return null;
    this.#resumed = progress;
    this.#trail.resume(progress.random);
    // A dataset that shuffles anew each time counts how often it was walked.
    for (let before = 0; before < epoch; before++) await train.pass?.();
    return progress;
  }

  beginEpoch(module: Module, isWithin: boolean): void {
    this.#shuffles ??= this.#env.watchShuffles();
    if (this.#resumed !== null) this.#shuffles.put(this.#resumed.shuffles);
    this.#shuffles.mark();
    if (this.#rolling !== null) this.#run.remember(this.#rolling.id, ({ weights }) => putWeights(this.#env.tf, namedVariables(module.parts()), weights));
    this.#trail.beginEpoch(isWithin);
    if (this.#resumed !== null && isWithin) giveMetrics(module, this.#resumed.metrics);
    this.#resumed = null;
  }
  beforeFetch(isFirst = false): void {
    this.#trail.beforeFetch(isFirst);
  }
  skipped(): void {
    this.#trail.skipped();
  }

  /** To be called between two steps; takes a checkpoint if one is due. */
  async roll(fit: KeptFit, endsEpoch: boolean): Promise<void> {
    const { batches } = fit.position();
    if (this.#rolling?.isDue(batches, endsEpoch) === true) await this.#rolling.take(batches, endsEpoch, () => this.#capture(fit, endsEpoch));
  }

  /** @param fit that ended between two epochs; null within one @param result what it gives, unless the reader stopped it @param failure what ended a training that failed */
  async end(end: FitEnd, fit: KeptFit | null, result: FitResult | null, failure?: unknown): Promise<void> {
    this.#shuffles?.end();
    const rolling = this.#rolling;
    if (rolling === null) return;
    if (fit === null || end === 'failed') return rolling.end(end === 'failed' && this.#run.isLoss(failure) ? 'lost' : end);
    const captured = this.#capture(fit, fit.position().batchIndex === 0);
    await captured.then(
      ({ bytes, checkpoint }) => result !== null && this.#run.finished.keep({ ...this.#identity, track: this.#run.placeOf(rolling.id), result }, bytes, checkpoint),
      // Told where it would have been written.
      () => undefined,
    );
    await rolling.end(end, { batches: fit.position().batches, capture: () => captured });
  }

  async #capture(fit: KeptFit, endsEpoch: boolean): Promise<{ readonly checkpoint: Promise<Checkpoint>; readonly bytes: number }> {
    const { env, module, plans, callbacks, rates, reader } = fit;
    const position = fit.position();
    const random = this.#trail.moments;
    const weights = takeVariables(env.tf, namedVariables(module.parts()));
    const [optimizers, kept, metrics] = [await takeOptimizers(env.tf, plans), await callbackStates(callbacks), endsEpoch ? {} : await takeMetrics(module)];
    const rate = rates.state();
    const shuffles = (endsEpoch ? this.#shuffles?.now : this.#shuffles?.marked) ?? [];
    const told = new Promise<ReturnType<KeptFit['told']>>((resolve, reject) => {
      // Delivered after the losses so far and before later ones, without a wait for them here.
      reader.add({}, () => resolve(structuredClone(fit.told())));
      reader.flush().catch(reject);
    });
    const make = async (): Promise<Checkpoint> => {
      const { logs, means, history } = await told;
      const progress: Progress = { random, means, history, metrics, shuffles };
      const checkpoint = {
        module: { name: module.name, hparams: module.hparams },
        ...position,
        metrics: logs,
        weights: await Promise.all(weights),
        optimizers: await arrived(optimizers),
        state: { rates: rate, random: random.now, callbacks: kept, progress },
      };
      await fit.saved(checkpoint);
      return checkpoint;
    };
    const checkpoint = make();
    checkpoint.catch(() => undefined);
    const bytes = namedVariables(module.parts()).reduce((sum, { variable }) => sum + 4 * variable.size, 0);
    return { checkpoint, bytes: bytes * (1 + Object.values(optimizers).flat().length / Math.max(1, weights.length)) };
  }
}

/** Null where nothing can be kept: outside of a run, or where the browser has no storage. */
export async function keepTrainer(env: TrainEnvironment, run: TrainRun | null, settings: Settings, name: string, asksForLast: boolean): Promise<TrainerKeeping | null> {
  const durable = run?.durable ?? null;
  if (durable === null) return null;
  const identity = { ordinal: durable.nextOrdinal(), kind: 'trainer', name } as const;
  const found = await goingOn(durable, identity, asksForLast, (message) => env.say(message));
  const ended = found !== null && 'ended' in found ? found.ended : null;
  const from = found === null || 'ended' in found ? null : found;
  const every = settings.isDevRun ? false : settings.checkpointEvery;
  if (every === false && found === null) return null;
  const rolling = every === false ? null : new Rolling({ run: durable, facts: { ...identity, epochs: settings.maxEpochs }, every, now: () => env.now(), turn: () => env.tf.nextFrame(), say: (message) => env.say(message) });
  return new TrainerKeeping({ run: durable, rolling, from, ended, identity: { ...identity, epochs: settings.maxEpochs }, env });
}
