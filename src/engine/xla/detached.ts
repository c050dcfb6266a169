/** Trainings that go on at a remote server without this notebook: begun, found again, followed and ended. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { RemoteEvent, RemoteRun } from '../../protocol/remote';
import type { StockTensorFlow } from '../api';
import type { TrainingPlan } from '../graph/compiled/plan';
import type { LoopableStep } from '../graph/compiled/compiled';
import { openEngine } from '../graph/compiled/engine';
import type { FindServing, RemoteDataset } from './datasets';
import { receiveTensors } from './datasets';

export interface DetachOptions {
  readonly data: RemoteDataset;
  readonly steps: number;
  readonly name: string;
  /** Steps from one checkpoint on the server to the next; 0 for the last alone. */
  readonly checkpointEvery: number;
  /** It ends after so long. */
  readonly seconds: number | null;
}

/** One row of metrics. `step` counts the run's own from 1 on. */
export type RunMetrics = Readonly<Record<string, number>> & { readonly step: number };

/** The step that a run repeats, however many tensors it takes. */
export type RunStep = Pick<LoopableStep<Tensor[], unknown>, 'plan' | 'refusal'> & ((...batch: Tensor[]) => unknown);

/** A step is recorded once its optimizer has made its variables. */
const MOST_FIRST_STEPS = 5;
/** Bytes of a step's numbers in a frame, whose head the server limits. */
const NUMBER_BYTES = 9;
const MOST_NUMBER_BYTES = 24 * 2 ** 20;

/**
 * Hands a training to the server. The first steps, until the step is recorded, are done at once and are none of the run's.
 * @throws Error where only the step's JavaScript can repeat it
 */
export async function detachTraining(tf: StockTensorFlow, serving: FindServing, step: RunStep, options: DetachOptions): Promise<DetachedRun> {
  const { data, steps, name, checkpointEvery, seconds } = options;
  await data.ready();
  const { plan, first } = await recorded(tf, step, data, (done) => Math.max(1, steps - done));
  if (plan.scalars.length * (plan.scalars[0]?.length ?? 0) * NUMBER_BYTES > MOST_NUMBER_BYTES) {
    throw new RangeError(`${steps} steps have ${plan.scalars[0]?.length ?? 0} numbers each, as learning rates and seeds, which are too many to send ahead; detach fewer steps at a time`);
  }
  if (first >= steps) throw new RangeError(`steps of runtime.detach is more than the ${first} that are done until the step is recorded; here is ${steps}`);
  const { recorder, executor, connection, epoch } = serving();
  const isFed = new Set(plan.feeds);
  const lent = [...recorder.lend(plan.inputs.filter((_, input) => !isFed.has(input)))];
  const inputs = plan.inputs.map((_, input) => (isFed.has(input) ? 0 : (lent.shift() ?? 0)));
  const known = new KnownRun(tf, serving, name);
  const answer = await known.hear(
    connection.ask<'run'>(epoch, {
      kind: 'detach',
      run: name,
      graph: executor.know(plan.graph),
      steps: steps - first,
      inputs,
      state: plan.state,
      names: plan.variables.map((variable) => variable.name),
      ...data.cursor,
      feeds: plan.feeds,
      scalars: plan.scalars,
      metrics: plan.metrics,
      checkpointEvery,
      seconds,
    }),
  );
  data.skip(answer.steps);
  return new DetachedRun(known, { step, plan });
}

export interface AttachOptions {
  /** The step that was detached, and data like its, where this notebook is to go on with the training. */
  readonly step?: RunStep;
  readonly data?: RemoteDataset;
  /** Goes on with a run that was interrupted, stopped, or out of time. */
  readonly resume: boolean;
}

/** Finds a run again; `run.update()` gives the notebook's variables its values. */
export async function attachTraining(tf: StockTensorFlow, serving: FindServing, name: string, { step, data, resume }: AttachOptions): Promise<DetachedRun> {
  const { connection, epoch } = serving();
  const known = new KnownRun(tf, serving, name);
  await known.hear(connection.ask<'run'>(epoch, { kind: 'attach', run: name, from: 0, resume }));
  if (step === undefined || data === undefined) return new DetachedRun(known, null);
  await data.ready();
  // The optimizer gets the variables that its first steps make; values come from the run.
  const { plan } = await recorded(tf, step, data, () => 1);
  return new DetachedRun(known, { step, plan });
}

async function recorded(tf: StockTensorFlow, step: RunStep, data: RemoteDataset, stepsAfter: (first: number) => number): Promise<{ readonly plan: TrainingPlan; readonly first: number }> {
  for (let first = 0; first <= MOST_FIRST_STEPS; first++) {
    const batch = data.next();
    try {
      const plan = step.plan(batch, stepsAfter(first));
      if (plan !== null) {
        data.skip(-1);
        return { plan, first };
      }
      const refusal = step.refusal();
      if (refusal !== null) throw new Error(`the step cannot go on without the notebook: ${refusal}`);
      tf.dispose(step(...batch) as never);
      await Promise.resolve();
    } finally {
      tf.dispose(batch);
    }
  }
  throw new Error('the step could not be recorded: is it made by runtime.compiled, and is the TPU runtime the current device?');
}

/** What the session has heard of a run. */
class KnownRun {
  #state: RemoteRun | null = null;
  readonly #rows: (readonly number[])[] = [];
  #waiting: (() => void)[] = [];
  #failure: Error | null = null;

  constructor(
    readonly tf: StockTensorFlow,
    readonly serving: FindServing,
    readonly name: string,
  ) {}

  /** Waits for the first word, and listens from then on until the session ends. */
  async hear(asked: Promise<Extract<RemoteEvent, { kind: 'run' }>>): Promise<RemoteRun> {
    const { connection } = this.serving();
    const { epoch } = connection;
    const stop = connection.onRuns((news) => {
      if (news.run !== this.name) return;
      if (news.kind === 'run') this.#state = news;
      // Replayed from the start after a second attach: what is known already is skipped.
      else if (news.from <= this.#rows.length) this.#rows.push(...news.rows.slice(this.#rows.length - news.from));
      this.#wake();
    });
    try {
      this.#state = await asked;
    } catch (failure) {
      stop();
      throw failure;
    }
    void connection.gone.then(() => {
      stop();
      this.#failure = connection.lossOf(epoch) ?? new Error('the session is over');
      this.#wake();
    });
    return this.#state;
  }

  get state(): RemoteRun {
    if (this.#state === null) throw new Error('nothing is known of the run yet');
    return this.#state;
  }

  get rows(): readonly (readonly number[])[] {
    return this.#rows;
  }

  /** Resolves with the next news. @throws Error where the session is lost */
  async news(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#failure !== null) throw this.#failure;
  }

  set(state: RemoteRun): void {
    this.#state = state;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Steps of each run that the optimizers of a step have counted here. */
const counted = new WeakMap<RunStep, Map<string, number>>();

export class DetachedRun {
  readonly #known: KnownRun;
  /** What the run repeats; null where only the names of variables are known. */
  readonly #repeated: { readonly step: RunStep; readonly plan: TrainingPlan } | null;

  constructor(known: KnownRun, repeated: { readonly step: RunStep; readonly plan: TrainingPlan } | null) {
    this.#known = known;
    this.#repeated = repeated;
  }

  get name(): string {
    return this.#known.name;
  }

  /** As it was last heard: `phase`, `steps`, `done`, `seconds`, `message`. */
  get state(): RemoteRun {
    return this.#known.state;
  }

  /** Every step's, those that were missed first; ends when the run does. */
  async *metrics(): AsyncGenerator<RunMetrics, void, undefined> {
    const { metrics } = this.state;
    for (let step = 0; ; step++) {
      while (step >= this.#known.rows.length) {
        if (this.state.phase !== 'running' && step >= this.state.done) return;
        await this.#known.news();
      }
      const row = this.#known.rows[step] ?? [];
      yield { ...Object.fromEntries(metrics.map((name, index) => [name, row[index] ?? NaN])), step: step + 1 };
    }
  }

  /** Resolves when the run is over and the notebook's variables have its values. @throws Error where it failed */
  get done(): Promise<RemoteRun> {
    return this.#whenDone();
  }

  async #whenDone(): Promise<RemoteRun> {
    while (this.state.phase === 'running') await this.#known.news();
    if (this.state.phase === 'failed') throw new Error(`The run '${this.name}' failed after ${this.state.done} of ${this.state.steps} steps: ${this.state.message ?? 'the server does not say why'}`);
    await this.update();
    return this.state;
  }

  /**
   * Gives variables the values that the run has now, also while it goes on: those of its step, or else those of the same
   * names. @returns how many. @throws Error naming the variables that are not here
   */
  async update(): Promise<number> {
    const { tf, serving, name } = this.#known;
    const { variables } = this.state;
    const targets = this.#repeated?.plan.variables ?? byName(tf, this.state);
    const tensors = receiveTensors(tf, serving(), variables.map(({ type, shape }) => ({ dtype: type, shape })), (outputs) => ({ kind: 'snapshot', run: name, outputs }));
    try {
      // A failure is thrown before anything changes.
      await tensors[0]?.data();
      tensors.forEach((tensor, index) => targets[index]?.assign(tensor));
    } finally {
      tf.dispose(tensors);
    }
    if (this.state.phase !== 'running') this.#count(this.state.done);
    return targets.length;
  }

  /** Ends it after the step that it is at. */
  stop(): Promise<RemoteRun> {
    return this.#end(false);
  }

  /** Ends it and deletes it on the server, with its checkpoints. */
  forget(): Promise<RemoteRun> {
    return this.#end(true);
  }

  /** What optimizers count in JavaScript goes on with the run. */
  #count(done: number): void {
    if (this.#repeated === null) return;
    const { step, plan } = this.#repeated;
    const runs = counted.get(step) ?? new Map<string, number>();
    plan.advance(done - (runs.get(this.name) ?? 0));
    counted.set(step, runs.set(this.name, done));
  }

  async #end(forget: boolean): Promise<RemoteRun> {
    const { connection, epoch } = this.#known.serving();
    const state = await connection.ask<'run'>(epoch, { kind: 'end', run: this.name, forget });
    this.#known.set(state);
    return state;
  }
}

/** Registered variables that the run's tensors are called like. */
function byName(tf: StockTensorFlow, { run, variables }: RemoteRun): Variable[] {
  const { registeredVariables } = openEngine(tf).state;
  const missing = variables.filter(({ name, shape }) => registeredVariables[name]?.shape.join() !== shape.join());
  if (missing.length > 0) {
    const told = missing.slice(0, 3).map(({ name, shape }) => `${name} [${shape.join()}]`).join(', ');
    throw new Error(
      `The run '${run}' has ${variables.length} variables, of which ${missing.length} are not in this notebook: ${told}${missing.length > 3 ? ', …' : ''}. ` +
        `Make the model as it was made then, and give its compiled step and its data: runtime.attach('${run}', {step, data}).`,
    );
  }
  return variables.flatMap(({ name }) => registeredVariables[name] ?? []);
}
